pragma ComponentBehavior: Bound

import QtQuick
import StationEntryViews
import StationOfferViews
import StationViews

Window {
    id: root

    required property ClockView clock
    required property StationView station
    required property WayView card
    required property WayView tag
    required property WayView code
    required property MomentView moment
    required property DisplayView display
    required property NoticeView notice
    required property HelpView help
    required property FitView fit
    required property CallView call
    required property EmergencyView emergency
    required property EntryPages entry
    required property OffersPages offers
    required property bool sealed
    required property bool moving

    // A technician's pages lie over all; nothing below them can be touched.
    property bool serving: false

    readonly property string shown: display.shown && moment.tone !== "alarm" ? "display" : emergency.shown ? "emergency" : offers.shown ? "offers" : notice.shown ? "notice"
        : entry.page !== "" ? "entry" : moment.kind === "idle" ? "idle" : moment.kind === "maintenance" ? "maintenance"
        : moment.kind === "help" ? "call" : "moment"

    // Pages with something to touch keep to what an arm reaches from a wheelchair; those that are only read do not.
    readonly property bool reached: !["idle", "moment", "maintenance", "notice", "call", "emergency"].includes(shown)
    readonly property real ceiling: reached && display.low ? fit.ceiling : 0

    title: station.name
    LayoutMirroring.enabled: display.mirrored
    LayoutMirroring.childrenInherit: true
    color: ["moment", "maintenance", "call"].includes(shown) ? Theme.tonePaper(moment.tone) : Theme.paper
    onClosing: close => close.accepted = !root.sealed

    Binding { target: Theme; property: "night"; value: root.clock.night }
    Binding { target: Theme; property: "vivid"; value: root.display.vivid }
    Binding { target: Theme; property: "text"; value: root.serving ? 1 : root.display.text }
    Binding { target: Theme; property: "unit"; value: root.fit.unit }
    Binding { target: Theme; property: "bodyMm"; value: root.fit.body }
    Binding { target: Theme; property: "keyMm"; value: root.fit.key }
    Binding { target: Theme; property: "buttonMm"; value: root.fit.button }

    Binding { target: Theme; property: "moving"; value: root.moving }

    LookBand {
        id: looking

        // Over a technician's pages, too: nobody is looked at without reading of it.
        z: 1000
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        words: root.station.look
    }

    // Above what can be reached, the station tells where it is.
    Loader {
        anchors.top: looking.visible ? looking.bottom : parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.margin
        // The page below it does not begin at its edge.
        height: root.ceiling - y - Theme.gap
        active: !root.serving && height > 36 * Theme.text * Theme.unit
        sourceComponent: above
    }

    Sheet {
        id: frame

        anchors.top: looking.visible ? looking.bottom : parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: band.visible ? band.top : urgent.visible ? urgent.top : parent.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: Math.max(Theme.margin, root.ceiling - (looking.visible ? looking.height : 0))
        anchors.bottomMargin: band.visible || urgent.visible ? Theme.gap : Theme.margin
        enabled: !root.serving
        visible: !root.serving
        before: root.display.before
        further: root.display.further
        page: root.shown === "display" ? displayPage : root.shown === "offers" ? offersPage : root.shown === "notice" ? noticePage : root.shown === "entry" ? entryPage : root.shown === "idle" ? idlePage
            : root.shown === "maintenance" ? maintenancePage : root.shown === "call" ? callPage
            : root.shown === "emergency" ? emergencyPage : momentPage
    }

    // It needs no core: while none is there, it is the only key.
    BigButton {
        id: urgent

        objectName: "urgent"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        visible: root.moment.kind === "starting" && !root.serving
        sign: root.emergency.shown ? "back" : "phone"
        text: root.emergency.shown ? root.emergency.back : root.call.emergency
        onClicked: root.emergency.shown ? root.emergency.close() : root.emergency.open()
    }

    ControlBand {
        id: band

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Math.max(Theme.margin, root.display.low ? root.fit.lift : 0)
        visible: root.moment.kind !== "starting" && !root.serving
        display: root.display
        notice: root.notice
        entry: root.entry
        help: root.help
        offers: root.offers
        inviting: root.shown === "idle"
        emergency: root.emergency
        calling: root.shown === "call"
        urgent: root.call.emergency
        loud: root.shown === "moment" && root.moment.tone === "alarm"
    }

    Component {
        id: above

        Hero {
            portrait: true
            brief: height < (46 + 34 * Theme.text) * Theme.unit
            clock: root.clock
            station: root.station
        }
    }

    Component {
        id: idlePage

        IdlePage {
            portrait: root.fit.portrait
            room: frame.height
            clock: root.clock
            station: root.station
            card: root.card
            tag: root.tag
            code: root.code
            notice: root.notice
            entry: root.entry
            figures: root.offers.available ? root.offers.figures : ""
            urgent: root.offers.available ? root.offers.urgent : ""
        }
    }

    Component {
        id: entryPage

        EntryPage {
            portrait: root.fit.portrait
            room: frame.height
            entry: root.entry
        }
    }

    // What is offered is loaded when somebody asks for it: most visitors never do.
    Component {
        id: offersPage

        Loader {
            Component.onCompleted: setSource(Qt.resolvedUrl("../StationOffers/Host.qml"), { pages: root.offers, fit: root.fit, room: Qt.binding(() => frame.height) })
        }
    }

    Connections {
        target: root.offers

        function onPage_changed(): void {
            frame.restart();
        }
    }

    Component {
        id: momentPage

        MomentPage {
            portrait: root.fit.portrait
            entry: root.entry
            room: frame.height
            clock: root.clock
            station: root.station
            moment: root.moment
        }
    }

    Component {
        id: callPage

        CallPage {
            portrait: root.fit.portrait
            room: frame.height
            moment: root.moment
            call: root.call
        }
    }

    Component {
        id: emergencyPage

        EmergencyPage {
            portrait: frame.height >= frame.width
            emergency: root.emergency
        }
    }

    Component {
        id: maintenancePage

        MaintenancePage {
            portrait: root.fit.portrait
            room: frame.height
            clock: root.clock
            station: root.station
            moment: root.moment
        }
    }

    Component {
        id: displayPage

        DisplayPage {
            portrait: frame.height >= frame.width
            display: root.display
        }
    }

    Component {
        id: noticePage

        NoticePage {
            portrait: root.fit.portrait
            notice: root.notice
        }
    }
}
