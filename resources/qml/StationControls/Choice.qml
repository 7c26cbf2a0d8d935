import QtQuick
import QtQuick.Templates as T

// One of several readers, to be chosen.
T.Button {
    id: choice

    required property string place
    required property bool chosen

    objectName: "place " + place
    implicitWidth: label.implicitWidth + 18
    implicitHeight: 26
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: place
    Accessible.checked: chosen

    contentItem: Text {
        id: label

        text: choice.place
        color: choice.chosen ? Theme.headInk : Theme.ink
        font.pixelSize: Theme.small
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        textFormat: Text.PlainText
    }

    background: Rectangle {
        radius: height / 2
        color: choice.chosen ? Theme.head : Theme.raised
        border.width: 1
        border.color: Theme.line

        Focus { visible: choice.visualFocus }
    }
}
