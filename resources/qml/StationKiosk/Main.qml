pragma ComponentBehavior: Bound

import QtQuick
import StationEntryViews
import StationViews

Window {
    id: root

    required property ClockView clock
    required property StationView station
    required property WayView card
    required property WayView tag
    required property WayView code
    required property MomentView moment
    required property LanguageView language
    required property NoticeView notice
    required property HelpView help
    required property FitView fit
    required property EntryPages entry
    required property bool sealed
    required property bool moving

    // A technician's pages lie over all; nothing below them can be touched.
    property bool serving: false

    readonly property string shown: notice.shown ? "notice" : entry.page !== "" ? "entry" : moment.kind === "idle" ? "idle"
        : moment.kind === "maintenance" ? "maintenance" : "moment"

    title: station.name
    color: shown === "moment" || shown === "maintenance" ? Theme.tonePaper(moment.tone) : Theme.paper
    onClosing: close => close.accepted = !root.sealed

    Binding { target: Theme; property: "night"; value: root.clock.night }
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

    Item {
        id: frame

        anchors.top: looking.visible ? looking.bottom : parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: band.visible ? band.top : parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: band.visible ? Theme.gap : Theme.margin
        enabled: !root.serving
        visible: !root.serving

        // A page that needs more room than there is becomes smaller as a whole; nothing is ever cut.
        Loader {
            id: page

            objectName: "page"
            width: frame.width
            height: Math.max(frame.height, item ? (item as Item).implicitHeight : 0)
            scale: Math.min(1, frame.height / Math.max(height, 1))
            transformOrigin: Item.Top
            sourceComponent: root.shown === "notice" ? noticePage : root.shown === "entry" ? entryPage : root.shown === "idle" ? idlePage
                : root.shown === "maintenance" ? maintenancePage : momentPage
        }
    }

    ControlBand {
        id: band

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        visible: root.moment.kind !== "starting" && !root.serving
        language: root.language
        notice: root.notice
        entry: root.entry
        help: root.help
        loud: root.shown === "moment" && root.moment.tone === "alarm"
    }

    Component {
        id: idlePage

        IdlePage {
            portrait: root.fit.portrait
            clock: root.clock
            station: root.station
            card: root.card
            tag: root.tag
            code: root.code
            notice: root.notice
            entry: root.entry
        }
    }

    Component {
        id: entryPage

        EntryPage {
            portrait: root.fit.portrait
            entry: root.entry
        }
    }

    Component {
        id: momentPage

        MomentPage {
            portrait: root.fit.portrait
            entry: root.entry
            clock: root.clock
            station: root.station
            moment: root.moment
        }
    }

    Component {
        id: maintenancePage

        MaintenancePage {
            portrait: root.fit.portrait
            clock: root.clock
            station: root.station
            moment: root.moment
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
