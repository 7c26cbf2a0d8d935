pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// A row of keys of one size, none of them louder than the other unless it says so itself.
RowLayout {
    id: row

    property var keys: []

    signal touched(name: string)

    spacing: Theme.gap
    visible: keys.length > 0

    Repeater {
        model: row.keys

        BigButton {
            required property var modelData

            objectName: modelData.name
            text: modelData.label
            sign: modelData.sign
            strong: modelData.strong
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.minimumWidth: implicitWidth
            onClicked: row.touched(modelData.name)
        }
    }
}
