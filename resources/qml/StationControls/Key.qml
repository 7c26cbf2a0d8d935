import QtQuick
import QtQuick.Templates as T
import StationKiosk as Kiosk

// A button: a sign, and what it does.
T.Button {
    id: key

    required property string code
    property string sign: ""
    property bool strong: false

    readonly property color ink: !enabled ? Theme.lampOff : strong ? Theme.accentInk : Theme.ink

    implicitWidth: 110
    implicitHeight: Theme.key
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: Words.zh[code] + " " + Words.en[code]
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Kiosk.Symbol {
            id: symbol

            visible: key.sign !== ""
            x: 8
            anchors.verticalCenter: parent.verticalCenter
            width: visible ? 22 : 0
            height: width
            bare: true
            weight: 9
            kind: key.sign
            ink: key.ink
        }

        Pair {
            anchors.verticalCenter: parent.verticalCenter
            anchors.left: symbol.right
            anchors.right: parent.right
            anchors.leftMargin: 7
            anchors.rightMargin: 4
            code: key.code
            ink: key.ink
            soft: key.enabled && key.strong ? Theme.accentInk : key.enabled ? Theme.soft : Theme.lampOff
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: !key.enabled ? Theme.paper : key.strong ? Theme.accent : key.down ? Theme.held : Theme.raised
        opacity: key.down ? 0.75 : 1
        border.width: key.strong && key.enabled ? 0 : 1
        border.color: key.enabled ? Theme.line : Theme.faint

        Focus { visible: key.visualFocus }
    }
}
