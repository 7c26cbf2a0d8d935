pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk

// What is wrong, and the next thing to do with one's hands: once in the page's language, once in the other.
Rectangle {
    id: box

    required property string means
    required property string next
    required property string also
    property bool grave: true

    implicitHeight: words.implicitHeight + Theme.gap * 1.4
    radius: Theme.radius
    color: grave ? Theme.badPaper : Theme.calmPaper

    Column {
        id: words

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Theme.gap
        spacing: Math.round(Theme.gap * 0.3)

        Words {
            width: parent.width
            visible: text !== ""
            text: box.means
            color: box.grave ? Theme.bad : Theme.calm
            font.weight: Font.Bold
        }

        Item {
            width: parent.width
            height: Math.max(todo.implicitHeight, arrow.height)

            Sign {
                id: arrow

                width: Theme.body
                height: width
                y: Math.round(Theme.body * 0.25)
                kind: "next"
                ink: Theme.ink
            }

            Words {
                id: todo

                anchors.left: arrow.right
                anchors.right: parent.right
                anchors.leftMargin: Math.round(Theme.gap * 0.6)
                text: box.next
                font.weight: Font.Bold
            }
        }

        Fine {
            x: Math.round(Theme.body + Theme.gap * 0.6)
            width: parent.width - x
            visible: text !== ""
            text: box.also
            color: Theme.ink
        }
    }
}
