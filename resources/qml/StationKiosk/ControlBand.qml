pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationOfferViews
import StationViews

// The one place for touching, low on every page: language, what is offered, notice or back, and help, always there.
RowLayout {
    id: band

    required property LanguageView language
    required property NoticeView notice
    required property HelpView help
    required property OffersPages offers
    // Nothing happens at the door: there is time to look at what is offered.
    property bool inviting: false
    property bool loud: false

    // Four words side by side leave no room for their signs on an upright screen.
    readonly property bool tight: offering && width < Math.round(270 * Theme.unit)
    readonly property bool offering: inviting && offers.available && !offers.shown && !notice.shown

    spacing: Theme.gap

    BigButton {
        objectName: "language"
        visible: band.language.choice
        sign: band.tight ? "" : "globe"
        text: band.language.other
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: band.language.switch()
    }

    BigButton {
        objectName: "offers"
        visible: band.offering
        sign: band.tight ? "" : "house"
        text: band.offers.label
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: band.offers.open()
    }

    BigButton {
        objectName: "back"
        visible: band.offers.shown
        sign: "back"
        text: band.offers.backLabel
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: band.offers.back()
    }

    BigButton {
        objectName: "notice"
        visible: !band.offers.shown
        sign: band.notice.shown ? "back" : band.tight ? "" : "note"
        text: band.notice.shown ? band.notice.back : band.notice.button
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: band.notice.shown ? band.notice.close() : band.notice.open()
    }

    BigButton {
        objectName: "help"
        strong: true
        framed: band.loud
        sign: band.tight ? "" : "bell"
        text: band.help.label
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: band.help.ask()
    }
}
