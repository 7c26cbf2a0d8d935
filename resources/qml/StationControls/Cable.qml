import QtQuick
import QtQuick.Templates as T
import StationKiosk as Kiosk
import StationControlViews

// A device's cable: ticked while it is plugged in.
T.CheckBox {
    id: box

    required property CableControl cable

    readonly property string code: cable.cut ? "cable.out" : "cable.in"

    implicitWidth: 34 + Math.max(name.implicitWidth, said.implicitWidth) + 10
    implicitHeight: 40
    focusPolicy: Qt.StrongFocus
    checked: !cable.cut
    // The view-model says whether the cable is cut; a click only asks.
    nextCheckState: () => checkState
    onClicked: cable.toggle()
    Accessible.role: Accessible.CheckBox
    Accessible.name: cable.device + " " + said.text
    Accessible.checked: checked

    indicator: Rectangle {
        x: 8
        anchors.verticalCenter: parent.verticalCenter
        width: 20
        height: 20
        radius: 5
        color: box.cable.cut ? Theme.raised : Theme.good
        border.width: 2
        border.color: box.cable.cut ? Theme.bad : Theme.good

        Kiosk.Symbol {
            anchors.fill: parent
            visible: !box.cable.cut
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

                text: box.cable.device
                color: box.cable.cut ? Theme.bad : Theme.ink
                font.pixelSize: 14
                font.weight: Font.Bold
                textFormat: Text.PlainText
                lineHeight: 0.85
            }

            Text {
                id: said

                text: Words.zh[box.code] + " " + Words.en[box.code]
                color: box.cable.cut ? Theme.bad : Theme.soft
                font.pixelSize: Theme.small
                textFormat: Text.PlainText
                lineHeight: 0.85
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: box.cable.cut ? Theme.badPaper : Theme.raised
        border.width: 1
        border.color: Theme.line

        Focus { visible: box.visualFocus }
    }
}
