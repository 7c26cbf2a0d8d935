pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk
import StationOfferViews

// A page of tiles: the menu, and every offer that needs no more than one touch.
Item {
    id: page

    required property OfferView view
    required property bool portrait

    implicitHeight: head.implicitHeight + Theme.margin + board.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    PageHead {
        id: head

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        title: page.view.title
        lead: page.view.lead
    }

    Tiles {
        id: board

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.topMargin: Theme.margin
        tiles: page.view.tiles
        onChosen: code => page.view.choose(code)
    }
}
