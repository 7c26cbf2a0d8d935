pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// One way in: a drawing, its name, and what to do; struck out in words and picture when it does not work.
Rectangle {
    id: panel

    required property WayView way
    required property Component sign
    // More stands below, and the drawing makes room.
    property bool low: false
    // The drawing and its name alone, where there is no room for the sentence; one that does not work is always explained.
    property bool brief: false

    readonly property bool recommended: way.badge !== ""
    readonly property color ink: way.works ? Theme.ink : Theme.away

    // A wide one has its drawing beside its name where height is dear.
    readonly property bool beside: brief && way.works && width > 9 * Theme.lead

    // Not even in the size of the body does the name fit one line.
    readonly property bool tight: name.advanceWidth > width - column.anchors.margins * 2

    implicitHeight: column.implicitHeight + Theme.gap * 2
    radius: Theme.radius * 1.2
    color: way.works ? Theme.raised : Theme.awayPaper
    border.color: recommended ? Theme.good : way.works ? Theme.line : Theme.away
    border.width: recommended ? Theme.stroke * 2.2 : Theme.stroke
    Accessible.role: Accessible.Grouping
    Accessible.name: way.title

    TextMetrics {
        id: name

        text: panel.brief ? panel.way.name : panel.way.title
        font.pixelSize: Theme.body
        font.weight: Font.Bold
    }

    GridLayout {
        id: column

        anchors.fill: parent
        anchors.margins: panel.brief ? Math.round(Theme.gap * 0.6) : Theme.gap
        columns: panel.beside ? 2 : 1
        rowSpacing: Math.round(Theme.gap * 0.5)
        columnSpacing: Theme.gap

        Item {
            id: stage

            readonly property real side: Math.min(width, height * 4 / 3)

            Layout.fillWidth: !panel.beside
            Layout.preferredWidth: panel.beside ? Math.round(24 * Theme.unit) : -1
            Layout.fillHeight: true
            Layout.minimumHeight: Math.round((panel.low ? 7 : panel.brief ? 12 : 16) * Theme.unit)
            Layout.topMargin: panel.recommended ? badge.height - Theme.gap : 0

            Loader {
                anchors.centerIn: parent
                width: stage.side
                height: stage.side * 3 / 4
                opacity: panel.way.works ? 1 : 0.45
                sourceComponent: panel.sign
            }

            Rectangle {
                anchors.centerIn: parent
                visible: !panel.way.works
                width: Math.min(Math.round(17 * Theme.unit), stage.height)
                height: width
                radius: width / 2
                color: Theme.awayPaper
                border.color: Theme.away
                border.width: Theme.stroke * 1.5

                Symbol {
                    anchors.fill: parent
                    anchors.margins: Math.round(2 * Theme.unit)
                    bare: true
                    weight: 8
                    kind: "tools"
                    ink: Theme.away
                }
            }
        }

        Words {
            text: name.text
            color: panel.ink
            horizontalAlignment: panel.beside ? Text.AlignLeft : Text.AlignHCenter
            font.pixelSize: panel.tight ? Theme.body : Theme.lead
            font.weight: Font.Bold
            // Of three panels each is narrow; two words stay on one line.
            wrapMode: panel.tight ? Text.Wrap : Text.NoWrap
            fontSizeMode: panel.tight ? Text.FixedSize : Text.HorizontalFit
            minimumPixelSize: Theme.body
            Layout.fillWidth: true
        }

        Words {
            visible: !panel.brief
            text: panel.way.sentence
            color: panel.ink
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
    }

    Pill {
        id: badge

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: parent.top
        anchors.topMargin: -Theme.gap
        visible: panel.recommended
        color: Theme.raised
        most: panel.width + Theme.gap * 1.8
        words: panel.way.badge
        sign: "tick"
        ink: Theme.good
    }
}
