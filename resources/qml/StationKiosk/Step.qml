pragma ComponentBehavior: Bound

import QtQuick

// What to do next, with a sign before it.
Rectangle {
    id: step

    required property string words
    required property string sign
    required property color ink

    implicitHeight: label.implicitHeight + Theme.gap * 2
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
        kind: step.sign
        ink: step.ink
    }

    Words {
        id: label

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.gap * 2 + Theme.lead
        anchors.rightMargin: Theme.gap
        text: step.words
        font.pixelSize: Theme.lead
    }
}
