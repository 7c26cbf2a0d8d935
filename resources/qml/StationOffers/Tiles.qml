pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk

// As many tiles as fit, and two keys to turn the page where there are more: nothing scrolls, nothing is cut.
Item {
    id: board

    required property var tiles
    required property string before
    required property string after
    property int first: 0

    signal chosen(code: string)

    readonly property int least: Math.round(Theme.button * (low ? 1.75 : 1.9))
    readonly property int columns: Math.max(1, Math.min(low && tiles.length > 4 * whole ? 5 : 4, Math.floor((width + Theme.gap) / (least + Theme.gap))))
    // Lying screens are low: drawing and word stand side by side there.
    readonly property bool low: width > height * 1.6
    readonly property int tileHeight: Math.round(Theme.button * (low ? 1.25 : 2.1))
    readonly property int foot: Theme.button + Theme.gap
    readonly property int whole: Math.max(1, Math.floor((height + Theme.gap) / (tileHeight + Theme.gap)))
    readonly property bool paged: tiles.length > columns * whole
    readonly property int rows: paged ? Math.max(1, Math.floor((height - foot + Theme.gap) / (tileHeight + Theme.gap))) : whole
    readonly property int room: columns * rows

    onTilesChanged: if (first >= tiles.length) first = 0
    onRoomChanged: first = 0

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        columns: board.columns
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Repeater {
            model: board.tiles.slice(board.first, board.first + board.room)

            OfferTile {
                required property var modelData

                objectName: "tile " + modelData.code
                text: modelData.title
                path: modelData.path
                note: modelData.note
                low: board.low
                Layout.fillWidth: true
                Layout.preferredWidth: board.least
                Layout.minimumHeight: board.tileHeight
                onClicked: board.chosen(modelData.code)
            }
        }
    }

    RowLayout {
        visible: board.paged
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        spacing: Theme.gap

        BigButton {
            objectName: "page before"
            enabled: board.first > 0
            opacity: enabled ? 1 : 0.35
            sign: "back"
            text: board.before
            Layout.fillWidth: true
            onClicked: board.first = Math.max(0, board.first - board.room)
        }

        BigButton {
            objectName: "page after"
            enabled: board.first + board.room < board.tiles.length
            opacity: enabled ? 1 : 0.35
            sign: "next"
            text: board.after
            Layout.fillWidth: true
            onClicked: board.first = board.first + board.room
        }
    }
}
