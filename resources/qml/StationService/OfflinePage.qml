pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk
import StationServiceViews

// What works without a network, in three groups, the longest first.
Scroller {
    id: page

    required property FrameView frame

    Repeater {
        model: page.frame.offlineGroups

        Column {
            id: group

            required property var modelData

            objectName: "group " + modelData.title
            width: page.room
            spacing: Math.round(Theme.gap * 0.4)

            Words {
                width: parent.width
                text: group.modelData.title
                font.weight: Font.Bold
                font.pixelSize: Theme.lead
                topPadding: Theme.gap
            }

            Words {
                width: parent.width
                text: group.modelData.names
                lineHeight: 1.35
            }
        }
    }
}
