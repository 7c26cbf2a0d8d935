pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// The one place for touching, low on every page: how the page is shown, notice or back, and help, which is always there.
// One row of keys, or two where larger words need the room.
GridLayout {
    id: band

    required property DisplayView display
    required property NoticeView notice
    required property HelpView help
    property bool loud: false

    readonly property list<BigButton> keys: [displayKey, noticeKey, helpKey]
    readonly property int count: keys.filter(key => key.visible).length
    readonly property real widest: Math.max(...keys.map(key => key.visible ? key.leastWidth : 0))
    readonly property bool one: (widest + Theme.gap) * count - Theme.gap <= width

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
        Layout.preferredWidth: 1
        onClicked: band.display.shown ? band.display.close() : band.display.open()
    }

    BigButton {
        id: noticeKey

        objectName: "notice"
        sign: band.notice.shown ? "back" : "note"
        text: band.notice.shown ? band.notice.back : band.notice.button
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        onClicked: band.notice.shown ? band.notice.close() : band.notice.open()
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
        Layout.preferredWidth: 1
        Layout.columnSpan: !band.one && band.count % 2 === 1 ? 2 : 1
        onClicked: band.help.ask()
    }
}
