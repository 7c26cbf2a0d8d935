pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A picture to touch, with its word below.
T.Button {
    id: tile

    required property string sign

    implicitWidth: Theme.button * 1.4
    implicitHeight: Math.max(Math.round(22 * Theme.unit), picture.height + label.implicitHeight + Math.round(Theme.gap * 0.6))
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Column {
            anchors.centerIn: parent
            width: parent.width

            WorkSign {
                id: picture

                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.round(11 * Theme.unit)
                height: width
                kind: tile.sign
                ink: Theme.wait
            }

            Words {
                id: label

                width: parent.width
                text: tile.text
                horizontalAlignment: Text.AlignHCenter
                font.weight: Font.Bold
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: Theme.raised
        opacity: tile.down ? 0.7 : 1
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
