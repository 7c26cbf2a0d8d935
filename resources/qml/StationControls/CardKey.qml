import QtQuick
import QtQuick.Templates as T
import StationKiosk as Kiosk
import StationControlViews

// A card: a click lays it on the reader, another takes it away.
T.Button {
    id: key

    required property CardControl card

    readonly property bool lying: card.reader !== ""
    readonly property string verb: lying ? "card.lift" : card.sign === "tag" ? "tag.touch" : "card.lay"

    implicitHeight: Theme.key + 2
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: card.zh + " " + card.en + " " + Words.zh[verb] + " " + Words.en[verb]
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Kiosk.Symbol {
            id: symbol

            x: 8
            anchors.verticalCenter: parent.verticalCenter
            width: 26
            height: width
            bare: true
            weight: 8
            kind: key.card.sign
            ink: Theme.ink
        }

        Pair {
            anchors.verticalCenter: parent.verticalCenter
            anchors.left: symbol.right
            anchors.right: act.left
            anchors.leftMargin: 8
            anchors.rightMargin: 4
            zh: key.card.zh
            en: key.lying ? "→ " + key.card.reader : key.card.en
        }

        Rectangle {
            id: act

            anchors.right: parent.right
            anchors.rightMargin: 7
            anchors.verticalCenter: parent.verticalCenter
            width: 50
            height: 42
            radius: Theme.radius - 3
            color: key.lying ? Theme.raised : Theme.accent
            border.width: key.lying ? 1 : 0
            border.color: Theme.line

            Pair {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width
                centred: true
                code: key.verb
                ink: key.lying ? Theme.ink : Theme.accentInk
                soft: ink
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: key.lying ? Theme.held : Theme.raised
        opacity: key.down ? 0.75 : 1
        border.width: key.lying ? 2 : 1
        border.color: Theme.line

        Focus { visible: key.visualFocus }
    }
}
