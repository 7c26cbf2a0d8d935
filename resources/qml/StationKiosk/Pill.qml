import QtQuick

// A word with a sign before it, so that the colour is never alone.
Rectangle {
    id: pill

    required property string words
    required property color ink
    property string sign: ""

    implicitWidth: row.implicitWidth + Theme.gap * 2
    implicitHeight: Math.round(Theme.body * 1.75)
    radius: height / 2
    color: "transparent"
    border.color: ink
    border.width: Theme.stroke

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
