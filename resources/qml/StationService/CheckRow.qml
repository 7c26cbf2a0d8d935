pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk

// One check: its state as shape, colour and word, what it proves, what to do when it is red, and when it was last done.
Rectangle {
    id: row

    required property string check
    required property string standing
    required property string word
    required property string title
    required property string proves
    required property bool grave
    required property string means
    required property string next
    required property string also
    required property string said
    required property string last
    required property string button
    required property bool idle

    signal runOne

    implicitHeight: Math.max(more.y + more.implicitHeight, key.visible ? key.y + key.height : 0) + Math.round(Theme.gap * 0.6)
    radius: Theme.radius
    color: Theme.raised
    border.width: standing === "red" || standing === "waiting" ? Theme.stroke * 1.6 : Theme.stroke * 0.6
    border.color: standing === "red" ? Theme.bad : standing === "waiting" ? Theme.wait : Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: title + " " + word

    StateSign {
        id: sign

        x: Theme.gap
        y: Math.round(Theme.gap * 0.7)
        width: Math.round(8.5 * Theme.unit)
        height: width
        standing: row.standing
    }

    Column {
        id: words

        anchors.left: sign.right
        anchors.right: key.visible ? key.left : parent.right
        anchors.top: parent.top
        anchors.leftMargin: Theme.gap
        anchors.rightMargin: Theme.gap
        anchors.topMargin: Math.round(Theme.gap * 0.6)
        spacing: Math.round(Theme.gap * 0.25)

        Flow {
            width: parent.width
            spacing: Theme.gap

            Words {
                width: Math.min(implicitWidth, parent.width)
                text: row.title
                font.weight: Font.Bold
            }

            Words {
                text: row.word
                color: sign.ink
                wrapMode: Text.NoWrap
                font.weight: Font.Bold
            }
        }

        Fine {
            width: parent.width
            visible: text !== ""
            text: row.proves
        }
    }

    Column {
        id: more

        anchors.left: sign.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.gap
        anchors.rightMargin: Math.round(Theme.gap * 0.6)
        y: row.next !== "" && key.visible ? Math.max(words.y + words.height, key.y + key.height + words.y * 0.5) : words.y + words.height
        spacing: words.spacing

        RemedyBox {
            width: parent.width
            visible: row.next !== ""
            grave: row.grave
            means: row.means
            next: row.next
            also: row.also
        }

        Fine {
            width: parent.width
            visible: text !== ""
            text: row.said
            color: Theme.ink
        }

        Fine {
            width: parent.width
            visible: text !== ""
            text: row.last
        }
    }

    ServiceKey {
        id: key

        objectName: "run " + row.check
        anchors.right: parent.right
        anchors.rightMargin: Math.round(Theme.gap * 0.6)
        y: Math.round(Theme.gap * 0.6)
        visible: row.idle
        small: true
        picture: "run"
        Accessible.name: row.button + " " + row.title
        onClicked: row.runOne()
    }
}
