pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// How many there are, and until when they are good: large keys, and what is typed stands above them.
Item {
    id: page

    required property CountView view
    required property bool portrait

    readonly property int digitSize: Math.round(Math.min(Theme.key, Theme.button * 0.45))

    implicitHeight: whole.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    GridLayout {
        id: whole

        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.margin

        ColumnLayout {
            spacing: Theme.margin
            Layout.fillWidth: true
            Layout.alignment: page.portrait ? Qt.AlignTop : Qt.AlignVCenter

            PageHead {
                title: page.view.title
                lead: page.view.lead
                Layout.fillWidth: true
            }

            Words {
                objectName: "typed"
                text: page.view.shown
                font.pixelSize: Theme.key
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                wrapMode: Text.NoWrap
                horizontalAlignment: Text.AlignHCenter
                Layout.fillWidth: true
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
            Layout.alignment: Qt.AlignCenter

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

                BigButton {
                    required property string modelData

                    objectName: "digit " + modelData
                    text: modelData
                    wordsSize: page.digitSize
                    Layout.fillWidth: true
                    Layout.minimumHeight: Theme.button
                    onClicked: page.view.press(modelData)
                }
            }

            BigButton {
                objectName: "erase"
                text: page.view.eraseLabel
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.erase()
            }

            BigButton {
                objectName: "digit 0"
                text: "0"
                wordsSize: page.digitSize
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.press("0")
            }

            BigButton {
                objectName: "enter"
                strong: true
                enabled: page.view.whole
                opacity: enabled ? 1 : 0.45
                text: page.view.enterLabel
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.enter()
            }
        }
    }
}
