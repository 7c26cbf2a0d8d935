pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk

// What this page is, and one sentence on what to do.
ColumnLayout {
    id: head

    required property string title
    property string lead: ""

    spacing: Math.round(Theme.gap * 0.4)

    Words {
        text: head.title
        font.pixelSize: Theme.key
        font.weight: Font.Bold
        lineHeight: 0.9
        Layout.fillWidth: true
    }

    Words {
        visible: text !== ""
        text: head.lead
        color: Theme.soft
        font.pixelSize: Theme.lead
        Layout.fillWidth: true
    }
}
