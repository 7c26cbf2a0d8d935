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

    readonly property int side: Math.max(Theme.button, Math.round(Theme.keyMm * Theme.unit))

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

        Words {
            text: page.view.lead
            font.pixelSize: Theme.body
            Layout.fillWidth: true
        }

        Words {
            objectName: "typed"
            text: page.view.shown
            font.pixelSize: Math.round(Theme.keyMm * 0.7 * Theme.unit)
            font.weight: Font.Bold
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.small
            wrapMode: Text.NoWrap
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
            Layout.preferredHeight: Math.round(Theme.keyMm * Theme.unit)
        }

        GridLayout {
            columns: Math.max(4, Math.min(12, Math.floor((page.width + Theme.gap) / (page.side + Theme.gap))))
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
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
                    wordsSize: Math.round(page.side * 0.42)
                    enabled: modelData.on
                    opacity: enabled ? 1 : 0.35
                    Layout.fillWidth: true
                    Layout.minimumHeight: page.side
                    onClicked: page.view.press(modelData.code)
                }
            }
        }

        GridLayout {
            columns: page.portrait ? 2 : 4
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true
            Layout.fillWidth: true

            BigButton {
                objectName: "key clear"
                sign: "cross"
                text: page.view.clearLabel
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.clear()
            }

            BigButton {
                objectName: "key correct"
                sign: "back"
                text: page.view.correctLabel
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.correct()
            }

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
