pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A button for wet gloves: large, with a sign and a word, and a ring where the keyboard stands.
T.Button {
    id: button

    property string sign: ""
    property bool strong: false
    // On a ground that is as strong as the button itself.
    property bool framed: false

    readonly property color ink: strong ? Theme.accentInk : Theme.ink

    implicitWidth: Math.max(row.implicitWidth + Theme.gap, Math.round(Theme.button * 1.4))
    implicitHeight: Theme.button
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: Math.round(Theme.gap * 0.7)

            Symbol {
                visible: button.sign !== ""
                anchors.verticalCenter: parent.verticalCenter
                width: Math.round(Theme.lead * 1.1)
                height: width
                bare: true
                weight: 9
                kind: button.sign
                ink: button.ink
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: button.text
                color: button.ink
                wrapMode: Text.NoWrap
                font.pixelSize: Math.round(Theme.body * 1.15)
                font.weight: Font.Bold
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: button.strong ? Theme.accent : Theme.raised
        opacity: button.down ? 0.7 : 1
        border.width: button.strong && !button.framed ? 0 : Theme.stroke
        border.color: button.framed ? button.ink : Theme.line

        Rectangle {
            anchors.fill: parent
            anchors.margins: -Math.round(Theme.gap * 0.45)
            visible: button.visualFocus
            radius: parent.radius * 1.25
            color: "transparent"
            border.color: Theme.ink
            border.width: Theme.stroke * 1.6
        }
    }
}
