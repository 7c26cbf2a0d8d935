pragma ComponentBehavior: Bound

import QtQuick

// A word with a sign before it, so that the colour is never alone.
Rectangle {
    id: pill

    required property string words
    required property color ink
    property string sign: ""
    property bool framed: true
    // The widest it may be; what is longer takes a second line.
    property real most: Number.POSITIVE_INFINITY

    readonly property bool tight: label.implicitWidth + Theme.gap * 2 + Theme.body * 1.2 + row.spacing > most
    readonly property real air: !framed ? 0 : tight ? Theme.gap : Theme.gap * 2

    implicitWidth: row.implicitWidth + air
    implicitHeight: Math.max(Math.round(Theme.body * 1.75), row.implicitHeight + Math.round(Theme.body * 0.3))
    radius: Math.min(height / 2, Theme.body)
    color: "transparent"
    border.color: ink
    border.width: framed ? Theme.stroke : 0

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Math.round(Theme.gap * 0.6)

        Symbol {
            visible: pill.sign !== "" && !pill.tight
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(Theme.body * 1.2)
            height: width
            bare: true
            weight: 8
            kind: pill.sign
            ink: pill.ink
        }

        Words {
            id: label

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, pill.most - pill.air)
            text: pill.words
            color: pill.ink
            font.weight: Font.Bold
        }
    }
}
