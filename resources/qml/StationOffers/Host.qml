pragma ComponentBehavior: Bound

import QtQuick
import StationOfferViews
import StationViews

// Whatever page of an offer is on top. One that needs more room than there is becomes a sheet, like any page.
Item {
    id: host

    required property OffersPages pages
    required property FitView fit
    // Pixels that can be seen at once: what can be reached on a standing screen is nearly square.
    required property real room

    objectName: "offers host"
    implicitHeight: page.implicitHeight

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
        if (pages.page !== "")
            page.setSource(Qt.resolvedUrl(pages.page + ".qml"), { view: pages.view, portrait: Qt.binding(() => host.fit.portrait && host.room > host.width * 1.25) });
    }
}
