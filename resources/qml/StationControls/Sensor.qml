pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationControlViews

// What a sensor measures, and what it can be made to feel.
RowLayout {
    id: row

    required property SensorControl sensor

    spacing: Theme.gap

    Pair {
        zh: Words.zh["quantity." + row.sensor.quantity] ?? row.sensor.quantity
        en: row.sensor.device + " · " + row.sensor.quantity
        Layout.fillWidth: true
    }

    Repeater {
        model: row.sensor.values

        Choice {
            required property string modelData
            required property int index

            objectName: "feel " + row.sensor.device + " " + row.sensor.quantity + " " + index
            place: modelData
            chosen: row.sensor.chosen === index
            onClicked: row.sensor.choose(index)
        }
    }
}
