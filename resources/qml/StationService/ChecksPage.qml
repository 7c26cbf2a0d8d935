pragma ComponentBehavior: Bound

import QtQuick
import StationKiosk
import StationServiceViews

// The self-test: how many checks stand where, and each of them under its device.
Item {
    id: page

    required property FrameView frame
    required property ServiceKeys keys
    required property var checks
    required property bool counted

    // Device -> whether somebody unfolded it; the others show what presses by themselves.
    property var turned: ({})

    function turn(device: string, unfolded: bool) {
        turned = Object.assign({}, turned, { [device]: unfolded });
    }

    Flow {
        id: tally

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        visible: page.counted
        height: visible ? implicitHeight : 0
        spacing: Theme.gap

        Repeater {
            model: page.frame.tally

            Row {
                id: counted

                required property var modelData

                spacing: Math.round(Theme.gap * 0.5)

                StateSign {
                    id: sign

                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(Theme.small * 1.3)
                    height: width
                    standing: counted.modelData.standing
                }

                Fine {
                    anchors.verticalCenter: parent.verticalCenter
                    text: counted.modelData.words
                    color: sign.ink
                    wrapMode: Text.NoWrap
                    font.weight: Font.Bold
                }
            }
        }
    }

    Words {
        visible: rows.count === 0
        width: parent.width
        text: page.frame.noChecks
        font.pixelSize: Theme.lead
    }

    Scroller {
        id: scroller

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: tally.bottom
        anchors.bottom: parent.bottom
        anchors.topMargin: page.counted ? Math.round(Theme.gap * 0.7) : 0

        Repeater {
            id: rows

            model: page.checks

            Column {
                id: line

                required property string check
                required property string heading
                required property string worst
                required property string summary
                required property bool pressing
                required property string device
                required property string standing
                required property string word
                required property string title
                required property string proves
                required property bool grave
                required property string means
                required property string next
                required property string also
                required property string said
                required property string last
                required property string button

                readonly property bool unfolded: page.turned[device] ?? pressing
                readonly property bool current: standing === "running" || standing === "waiting"

                onCurrentChanged: scroller.reveal(current ? line : null)
                Component.onCompleted: scroller.reveal(current ? line : null)

                // A folded row stays in the list and takes no room in it.
                visible: heading !== "" || unfolded
                width: scroller.room
                spacing: Math.round(Theme.gap * 0.7)

                GroupHead {
                    objectName: "group " + line.device
                    visible: line.heading !== ""
                    width: parent.width
                    text: line.heading
                    device: line.device
                    worst: line.worst
                    summary: line.summary
                    runWord: line.button
                    idle: !page.frame.running
                    unfolded: line.unfolded
                    onRunAll: page.keys.runOne(line.device)
                    onClicked: page.turn(line.device, !line.unfolded)
                }

                CheckRow {
                    visible: line.unfolded
                    width: parent.width
                    check: line.check
                    standing: line.standing
                    word: line.word
                    title: line.title
                    proves: line.proves
                    grave: line.grave
                    means: line.means
                    next: line.next
                    also: line.also
                    said: line.said
                    last: line.last
                    button: line.button
                    idle: !page.frame.running
                    onRunOne: page.keys.runOne(line.check)
                }
            }
        }
    }
}
