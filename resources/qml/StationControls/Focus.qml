import QtQuick

// The ring where the keyboard stands.
Rectangle {
    anchors.fill: parent
    anchors.margins: -3
    radius: Theme.radius + 3
    color: "transparent"
    border.color: Theme.ink
    border.width: 2
}
