pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// Somebody works on the devices: come back later or go next door, and the way out is free.
Item {
    id: page

    required property bool portrait
    // Pixels that can be seen at once.
    required property real room
    required property ClockView clock
    required property StationView station
    required property MomentView moment

    readonly property color ink: Theme.toneInk(moment.tone)
    readonly property int side: portrait ? Text.AlignHCenter : Text.AlignLeft

    // How many lines of the body the page is high: the sign gives way to words that are large.
    readonly property real lines: room / Math.max(Theme.body, 1)
    readonly property bool wordy: portrait ? lines > 22 : lines > 15.5

    implicitHeight: (top.visible ? top.implicitHeight : 0) + grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: moment.headline

    RowLayout {
        id: top

        visible: page.wordy
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        spacing: Theme.gap

        Words {
            text: page.station.name
            color: page.ink
            maximumLineCount: 2
            Layout.fillWidth: true
        }

        Words {
            text: page.clock.time
            color: page.ink
            wrapMode: Text.NoWrap
            font.weight: Font.Bold
            Layout.alignment: Qt.AlignTop
        }
    }

    GridLayout {
        id: grid

        anchors.top: top.visible ? top.bottom : parent.top
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.gap

        Item {
            visible: page.portrait
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 2
        }

        // The sign is as large as the words leave it room to be.
        Item {
            readonly property int most: Math.round((!page.portrait ? 44 : page.moment.place !== "" ? 26 : 36) * Theme.unit)

            Layout.preferredWidth: page.portrait ? most : page.wordy ? most : Math.round(24 * Theme.unit)
            Layout.preferredHeight: Math.round(14 * Theme.unit)
            Layout.maximumHeight: most
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 100
            Layout.alignment: Qt.AlignCenter

            Symbol {
                anchors.centerIn: parent
                width: Math.min(parent.width, parent.height)
                height: width
                kind: page.moment.symbol
                ink: Theme.toneSign(page.moment.tone)
                disk: page.ink
            }
        }

        ColumnLayout {
            id: column

            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.alignment: Qt.AlignVCenter

            KeyWords {
                text: page.moment.headline
                most: column.width
                color: page.ink
                horizontalAlignment: page.side
                size: page.portrait ? Theme.answer : Theme.answerWide
                Layout.fillWidth: true
            }

            // Whoever has chosen how the page is shown has chosen the language too.
            Words {
                visible: page.wordy
                text: page.moment.also
                color: page.ink
                horizontalAlignment: page.side
                Layout.fillWidth: true
            }

            Step {
                words: page.moment.advice
                sign: "leave"
                ink: page.ink
                Layout.fillWidth: true
                Layout.topMargin: Theme.gap
            }

            PlaceCard {
                objectName: "neighbour"
                label: page.moment.placeLabel
                place: page.moment.place
                ink: page.ink
                Layout.fillWidth: true
            }
        }

        Item {
            visible: page.portrait
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 3
        }
    }
}
