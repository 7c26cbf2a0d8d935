pragma ComponentBehavior: Bound

import QtQuick

// Where else to go: nothing at all where there is nothing to say.
Rectangle {
    id: card

    required property string label
    required property string place
    required property color ink

    visible: place !== ""
    implicitHeight: words.implicitHeight + Theme.gap * 2
    radius: Theme.radius
    color: Theme.raised
    border.color: Theme.line
    border.width: Theme.vivid ? Theme.stroke : 0

    Symbol {
        anchors.left: parent.left
        anchors.leftMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round(Theme.lead * 1.1)
        height: width
        bare: true
        kind: "pin"
        ink: card.ink
    }

    Column {
        id: words

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.gap * 2 + Theme.lead
        anchors.rightMargin: Theme.gap

        Words {
            width: parent.width
            text: card.label
            color: Theme.soft
        }

        Words {
            width: parent.width
            text: card.place
            font.pixelSize: Theme.told
        }
    }
}
