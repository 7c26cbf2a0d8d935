pragma ComponentBehavior: Bound

import QtQuick

// Where a page stands. One that needs more room than there is becomes a sheet that two large keys move; nothing is ever
// cut, and no word is made smaller than was asked for.
Item {
    id: sheet

    property Component page
    property string before
    property string further

    readonly property Item item: loader.item as Item
    readonly property bool long: item !== null && item.implicitHeight > height + 1
    readonly property real step: view.height - Theme.body * 1.5

    function turn(by: int) {
        view.contentY = Math.max(0, Math.min(view.contentHeight - view.height, view.contentY + by * step));
    }

    function restart(): void {
        view.contentY = 0;
    }

    onPageChanged: restart()

    // What the keyboard stands on is seen.
    readonly property Item focused: Window.activeFocusItem

    function reveal() {
        let above = focused;
        while (above !== null && above !== loader)
            above = above.parent;
        if (!long || above === null)
            return;
        const top = focused.mapToItem(loader, 0, 0).y - Theme.gap;
        const most = Math.max(0, view.contentHeight - view.height);
        if (top < view.contentY)
            view.contentY = Math.max(0, top);
        else if (top + focused.height + Theme.gap * 2 > view.contentY + view.height)
            view.contentY = Math.min(most, top + focused.height + Theme.gap * 2 - view.height);
    }

    onFocusedChanged: reveal()

    Flickable {
        id: view

        objectName: "sheet"
        width: sheet.width
        height: sheet.height - (sheet.long ? keys.height + Theme.gap : 0)
        contentHeight: loader.height
        interactive: sheet.long
        boundsBehavior: Flickable.StopAtBounds
        // A layer ends where it ends; the software painter lets drawings out of a clip.
        layer.enabled: sheet.long
        onHeightChanged: contentY = Math.max(0, Math.min(contentHeight - height, contentY))

        Loader {
            id: loader

            objectName: "page"
            width: view.width
            height: sheet.long ? (item as Item).implicitHeight : sheet.height
            sourceComponent: sheet.page
        }
    }

    // One key takes the whole row while there is only one way to go.
    Item {
        id: keys

        readonly property bool atTop: view.contentY <= 0
        readonly property bool atEnd: view.contentY >= view.contentHeight - view.height - 1
        readonly property real half: (width - Theme.gap) / 2

        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(back.implicitHeight, on.implicitHeight)
        visible: sheet.long

        BigButton {
            id: back

            objectName: "sheet before"
            anchors.left: parent.left
            width: keys.atEnd ? keys.width : keys.half
            height: parent.height
            visible: !keys.atTop
            sign: "up"
            text: sheet.before
            onClicked: sheet.turn(-1)
        }

        BigButton {
            id: on

            objectName: "sheet further"
            anchors.right: parent.right
            width: keys.atTop ? keys.width : keys.half
            height: parent.height
            visible: !keys.atEnd
            sign: "down"
            text: sheet.further
            onClicked: sheet.turn(1)
        }
    }
}
