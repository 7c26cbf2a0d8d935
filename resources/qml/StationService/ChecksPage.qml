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

                readonly property bool current: standing === "running" || standing === "waiting"

                onCurrentChanged: Qt.callLater(scroller.reveal, current ? line : null)
                Component.onCompleted: Qt.callLater(scroller.reveal, current ? line : null)

                width: scroller.room
                spacing: Math.round(Theme.gap * 0.7)

                Item {
                    visible: line.heading !== ""
                    width: parent.width
                    height: Math.max(heading.implicitHeight, all.visible ? all.height : 0)

                    Words {
                        id: heading

                        anchors.left: parent.left
                        anchors.right: all.left
                        anchors.verticalCenter: parent.verticalCenter
                        text: line.heading
                        font.pixelSize: Theme.lead
                        font.weight: Font.Bold
                        Accessible.role: Accessible.Heading
                    }

                    ServiceKey {
                        id: all

                        objectName: "all " + line.device
                        anchors.right: parent.right
                        visible: line.device !== "" && !page.frame.running
                        small: true
                        picture: "run"
                        text: line.button
                        Accessible.name: line.button + " " + line.device
                        onClicked: page.keys.runOne(line.device)
                    }
                }

                CheckRow {
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
