import QtQuick
import QtQuick.Layouts
import StationViews

// Nobody is at the door: where this is, whether it is open, and the two ways in.
Item {
    id: page

    required property bool portrait
    required property ClockView clock
    required property StationView station
    required property WayView card
    required property WayView code
    required property NoticeView notice

    Accessible.role: Accessible.Pane
    Accessible.name: station.name

    GridLayout {
        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        Hero {
            portrait: page.portrait
            clock: page.clock
            station: page.station
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: page.portrait ? -1 : Math.round(88 * Theme.unit)
            Layout.maximumWidth: page.portrait ? Number.POSITIVE_INFINITY : page.width * 0.43
            Layout.verticalStretchFactor: page.portrait ? 2 : 1
            Layout.rowSpan: page.portrait ? 1 : 3
        }

        Words {
            text: page.station.invitation
            horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
            font.pixelSize: Theme.key
            font.weight: Font.Bold
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
        }

        RowLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 3

            WayPanel {
                visible: page.card.offered
                way: page.card
                sign: cardSign
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
            }

            WayPanel {
                visible: page.code.offered
                way: page.code
                sign: codeSign
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
            }
        }

        Words {
            text: page.notice.short
            color: Theme.soft
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
        }
    }

    Component {
        id: cardSign

        CardSign {
            ink: page.card.works ? Theme.wait : Theme.away
            glow: page.card.works ? Theme.lamp : Theme.awayPaper
            moving: page.card.works
        }
    }

    Component {
        id: codeSign

        CodeSign {
            ink: page.code.works ? Theme.wait : Theme.away
            glow: page.code.works ? Theme.lamp : Theme.awayPaper
            moving: page.code.works
        }
    }
}
