pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationEntryViews
import StationViews

// One thing is happening to one person: a sign, a sentence, and what to do next.
Item {
    id: page

    required property bool portrait
    // Pixels that can be seen at once.
    required property real room
    required property ClockView clock
    required property StationView station
    required property MomentView moment
    required property EntryPages entry

    readonly property bool loud: moment.tone === "alarm"
    readonly property color ink: Theme.toneInk(moment.tone)
    // What is written on a raised ground is not in the colour of a loud page.
    readonly property color stepInk: loud ? Theme.bad : ink

    // How many lines of the body the page is high: the sign gives way to words that are large.
    readonly property real lines: room / Math.max(Theme.body, 1)
    readonly property bool wordy: portrait ? lines > 22 : lines > 15.5

    // Keys stand under the sign where the page lies, and under the words where it stands or those are large.
    readonly property bool beside: !portrait && Theme.text < 1.2

    implicitHeight: (top.visible ? top.implicitHeight : 0) + grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: moment.headline

    // A loud page is framed, and the frame blinks: seen from the corner of an eye, or through closed lids.
    Rectangle {
        id: frame

        objectName: "alarm"
        property bool lit: true

        anchors.fill: parent
        anchors.margins: -Math.round(Theme.gap * 0.75)
        visible: page.loud && lit
        color: "transparent"
        border.color: page.ink
        border.width: Theme.stroke * 4
        radius: Theme.radius

        Timer {
            interval: Theme.blink
            repeat: true
            running: page.loud && Theme.moving
            onTriggered: frame.lit = !frame.lit
            onRunningChanged: frame.lit = true
        }
    }

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

        ColumnLayout {
            spacing: Theme.gap
            Layout.alignment: Qt.AlignHCenter
            Layout.fillWidth: false
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 100

            // The sign is as large as the words leave it room to be.
            Item {
                readonly property int most: Math.round((page.moment.place !== "" ? 40 : page.loud ? (page.moment.label === "" ? 62 : 46) : 58) * Theme.unit)

                Layout.preferredWidth: page.portrait ? most : page.wordy ? most : Math.round(30 * Theme.unit)
                Layout.preferredHeight: Math.round(18 * Theme.unit)
                Layout.maximumHeight: most
                Layout.fillHeight: true
                Layout.verticalStretchFactor: 100
                Layout.alignment: Qt.AlignCenter

                Symbol {
                    id: disk

                    anchors.centerIn: parent
                    width: Math.min(parent.width, parent.height)
                    height: width
                    kind: page.moment.symbol
                    ink: Theme.toneSign(page.moment.tone)
                    disk: page.ink
                }
            }

            EntryKeys {
                keys: page.beside ? page.entry.momentKeys : []
                most: 1
                Layout.fillHeight: false
                onTouched: name => page.entry.touch(name)
            }
        }

        ColumnLayout {
            id: column

            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.alignment: Qt.AlignVCenter

            Words {
                visible: text !== "" && page.moment.place === "" && (page.wordy || page.moment.kind !== "refused")
                text: page.moment.label
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            KeyWords {
                text: page.moment.headline
                most: column.width
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                size: Math.round((page.portrait ? Theme.answer : Theme.answerWide) * (page.loud && page.wordy ? 1.25 : 1))
                Layout.fillWidth: true
                Layout.maximumWidth: evenWidth
                Layout.alignment: page.portrait ? Qt.AlignHCenter : Qt.AlignLeft
            }

            Words {
                visible: text !== "" && page.wordy
                text: page.moment.also
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
                Layout.fillWidth: true
            }

            // Where somebody may go now is what to do next; help is a button below.
            Step {
                visible: page.moment.place === ""
                words: page.moment.advice
                sign: "next"
                ink: page.stepInk
                Layout.fillWidth: true
                Layout.topMargin: Theme.gap
            }

            PlaceCard {
                objectName: "neighbour"
                label: page.moment.placeLabel
                place: page.moment.place
                ink: page.stepInk
                Layout.fillWidth: true
                Layout.topMargin: Theme.gap
            }

            Step {
                visible: words !== ""
                words: page.moment.phone
                sign: "phone"
                ink: page.stepInk
                Layout.fillWidth: true
            }

            EntryKeys {
                keys: page.beside ? [] : page.entry.momentKeys
                Layout.fillHeight: false
                Layout.fillWidth: true
                onTouched: name => page.entry.touch(name)
            }
        }

        Item {
            visible: page.portrait
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 3
        }
    }

    // The answer arrives with one short swell, so that it is noticed without being read.
    NumberAnimation {
        id: swell

        target: disk
        property: "scale"
        from: 0.86
        to: 1
        duration: Theme.quick
        easing.type: Easing.OutBack
    }

    Connections {
        target: page.moment

        function onChanged() {
            page.notice();
        }
    }

    Component.onCompleted: notice()

    function notice() {
        if (Theme.moving)
            swell.restart();
    }
}
