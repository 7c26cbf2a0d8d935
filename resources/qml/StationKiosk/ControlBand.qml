pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationEntryViews
import StationOfferViews
import StationViews

// The one place for touching, low on every page: how the page is shown, what is offered, notice or back, and help, which
// is always there.
// One row of keys, or two where larger words need the room.
GridLayout {
    id: band

    required property DisplayView display
    required property NoticeView notice
    required property EntryPages entry
    required property HelpView help
    required property OffersPages offers
    // Nothing happens at the door: there is time to look at what is offered.
    property bool inviting: false
    required property EmergencyView emergency
    // A call for help stands on the page: there is a way to more, in place of what else there is to read.
    property bool calling: false
    property string urgent: ""
    property bool loud: false

    readonly property list<BigButton> keys: [displayKey, dataKey, offersKey, backKey, noticeKey, emergencyKey, helpKey]
    readonly property int count: keys.filter(key => key.visible).length
    readonly property real widest: Math.max(...keys.map(key => key.visible ? key.leastWidth : 0))
    // Four keys stand beside each other as wide as each has to be.
    readonly property bool even: !notice.shown
    readonly property real sum: keys.reduce((wide, key) => key.visible ? wide + key.leastWidth : wide, 0)
    readonly property bool one: (even ? widest * count : sum) + Theme.gap * (count - 1) <= width

    columns: one ? count : 2
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap

    BigButton {
        id: displayKey

        objectName: "display"
        visible: !band.loud
        sign: band.display.shown ? "back" : "globe"
        text: band.display.shown ? band.display.back : band.display.button
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: band.even ? 1 : displayKey.leastWidth
        onClicked: band.display.shown ? band.display.close() : band.display.open()
    }

    // What the notice tells of leads on to what is held of oneself.
    BigButton {
        id: dataKey

        objectName: "data"
        visible: band.notice.shown && band.entry.dataLabel !== ""
        sign: "people"
        text: band.entry.dataLabel
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: band.even ? 1 : dataKey.leastWidth
        onClicked: {
            band.notice.close();
            band.entry.touch("data");
        }
    }

    BigButton {
        id: offersKey

        objectName: "offers"
        visible: band.inviting && band.offers.available
        sign: "house"
        text: band.offers.label
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        onClicked: band.offers.open()
    }

    BigButton {
        id: backKey

        objectName: "back"
        visible: band.offers.shown && !band.display.shown
        sign: "back"
        text: band.offers.backLabel
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        onClicked: band.offers.back()
    }

    BigButton {
        id: noticeKey

        objectName: "notice"
        visible: !band.offers.shown && !emergencyKey.visible
        sign: band.notice.shown ? "back" : "note"
        text: band.notice.shown ? band.notice.back : band.notice.button
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: band.even ? 1 : noticeKey.leastWidth
        onClicked: band.notice.shown ? band.notice.close() : band.notice.open()
    }

    BigButton {
        id: emergencyKey

        objectName: "emergency"
        visible: band.emergency.shown || band.calling
        sign: band.emergency.shown ? "back" : "phone"
        text: band.emergency.shown ? band.emergency.back : band.urgent
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        onClicked: band.emergency.shown ? band.emergency.close() : band.emergency.open()
    }

    BigButton {
        id: helpKey

        objectName: "help"
        strong: true
        framed: band.loud
        sign: "bell"
        text: band.help.label
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: band.even ? 1 : helpKey.leastWidth
        Layout.columnSpan: !band.one && band.count % 2 === 1 ? 2 : 1
        onClicked: band.help.ask()
    }
}
