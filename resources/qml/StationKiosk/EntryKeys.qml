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

    // Off where one has much more to say than the other.
    property bool even: true

    // Kept by each key that is made, as a list knows nothing of its keys.
    property real widest: 0
    property real sum: 0
    readonly property int row: Math.min(most, keys.length)
    readonly property bool beside: (even ? widest * row : sum) + columnSpacing * (row - 1) <= width

    columns: beside ? Math.max(1, row) : 1
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    visible: keys.length > 0
    onKeysChanged: {
        widest = 0;
        sum = 0;
    }

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
            Layout.preferredWidth: grid.even ? 1 : leastWidth
            onLeastWidthChanged: grid.widest = Math.max(grid.widest, leastWidth)
            Component.onCompleted: {
                grid.widest = Math.max(grid.widest, leastWidth);
                grid.sum += leastWidth;
            }
            onClicked: grid.touched(modelData.name)
        }
    }
}
