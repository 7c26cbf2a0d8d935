pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationEntryViews
import StationViews

// Nobody is at the door: where this is, whether it is open, and the ways in.
Item {
    id: page

    required property bool portrait
    required property ClockView clock
    required property StationView station
    required property WayView card
    required property WayView tag
    required property WayView code
    required property NoticeView notice
    required property EntryPages entry

    readonly property bool three: card.offered && tag.offered && code.offered

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: station.name

    GridLayout {
        id: grid

        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        Hero {
            portrait: page.portrait
            narrow: page.three
            clock: page.clock
            station: page.station
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: implicitHeight
            Layout.preferredWidth: page.portrait ? -1 : Math.round((page.three ? 76 : 88) * Theme.unit)
            Layout.maximumWidth: page.portrait ? Number.POSITIVE_INFINITY : page.width * (page.three ? 0.37 : 0.43)
            Layout.verticalStretchFactor: 2
        }

        ColumnLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.verticalStretchFactor: 3

            Words {
                text: page.station.invitation
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.key
                font.weight: Font.Bold
                lineHeight: 0.9
                Layout.fillWidth: true
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
                    sign: codeSign
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: implicitHeight
                    Layout.preferredWidth: 1
                }
            }

            EntryKeys {
                keys: page.entry.idleKeys
                Layout.fillWidth: true
                onTouched: name => page.entry.touch(name)
            }

            Words {
                text: page.notice.short
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
