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

    readonly property bool recommended: way.badge !== ""
    readonly property color ink: way.works ? Theme.ink : Theme.away

    implicitHeight: column.implicitHeight + Theme.gap * 2
    radius: Theme.radius * 1.2
    color: way.works ? Theme.raised : Theme.awayPaper
    border.color: recommended ? Theme.good : way.works ? Theme.line : Theme.away
    border.width: recommended ? Theme.stroke * 2.2 : Theme.stroke
    Accessible.role: Accessible.Grouping
    Accessible.name: way.title

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: Theme.gap
        spacing: Math.round(Theme.gap * 0.5)

        Item {
            id: stage

            readonly property real side: Math.min(width, height * 4 / 3)

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: Math.round((panel.low ? 7 : 16) * Theme.unit)
            Layout.topMargin: panel.recommended ? Theme.gap : 0

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
            text: panel.way.title
            color: panel.ink
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: Theme.lead
            font.weight: Font.Bold
            // Of three panels each is narrow; two words stay on one line.
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.body
            Layout.fillWidth: true
        }

        Words {
            text: panel.way.sentence
            color: panel.ink
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
    }

    Pill {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.verticalCenter: parent.top
        visible: panel.recommended
        color: Theme.raised
        words: panel.way.badge
        sign: "tick"
        ink: Theme.good
    }
}
