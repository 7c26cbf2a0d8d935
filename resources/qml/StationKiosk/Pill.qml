pragma ComponentBehavior: Bound

import QtQuick

// A word with a sign before it, so that the colour is never alone.
Rectangle {
    id: pill

    required property string words
    required property color ink
    property string sign: ""
    property bool framed: true

    implicitWidth: row.implicitWidth + (framed ? Theme.gap * 2 : 0)
    implicitHeight: Math.round(Theme.body * 1.75)
    radius: height / 2
    color: "transparent"
    border.color: ink
    border.width: framed ? Theme.stroke : 0

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Math.round(Theme.gap * 0.6)

        Symbol {
            visible: pill.sign !== ""
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(Theme.body * 1.2)
            height: width
            bare: true
            weight: 8
            kind: pill.sign
            ink: pill.ink
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: pill.words
            color: pill.ink
            font.weight: Font.Bold
            wrapMode: Text.NoWrap
        }
    }
}
