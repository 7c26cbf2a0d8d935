pragma ComponentBehavior: Bound

import QtQuick

// Says over every page that a camera is asked for a picture, or was a moment ago.
Rectangle {
    id: band

    required property string words

    objectName: "look"
    visible: words !== ""
    implicitHeight: told.implicitHeight + Theme.gap
    color: Theme.calm
    Accessible.role: Accessible.AlertMessage
    Accessible.name: words

    Row {
        id: told

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        spacing: Theme.gap

        Symbol {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(Theme.body * 1.4)
            height: width
            bare: true
            weight: 8
            kind: "camera"
            ink: Theme.calmSign
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            width: band.width - Theme.margin * 2 - Theme.gap - Math.round(Theme.body * 1.4)
            text: band.words
            color: Theme.calmSign
            font.pixelSize: Theme.body
            font.weight: Font.Bold
        }
    }
}
