pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk
import StationServiceViews

// Every device as it is now; one at a time shows its frames.
Item {
    id: page

    required property FrameView frame
    required property var devices

    property string unfolded: ""

    Words {
        visible: rows.count === 0
        width: parent.width
        text: page.frame.noDevices
        font.pixelSize: Theme.lead
    }

    Scroller {
        id: scroller

        anchors.fill: parent

        Repeater {
            id: rows

            model: page.devices

            DeviceRow {
                objectName: "device " + name
                width: scroller.room
                sentTitle: page.frame.sent
                heardTitle: page.frame.heard
                unfolded: page.unfolded === name
                onClicked: page.unfolded = unfolded ? "" : name
            }
        }
    }
}
