pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import StationKiosk

// One picture to touch, with its word; a small line says what is known of it already.
T.Button {
    id: tile

    property string path: ""
    property string note: ""
    property bool low: false
    property real side: Math.round(Theme.key * 1.25)

    implicitWidth: Math.round(Theme.button * 2)
    implicitHeight: Math.max(Math.round(Theme.button * (low ? 1.2 : 1.7)), words.implicitHeight + Theme.gap * 2)
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: note === "" ? text : text + ", " + note
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        GridLayout {
            id: words

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.margins: Theme.gap * (tile.low ? 1 : 0.5)
            columns: tile.low ? 2 : 1
            columnSpacing: Theme.gap
            rowSpacing: Math.round(Theme.gap * (tile.low ? 0 : 0.5))

            Symbol {
                visible: tile.path !== ""
                Layout.preferredWidth: tile.side
                Layout.preferredHeight: Layout.preferredWidth
                Layout.alignment: Qt.AlignCenter
                Layout.rowSpan: tile.low && tile.note !== "" ? 2 : 1
                bare: true
                weight: 7
                kind: ""
                path: tile.path
                ink: Theme.accent
            }

            Words {
                text: tile.text
                font.pixelSize: Math.round(Theme.body * 1.15)
                font.weight: Font.Bold
                horizontalAlignment: tile.low ? Text.AlignLeft : Text.AlignHCenter
                lineHeight: 0.95
                Layout.fillWidth: true
            }

            Words {
                visible: text !== ""
                text: tile.note
                color: Theme.calm
                horizontalAlignment: tile.low ? Text.AlignLeft : Text.AlignHCenter
                Layout.fillWidth: true
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: tile.down ? Theme.lamp : Theme.raised
        border.width: Theme.stroke
        border.color: Theme.line

        Rectangle {
            anchors.fill: parent
            anchors.margins: -Math.round(Theme.gap * 0.45)
            visible: tile.visualFocus
            radius: parent.radius * 1.25
            color: "transparent"
            border.color: Theme.ink
            border.width: Theme.stroke * 1.6
        }
    }
}
