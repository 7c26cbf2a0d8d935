import QtQuick
import QtQuick.Templates as T
import StationKiosk as Kiosk

// Something that is so or not, ticked by a click.
T.CheckBox {
    id: box

    required property string title
    required property string said
    required property bool so
    property bool bad: false

    readonly property color mark: bad ? Theme.bad : Theme.good

    implicitWidth: 34 + Math.max(name.implicitWidth, word.implicitWidth) + 10
    implicitHeight: 40
    focusPolicy: Qt.StrongFocus
    checked: so
    // The view-model says whether it is so; a click only asks.
    nextCheckState: () => checkState
    Accessible.role: Accessible.CheckBox
    Accessible.name: title + " " + said
    Accessible.checked: so

    indicator: Rectangle {
        x: 8
        anchors.verticalCenter: parent.verticalCenter
        width: 20
        height: 20
        radius: 5
        color: box.so ? box.mark : Theme.raised
        border.width: 2
        border.color: box.so ? box.mark : Theme.line

        Kiosk.Symbol {
            anchors.fill: parent
            visible: box.so
            bare: true
            weight: 13
            kind: "tick"
            ink: Theme.accentInk
        }
    }

    contentItem: Item {
        Column {
            x: 34
            anchors.verticalCenter: parent.verticalCenter

            Text {
                id: name

                text: box.title
                color: box.so ? box.mark : Theme.ink
                font.pixelSize: 14
                font.weight: Font.Bold
                textFormat: Text.PlainText
                lineHeight: 0.85
            }

            Text {
                id: word

                visible: text !== ""
                text: box.said
                color: box.so ? box.mark : Theme.soft
                font.pixelSize: Theme.small
                textFormat: Text.PlainText
                lineHeight: 0.85
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: !box.so ? Theme.raised : box.bad ? Theme.badPaper : Theme.goodPaper
        border.width: 1
        border.color: Theme.line

        Focus { visible: box.visualFocus }
    }
}
