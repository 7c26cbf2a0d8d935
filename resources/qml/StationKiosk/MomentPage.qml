pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationEntryViews
import StationViews

// One thing is happening to one person: a sign, a sentence, and what to do next.
Item {
    id: page

    required property bool portrait
    required property ClockView clock
    required property StationView station
    required property MomentView moment
    required property EntryPages entry

    readonly property bool loud: moment.tone === "alarm"
    readonly property color ink: Theme.toneInk(moment.tone)
    // What is written on a raised ground is not in the colour of a loud page.
    readonly property color stepInk: loud ? Theme.bad : ink

    implicitHeight: top.implicitHeight + grid.implicitHeight
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

        anchors.top: top.bottom
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

        Symbol {
            id: disk

            Layout.preferredWidth: Math.round((page.moment.place !== "" ? 40 : page.entry.momentKeys.length > 0 ? 44 : page.loud ? (page.moment.label === "" ? 62 : 46) : 58) * Theme.unit)
            Layout.preferredHeight: Layout.preferredWidth
            Layout.alignment: Qt.AlignCenter
            kind: page.moment.symbol
            ink: Theme.toneSign(page.moment.tone)
            disk: page.ink
        }

        ColumnLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.alignment: Qt.AlignVCenter

            Words {
                visible: text !== "" && page.moment.place === ""
                text: page.moment.label
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            Words {
                text: page.moment.headline
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Math.round((page.portrait ? Theme.answer : Theme.answerWide) * (page.loud ? 1.25 : 1))
                lineHeight: 0.92
                font.weight: Font.Bold
                Layout.fillWidth: true
            }

            Words {
                visible: text !== ""
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
                keys: page.entry.momentKeys
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
