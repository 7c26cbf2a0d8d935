pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import StationKiosk

// A device or door with its checks below: how they stand together; a touch folds and unfolds them.
T.Button {
    id: head

    required property string device
    required property string worst
    required property string summary
    required property string runWord
    required property bool idle
    required property bool unfolded

    signal runAll

    implicitHeight: Math.max(words.implicitHeight, key.implicitHeight) + Math.round(Theme.gap * 0.8)
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text + " " + summary
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Theme.radius
        color: head.down ? Theme.raised : "transparent"
        border.width: head.visualFocus ? Theme.stroke * 2 : 0
        border.color: Theme.ink

        Rectangle {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            height: Math.max(1, Math.round(Theme.stroke * 0.6))
            color: Theme.line
        }
    }

    contentItem: Item {
        Sign {
            id: fold

            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(6 * Theme.unit)
            height: width
            kind: head.unfolded ? "up" : "down"
            ink: Theme.soft
        }

        StateSign {
            id: sign

            anchors.left: fold.right
            anchors.leftMargin: Math.round(Theme.gap * 0.6)
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(8.5 * Theme.unit)
            height: width
            standing: head.worst
        }

        Column {
            id: words

            anchors.left: sign.right
            anchors.right: key.visible ? key.left : parent.right
            anchors.leftMargin: Theme.gap
            anchors.rightMargin: Theme.gap
            anchors.verticalCenter: parent.verticalCenter

            Words {
                width: parent.width
                text: head.text
                font.pixelSize: Math.round(Theme.body * 1.2)
                font.weight: Font.Bold
                lineHeight: 0.9
                Accessible.role: Accessible.Heading
            }

            Fine {
                width: parent.width
                text: head.summary
                lineHeight: 0.9
            }
        }

        ServiceKey {
            id: key

            objectName: "all " + head.device
            anchors.right: parent.right
            anchors.rightMargin: Math.round(Theme.gap * 0.6)
            anchors.verticalCenter: parent.verticalCenter
            visible: head.idle && head.device !== ""
            small: true
            picture: "run"
            text: head.runWord
            Accessible.name: head.runWord + " " + head.device
            onClicked: head.runAll()
        }
    }
}
