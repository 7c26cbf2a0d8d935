pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// Eight digits, typed with wet gloves: large keys, and what is typed stands above them.
Item {
    id: page

    required property CodeView view
    required property bool portrait

    // Words beside the keys only where larger ones have room for it, too.
    readonly property bool wide: !portrait && width > 150 * Theme.unit * Theme.text

    // The keys come first: where words are large, the sentence on where the digits come from gives way to them.
    readonly property int digitSize: Math.round(Math.min(Theme.key, Theme.button * 0.45))
    readonly property bool roomy: portrait ? height > Theme.button * 4 + Theme.gap * 3 + Theme.margin * 2 + Theme.key * 3 + Theme.lead * 3
        : height > Theme.key * 4 + Theme.lead * 5

    implicitHeight: whole.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    GridLayout {
        id: whole

        anchors.fill: parent
        columns: page.wide ? 2 : 1
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.margin

        ColumnLayout {
            spacing: Theme.margin
            Layout.fillWidth: true
            Layout.alignment: page.portrait ? Qt.AlignTop : Qt.AlignVCenter

            PageHead {
                title: page.view.title
                lead: page.roomy ? page.view.lead : ""
                Layout.fillWidth: true
            }

            Rectangle {
                radius: Theme.radius
                color: Theme.raised
                border.width: Theme.stroke
                border.color: Theme.line
                implicitHeight: digits.implicitHeight + Theme.gap
                Layout.fillWidth: true

                Words {
                    id: digits

                    objectName: "typed"
                    anchors.fill: parent
                    text: page.view.shown
                    font.pixelSize: Theme.key
                    font.weight: Font.Bold
                    fontSizeMode: Text.HorizontalFit
                    wrapMode: Text.NoWrap
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    Accessible.role: Accessible.StaticText
                    Accessible.name: page.view.spoken
                }
            }
        }

        GridLayout {
            columns: 3
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true
            // A telephone's keys stand the same way round in every script.
            LayoutMirroring.enabled: false
            LayoutMirroring.childrenInherit: true
            Layout.fillWidth: true
            Layout.fillHeight: page.portrait
            Layout.alignment: Qt.AlignCenter

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

                BigButton {
                    required property string modelData

                    objectName: "digit " + modelData
                    text: modelData
                    wordsSize: page.digitSize
                    Layout.fillWidth: true
                    Layout.fillHeight: page.portrait
                    Layout.minimumHeight: Theme.button
                    Layout.maximumHeight: Math.round(Theme.button * 1.5)
                    onClicked: page.view.press(modelData)
                }
            }

            BigButton {
                objectName: "erase"
                text: page.view.eraseLabel
                Layout.fillWidth: true
                Layout.minimumWidth: leastWidth
                Layout.fillHeight: page.portrait
                Layout.minimumHeight: Theme.button
                Layout.maximumHeight: Math.round(Theme.button * 1.5)
                onClicked: page.view.erase()
            }

            BigButton {
                objectName: "digit 0"
                text: "0"
                wordsSize: page.digitSize
                Layout.fillWidth: true
                Layout.fillHeight: page.portrait
                Layout.minimumHeight: Theme.button
                Layout.maximumHeight: Math.round(Theme.button * 1.5)
                onClicked: page.view.press("0")
            }

            BigButton {
                objectName: "enter"
                strong: true
                enabled: page.view.whole
                opacity: enabled ? 1 : 0.45
                text: page.view.enterLabel
                Layout.fillWidth: true
                Layout.minimumWidth: leastWidth
                Layout.fillHeight: page.portrait
                Layout.minimumHeight: Theme.button
                Layout.maximumHeight: Math.round(Theme.button * 1.5)
                onClicked: page.view.enter()
            }
        }
    }
}
