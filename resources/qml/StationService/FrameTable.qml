pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk

// The last frames of one direction, the newest on top, in columns of one byte: the bundled typeface has no fixed width.
Column {
    id: table

    required property string title
    required property var frames

    readonly property int cell: Math.round(Theme.small * 1.75)

    spacing: Math.round(Theme.gap * 0.35)

    Fine {
        width: parent.width
        text: table.title
        font.weight: Font.Bold
    }

    Repeater {
        model: table.frames

        Flow {
            id: frame

            required property var modelData

            width: table.width

            Repeater {
                model: frame.modelData

                Fine {
                    required property string modelData

                    width: implicitWidth > table.cell ? Math.min(implicitWidth + Theme.gap, table.width) : table.cell
                    text: modelData
                    color: Theme.ink
                    horizontalAlignment: implicitWidth > table.cell ? Text.AlignLeft : Text.AlignHCenter
                }
            }
        }
    }
}
