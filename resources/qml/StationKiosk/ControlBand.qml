pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationEntryViews
import StationViews

// The one place for touching, low on every page: language, notice or back, and help, which is always there.
RowLayout {
    id: band

    required property LanguageView language
    required property NoticeView notice
    required property EntryPages entry
    required property HelpView help
    property bool loud: false

    spacing: Theme.gap

    BigButton {
        objectName: "language"
        visible: band.language.choice
        sign: band.notice.shown ? "" : "globe"
        text: band.language.other
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: band.language.switch()
    }

    // What the notice tells of leads on to what is held of oneself.
    BigButton {
        objectName: "data"
        visible: band.notice.shown && band.entry.dataLabel !== ""
        text: band.entry.dataLabel
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: {
            band.notice.close();
            band.entry.touch("data");
        }
    }

    BigButton {
        objectName: "notice"
        sign: band.notice.shown ? "" : "note"
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
        sign: band.notice.shown ? "" : "bell"
        text: band.help.label
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.minimumWidth: implicitWidth
        onClicked: band.help.ask()
    }
}
