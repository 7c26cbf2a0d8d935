import QtQuick
import QtQuick.Layouts
import StationControlViews

// A door: the lamp of its lock, one key to push it, one for the button inside.
Rectangle {
    id: panel

    required property DoorControl door
    required property bool named

    readonly property string code: door.lock === "" ? "lock.unknown" : "lock." + door.lock
    readonly property string hint: door.opened ? "door.opened.hint" : door.lock === "" ? "" : code + ".hint"
    readonly property bool released: door.lock === "released"

    implicitHeight: column.implicitHeight + 12
    radius: Theme.radius
    color: released ? Theme.goodPaper : Theme.raised
    border.width: 1
    border.color: Theme.line

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: 8
        spacing: 4

        RowLayout {
            spacing: 8

            Rectangle {
                objectName: "lamp " + panel.door.name
                Layout.preferredWidth: 18
                Layout.preferredHeight: 18
                radius: 9
                color: panel.released ? Theme.lampOn : panel.door.lock === "" ? "transparent" : Theme.lampOff
                border.width: 2
                border.color: panel.released ? Theme.good : Theme.line
            }

            Text {
                Layout.fillWidth: true
                text: (panel.named ? panel.door.name + ": " : "")
                      + Words.zh[panel.code] + " " + Words.en[panel.code]
                color: panel.released ? Theme.good : Theme.ink
                font.pixelSize: Theme.text
                font.weight: Font.Bold
                elide: Text.ElideRight
                textFormat: Text.PlainText
            }

            Text {
                // Held open for two lines, so that nothing moves under the hand.
                Layout.preferredHeight: 32
                verticalAlignment: Text.AlignVCenter
                text: panel.hint === "" ? "" : Words.zh[panel.hint] + "\n" + Words.en[panel.hint]
                color: panel.released ? Theme.good : Theme.soft
                font.pixelSize: Theme.small
                horizontalAlignment: Text.AlignRight
                lineHeight: 0.85
                textFormat: Text.PlainText
            }
        }

        RowLayout {
            spacing: Theme.gap

            Key {
                objectName: "push " + panel.door.name
                Layout.fillWidth: true
                Layout.preferredWidth: 2
                code: panel.door.opened ? "door.close" : "door.open"
                sign: panel.door.opened ? "shut" : "open"
                strong: panel.released && !panel.door.opened
                onClicked: panel.door.toggle()
            }

            Key {
                objectName: "exit " + panel.door.name
                visible: panel.door.hasExit
                enabled: !panel.door.pressed
                Layout.fillWidth: true
                Layout.preferredWidth: 2
                code: "door.exit"
                sign: "next"
                onClicked: panel.door.pressExit()
            }
        }
    }
}
