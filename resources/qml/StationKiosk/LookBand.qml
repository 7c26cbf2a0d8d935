pragma ComponentBehavior: Bound

import QtQuick

// Says over every page that a camera is asked for a picture, or was a moment ago.
Rectangle {
    id: band

    required property string words

    objectName: "look"
    visible: words !== ""
    implicitHeight: told.implicitHeight + Theme.gap * 2
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
            width: Math.round(Theme.lead * 1.6)
            height: width
            bare: true
            weight: 8
            kind: "camera"
            ink: Theme.calmSign
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            width: band.width - Theme.margin * 2 - Theme.gap - Math.round(Theme.lead * 1.6)
            text: band.words
            color: Theme.calmSign
            font.pixelSize: Theme.lead
            font.weight: Font.Bold
        }
    }
}
