pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk

// Tiles side by side, as wide as their longest word. Where they need more room than there is the page becomes a sheet.
Item {
    id: board

    required property var tiles

    signal chosen(code: string)

    // Lying screens are low: drawing and word stand side by side there.
    readonly property bool low: Window.width > Window.height * 1.2
    readonly property real side: Math.round(Theme.key * (low ? 1 : 1.25))
    // What a tile needs beside its words.
    readonly property real around: low ? side + Theme.gap * 3 : Theme.gap * 2
    readonly property int least: Math.max(Math.round(Theme.button * (low ? 1.75 : 1.9)), Math.ceil(widest() + around))
    readonly property int columns: Math.max(1, Math.min(low ? 5 : 4, Math.floor((width + Theme.gap) / (least + Theme.gap))))

    implicitHeight: grid.implicitHeight

    // No word breaks: as wide as the longest one, of Chinese as five characters.
    function widest(): real {
        let most = title.height - title.height;  // asked for, so that this is worked out again when the font changes
        for (const tile of tiles)
            for (const word of tile.title.split(/\s+/))
                most = Math.max(most, title.advanceWidth(/[\u4e00-\u9fff]/.test(word) ? word.slice(0, 5) : word));
        return most;
    }

    FontMetrics {
        id: title

        font.pixelSize: Math.round(Theme.body * 1.15)
        font.weight: Font.Bold
    }

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
            model: board.tiles

            OfferTile {
                required property var modelData

                objectName: "tile " + modelData.code
                text: modelData.title
                path: modelData.path
                note: modelData.note
                low: board.low
                side: board.side
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: board.least
                Layout.minimumHeight: Math.max(implicitHeight, Math.round(Theme.button * (board.low ? 1.25 : 2.1)))
                onClicked: board.chosen(modelData.code)
            }
        }
    }
}
