pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// Tiles first; then the characters of a plate: provinces, and after the first one letters and digits.
Item {
    id: page

    required property ParkingView view
    required property bool portrait

    // Narrower than other keys, so that a whole alphabet is seen at once on a small screen.
    readonly property int side: Math.round(Theme.button * 0.72)
    readonly property int close: Math.round(Theme.gap * 0.5)

    implicitHeight: view.typing ? whole.implicitHeight : head.implicitHeight + Theme.margin + board.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    PageHead {
        id: head

        visible: !page.view.typing
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        title: page.view.title
        lead: page.view.lead
    }

    Tiles {
        id: board

        visible: !page.view.typing
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.topMargin: Theme.margin
        tiles: page.view.tiles
        onChosen: code => page.view.choose(code)
    }

    ColumnLayout {
        id: whole

        visible: page.view.typing
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        spacing: Theme.gap

        RowLayout {
            spacing: Theme.gap
            Layout.fillWidth: true

            // What to do stands where the plate will.
            Words {
                objectName: "typed"
                text: page.view.shown === "" ? page.view.lead : page.view.shown
                font.pixelSize: page.view.shown === "" ? Theme.body : Math.round(Theme.keyMm * Math.min(0.9, 0.6 * Theme.text) * Theme.unit)
                font.weight: page.view.shown === "" ? Font.Normal : Font.Bold
                wrapMode: page.view.shown === "" ? Text.Wrap : Text.NoWrap
                verticalAlignment: Text.AlignVCenter
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
            }

            BigButton {
                objectName: "key correct"
                visible: page.view.shown !== ""
                sign: "back"
                text: page.view.correctLabel
                Layout.minimumHeight: Theme.button
                onClicked: page.view.correct()
            }
        }

        GridLayout {
            columns: Math.max(4, Math.min(12, Math.floor((page.width + page.close) / (page.side + page.close))))
            columnSpacing: page.close
            rowSpacing: page.close
            uniformCellWidths: true
            // A plate is read from the left in every language.
            LayoutMirroring.enabled: false
            LayoutMirroring.childrenInherit: true
            Layout.fillWidth: true

            Repeater {
                model: page.view.keys

                BigButton {
                    required property var modelData

                    objectName: "key " + modelData.code
                    text: modelData.code
                    wordsSize: Math.round(page.side * Math.min(0.6, 0.42 * Theme.text))
                    enabled: modelData.on
                    opacity: enabled ? 1 : 0.35
                    Layout.fillWidth: true
                    Layout.minimumHeight: page.side
                    onClicked: page.view.press(modelData.code)
                }
            }
        }

        GridLayout {
            visible: page.view.shown !== ""
            columns: 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true
            Layout.fillWidth: true

            BigButton {
                objectName: "sign"
                sign: "card"
                enabled: page.view.whole
                opacity: enabled ? 1 : 0.35
                text: page.view.signLabel
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.sign()
            }

            BigButton {
                objectName: "submit"
                strong: true
                sign: "tick"
                enabled: page.view.whole
                opacity: enabled ? 1 : 0.35
                text: page.view.submitLabel
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.submit()
            }
        }
    }
}
