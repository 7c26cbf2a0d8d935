pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk

// A page that is longer than its window: a finger drags it, and two large keys turn it for a hand in a glove.
Item {
    id: scroller

    default property alias content: column.data
    readonly property bool longer: column.implicitHeight > height
    readonly property real room: width - (longer ? keys.width + Theme.gap : 0)

    property Item wanted: null

    function turn(pages: real) {
        wanted = null;
        sheet.contentY = Math.max(0, Math.min(sheet.contentHeight - sheet.height, sheet.contentY + pages * sheet.height * 0.8));
    }

    // Bring one of its things into the window, now and while the list still finds its place; a hand on it ends that.
    function reveal(thing: Item) {
        if (thing !== null) {
            wanted = thing;
            Qt.callLater(settle);
        }
    }

    function settle() {
        if (wanted === null || sheet.height <= 0)
            return;
        const above = Math.round(sheet.height * 0.25);
        if (wanted.y < sheet.contentY || wanted.y + wanted.height > sheet.contentY + sheet.height)
            sheet.contentY = Math.max(0, Math.min(sheet.contentHeight - sheet.height, wanted.y - above));
    }

    Flickable {
        id: sheet

        objectName: "sheet"
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        width: scroller.room
        contentHeight: column.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: scroller.longer
        onMovementStarted: scroller.wanted = null
        onContentHeightChanged: Qt.callLater(scroller.settle)
        onHeightChanged: Qt.callLater(scroller.settle)

        Column {
            id: column

            width: sheet.width
            spacing: Math.round(Theme.gap * 0.7)
        }
    }

    Column {
        id: keys

        anchors.right: parent.right
        anchors.bottom: parent.bottom
        visible: scroller.longer
        spacing: Theme.gap

        ServiceKey {
            objectName: "up"
            small: true
            picture: "up"
            enabled: sheet.contentY > 0
            opacity: enabled ? 1 : 0.35
            onClicked: scroller.turn(-1)
        }

        ServiceKey {
            objectName: "down"
            small: true
            picture: "down"
            enabled: sheet.contentY < sheet.contentHeight - sheet.height - 1
            opacity: enabled ? 1 : 0.35
            onClicked: scroller.turn(1)
        }
    }
}
