pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// One thing is happening to one person: a sign, a sentence, and what to do next.
Item {
    id: page

    required property bool portrait
    required property ClockView clock
    required property StationView station
    required property MomentView moment

    readonly property color ink: Theme.toneInk(moment.tone)

    implicitHeight: top.implicitHeight + grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: moment.headline

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

            Layout.preferredWidth: Math.round(58 * Theme.unit)
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
                visible: text !== ""
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
                font.pixelSize: page.portrait ? Theme.answer : Theme.answerWide
                lineHeight: 0.92
                font.weight: Font.Bold
                Layout.fillWidth: true
            }

            Step {
                words: page.moment.advice
                sign: "next"
                ink: page.ink
                Layout.fillWidth: true
                Layout.topMargin: Theme.gap
            }

            Step {
                visible: words !== ""
                words: page.moment.phone
                sign: "phone"
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
