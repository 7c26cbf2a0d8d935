pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// Keys of one size, none of them louder than the other unless it says so itself: side by side where their words fit.
GridLayout {
    id: grid

    property var keys: []
    // So many side by side.
    property int most: 3

    signal touched(name: string)

    // Kept by each key that is made, as a list knows nothing of its keys.
    property real widest: 0
    readonly property int row: Math.min(most, keys.length)
    readonly property bool beside: (widest + columnSpacing) * row - columnSpacing <= width

    columns: beside ? Math.max(1, row) : 1
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    visible: keys.length > 0
    onKeysChanged: widest = 0

    Repeater {
        model: grid.keys

        BigButton {
            id: key

            required property var modelData

            objectName: modelData.name
            text: modelData.label
            sign: modelData.sign
            strong: modelData.strong
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 1
            onLeastWidthChanged: grid.widest = Math.max(grid.widest, leastWidth)
            Component.onCompleted: grid.widest = Math.max(grid.widest, leastWidth)
            onClicked: grid.touched(modelData.name)
        }
    }
}
