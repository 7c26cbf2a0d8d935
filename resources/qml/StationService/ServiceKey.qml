pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import StationKiosk

// A button for gloves: at least 15 mm each way, with a sign, and a word where there is room.
T.Button {
    id: key

    property string sign: ""
    property bool strong: false
    property bool chosen: false
    property bool small: false
    // Without a sign, for a word that would be too long beside one.
    property bool snug: false
    // On the dark head.
    property bool dark: false
    // For keys in lists that scroll: drawn as a picture, which is clipped.
    property string picture: ""

    readonly property color ink: strong ? Theme.accentInk : chosen ? Theme.hero : dark ? Theme.heroInk : Theme.ink

    implicitWidth: Math.max((snug ? label.implicitWidth : row.implicitWidth) + Theme.gap * (small ? 1 : 2), implicitHeight)
    implicitHeight: Math.round((small ? 15 : 18) * Theme.unit)
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: Math.round(Theme.gap * 0.6)

            Symbol {
                visible: key.sign !== ""
                anchors.verticalCenter: parent.verticalCenter
                width: visible ? Math.round(Theme.body * 1.5) : 0
                height: width
                bare: true
                weight: 9
                kind: key.sign
                ink: key.ink
            }

            Sign {
                visible: key.picture !== ""
                anchors.verticalCenter: parent.verticalCenter
                width: visible ? Theme.body : 0
                height: width
                kind: key.picture
                ink: key.ink
            }

            Words {
                id: label

                visible: key.text !== ""
                anchors.verticalCenter: parent.verticalCenter
                // A long word in a narrow key becomes smaller, never wider than its key.
                width: key.snug ? key.width - Theme.gap : implicitWidth
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: key.snug ? Text.HorizontalFit : Text.FixedSize
                minimumPixelSize: Theme.small
                text: key.text
                color: key.ink
                wrapMode: Text.NoWrap
                font.weight: Font.Bold
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: key.strong ? Theme.accent : key.chosen ? Theme.heroInk : key.dark ? Theme.hero : Theme.raised
        opacity: key.down ? 0.7 : 1
        border.width: key.strong || key.chosen ? 0 : Theme.stroke
        border.color: key.dark ? Theme.heroSoft : Theme.line

        Rectangle {
            anchors.fill: parent
            anchors.margins: Math.round(Theme.stroke * 1.5)
            visible: key.visualFocus
            radius: parent.radius * 0.8
            color: "transparent"
            border.color: key.ink
            border.width: Theme.stroke
        }
    }
}
