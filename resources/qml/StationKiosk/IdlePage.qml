pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationEntryViews
import StationViews

// Nobody is at the door: where this is, whether it is open, and the ways in.
Item {
    id: page

    required property bool portrait
    // Pixels that can be seen at once.
    required property real room
    required property ClockView clock
    required property StationView station
    required property WayView card
    required property WayView tag
    required property WayView code
    required property NoticeView notice
    required property EntryPages entry
    // How requests fare here, where the hub tells it.
    property string figures: ""
    // A notice that everybody should know of; it has a line of its own among the others and covers none of them.
    property string urgent: ""

    readonly property bool three: card.offered && tag.offered && code.offered
    // How many lines of the body the page is high: what is secondary goes first where words are large.
    readonly property real lines: room / Math.max(Theme.body, 1)
    readonly property bool wordy: portrait ? lines > 22 : lines > 15.5
    readonly property bool brief: portrait ? lines < 27 : lines < 17
    readonly property bool upright: portrait || brief

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: station.name

    GridLayout {
        id: grid

        anchors.fill: parent
        columns: page.upright ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        Hero {
            portrait: page.portrait
            narrow: page.three
            brief: page.brief
            grow: Theme.text > 1 ? 1 : Math.max(1, Math.min(1.7, page.room / ((page.portrait ? 185 : 105) * Theme.unit), page.width / (124 * Theme.unit)))
            nameless: page.portrait && page.lines < 19
            clock: page.clock
            station: page.station
            onHeld: page.entry.silent()
            Layout.fillWidth: true
            Layout.fillHeight: !page.brief
            Layout.minimumHeight: implicitHeight
            Layout.preferredWidth: page.upright ? -1 : Math.round((page.three ? 76 : 88) * Theme.unit)
            Layout.maximumWidth: page.upright ? Number.POSITIVE_INFINITY : page.width * (page.three ? 0.37 : 0.43)
            Layout.verticalStretchFactor: page.brief ? -1 : 2
        }

        ColumnLayout {
            id: column

            spacing: page.brief ? Math.round(Theme.gap * 0.6) : Theme.gap
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.verticalStretchFactor: 3

            KeyWords {
                text: page.station.invitation
                most: column.width
                horizontalAlignment: page.upright ? Text.AlignHCenter : Text.AlignLeft
                Layout.fillWidth: true
                Layout.maximumWidth: evenWidth
                Layout.alignment: page.upright ? Qt.AlignHCenter : Qt.AlignLeft
            }

            RowLayout {
                spacing: Theme.gap
                Layout.fillWidth: true
                Layout.fillHeight: true
                // A badge stands half above its panel.
                Layout.topMargin: page.card.badge === "" && page.tag.badge === "" && page.code.badge === "" ? 0 : Theme.gap

                WayPanel {
                    visible: page.card.offered
                    low: page.entry.idleKeys.length > 0
                    way: page.card
                    brief: !page.wordy
                    sign: cardSign
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: implicitHeight
                    Layout.preferredWidth: 1
                }

                WayPanel {
                    visible: page.tag.offered
                    low: page.entry.idleKeys.length > 0
                    way: page.tag
                    brief: !page.wordy
                    sign: tagSign
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: implicitHeight
                    Layout.preferredWidth: 1
                }

                WayPanel {
                    visible: page.code.offered
                    low: page.entry.idleKeys.length > 0
                    way: page.code
                    brief: !page.wordy
                    sign: codeSign
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: implicitHeight
                    Layout.preferredWidth: 1
                }
            }

            EntryKeys {
                keys: page.entry.idleKeys
                even: false
                Layout.fillHeight: false
                Layout.fillWidth: true
                onTouched: name => page.entry.touch(name)
            }

            Words {
                objectName: "urgent notice"
                visible: text !== "" && page.wordy
                text: page.urgent
                color: Theme.bad
                font.weight: Font.Bold
                maximumLineCount: 1
                elide: Text.ElideRight
                Layout.fillWidth: true
            }

            // A lying screen has no line to spare for it: the ways in come first. Nor has one with an urgent notice.
            Words {
                objectName: "figures"
                visible: text !== "" && page.wordy && page.portrait && page.urgent === ""
                text: page.figures
                color: Theme.soft
                Layout.fillWidth: true
            }

            Words {
                text: page.wordy ? page.notice.short : page.notice.brief
                color: Theme.soft
                Layout.fillWidth: true
            }
        }
    }

    Component {
        id: cardSign

        CardSign {
            ink: page.card.works ? Theme.wait : Theme.away
            glow: page.card.works ? Theme.lamp : Theme.awayPaper
            moving: page.card.works && page.station.open
        }
    }

    Component {
        id: tagSign

        TagSign {
            ink: page.tag.works ? Theme.wait : Theme.away
            glow: page.tag.works ? Theme.lamp : Theme.awayPaper
            moving: page.tag.works && page.station.open
        }
    }

    Component {
        id: codeSign

        CodeSign {
            ink: page.code.works ? Theme.wait : Theme.away
            glow: page.code.works ? Theme.lamp : Theme.awayPaper
            moving: page.code.works && page.station.open
        }
    }
}
