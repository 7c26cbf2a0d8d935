pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationServiceViews

// The technician's pages, over everything: a title, four pages, and the keys that matter low on the screen.
Rectangle {
    id: root

    required property FrameView frame
    required property PromptView prompt
    required property ReportView report
    required property var checks
    required property var devices
    required property ServiceKeys keys

    readonly property bool portrait: height >= width
    readonly property bool testing: keys.tab === "selftest"
    readonly property bool reporting: keys.tab === "report"
    readonly property int rail: Math.round(54 * Theme.unit)

    objectName: "service"
    anchors.fill: parent
    color: Theme.paper
    focus: true
    Accessible.role: Accessible.Pane
    Accessible.name: frame.title

    // Nothing below is reached.
    MouseArea {
        anchors.fill: parent
    }

    // Upright: title and pages above, keys below. Lying: all of them in a rail on the left.
    Rectangle {
        id: head

        width: root.portrait ? root.width : root.rail
        height: root.portrait ? names.implicitHeight + Theme.gap * 2 : root.height - foot.height
        color: Theme.hero

        ColumnLayout {
            id: names

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: root.portrait ? Theme.margin : Theme.gap
            anchors.topMargin: Theme.gap
            spacing: Math.round(Theme.gap * 0.8)

            RowLayout {
                spacing: Theme.gap

                ColumnLayout {
                    spacing: 0
                    Layout.fillWidth: true

                    Words {
                        text: root.frame.title
                        color: Theme.heroInk
                        font.pixelSize: root.portrait ? Theme.lead : Math.round(Theme.body * 1.1)
                        font.weight: Font.Bold
                        Layout.fillWidth: true
                    }

                    Fine {
                        visible: text !== ""
                        text: root.frame.tester
                        color: Theme.heroSoft
                        Layout.fillWidth: true
                    }
                }

                ServiceKey {
                    objectName: "service language"
                    small: true
                    dark: true
                    text: root.frame.language
                    onClicked: root.keys.switchLanguage()
                }
            }

            GridLayout {
                columns: root.portrait ? 4 : 1
                columnSpacing: Theme.gap
                rowSpacing: Math.round(Theme.gap * 0.6)
                uniformCellWidths: true

                Repeater {
                    model: [
                        { tab: "selftest", sign: "note", text: root.frame.selftest },
                        { tab: "devices", sign: "tools", text: root.frame.devices },
                        { tab: "report", sign: "code", text: root.frame.report },
                        { tab: "offline", sign: "tick", text: root.frame.offline }
                    ]

                    ServiceKey {
                        required property var modelData

                        objectName: "tab " + modelData.tab
                        small: true
                        dark: true
                        chosen: root.keys.tab === modelData.tab
                        sign: root.portrait ? "" : modelData.sign  // four words in a row leave no room for it
                        text: modelData.text
                        Accessible.checked: chosen
                        Layout.fillWidth: true
                        onClicked: root.keys.choose(modelData.tab)
                    }
                }
            }
        }
    }

    Rectangle {
        id: foot

        anchors.bottom: parent.bottom
        width: root.portrait ? root.width : root.rail
        height: keysBelow.implicitHeight + Theme.gap + (root.portrait ? Theme.margin : Theme.gap)
        color: root.portrait ? Theme.paper : Theme.hero

        GridLayout {
            id: keysBelow

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: root.portrait ? Theme.margin : Theme.gap
            anchors.topMargin: Theme.gap
            columns: root.portrait ? 4 : 1
            columnSpacing: Theme.gap
            rowSpacing: Math.round(Theme.gap * 0.6)
            layoutDirection: Qt.RightToLeft

            ServiceKey {
                objectName: "main"
                visible: root.testing || root.reporting
                strong: true
                snug: root.testing && root.keys.sure
                sign: snug ? "" : root.reporting ? "note" : root.frame.running ? "cross" : "run"
                text: root.reporting ? root.frame.make : !root.frame.running ? root.frame.run : root.keys.sure ? root.frame.stopAgain : root.frame.stop
                // Dim while a touch is taken for one that was meant for what stood here before.
                opacity: root.keys.still ? 0.5 : 1
                Layout.fillWidth: true
                // Whatever word it bears: a key that grows moves its neighbour under the next touch.
                Layout.preferredWidth: Math.round(45 * Theme.unit)
                Layout.horizontalStretchFactor: 3
                onClicked: root.reporting ? root.keys.report() : root.frame.running ? root.keys.stop() : root.keys.run()
            }

            ServiceKey {
                objectName: "close service"
                sign: "leave"
                text: root.frame.close
                Layout.fillWidth: true
                Layout.horizontalStretchFactor: 1
                onClicked: root.keys.close()
            }
        }
    }

    Item {
        x: root.portrait ? Theme.margin : root.rail + Theme.margin
        y: root.portrait ? head.height + Theme.gap : Theme.margin
        width: root.width - x - Theme.margin
        height: root.height - y - (root.portrait ? foot.height : Theme.margin)

        PromptCard {
            id: card

            objectName: "prompt"
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            visible: root.prompt.shown
            prompt: root.prompt
            keys: root.keys
        }

        Loader {
            objectName: "shown"
            anchors.fill: parent
            anchors.topMargin: card.visible ? card.height + Theme.gap : 0
            sourceComponent: root.testing ? checksPage : root.reporting ? reportPage : root.keys.tab === "offline" ? offlinePage : devicesPage
        }
    }

    Component {
        id: checksPage

        ChecksPage {
            frame: root.frame
            keys: root.keys
            counted: !root.prompt.shown
            checks: root.checks
        }
    }

    Component {
        id: devicesPage

        DevicesPage {
            frame: root.frame
            devices: root.devices
        }
    }

    Component {
        id: offlinePage

        OfflinePage {
            frame: root.frame
        }
    }

    Component {
        id: reportPage

        ReportPage {
            portrait: root.portrait
            report: root.report
        }
    }
}
