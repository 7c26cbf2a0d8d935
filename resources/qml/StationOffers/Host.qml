pragma ComponentBehavior: Bound

import QtQuick
import StationOfferViews
import StationViews

// Whatever page of an offer is on top, in the place of the idle page.
Item {
    id: host

    required property OffersPages pages
    required property FitView fit

    objectName: "offers host"
    width: parent ? parent.width : 0
    height: parent ? parent.height : 0
    visible: pages.shown

    Loader {
        id: page

        anchors.fill: parent
    }

    Connections {
        target: host.pages

        function onPage_changed(): void {
            host.turn();
        }
    }

    Component.onCompleted: turn()

    function turn(): void {
        if (pages.page === "")
            page.source = "";
        else if (!page.item || page.item.view !== pages.view)
            page.setSource(Qt.resolvedUrl(pages.page + ".qml"), { view: pages.view, portrait: Qt.binding(() => host.fit.portrait) });
    }
}
