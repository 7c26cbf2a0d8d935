pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// A call for help: who was asked, who is asked now and for how long, who is next; a number to ring; a way to more.
Item {
    id: page

    required property bool portrait
    // Pixels that can be seen at once.
    required property real room
    required property MomentView moment
    required property CallView call

    readonly property color ink: Theme.toneInk(moment.tone)

    // How many lines of the body the page is high: in large words only what matters now is said.
    readonly property real lines: room / Math.max(Theme.body, 1)
    readonly property bool wordy: portrait ? lines > 22 : lines > 15.5

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: moment.headline

    GridLayout {
        id: grid

        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin * 1.5
        rowSpacing: Theme.gap

        Item {
            visible: page.portrait
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 1
        }

        ColumnLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.verticalStretchFactor: 100
            Layout.maximumHeight: implicitHeight + Math.round(46 * Theme.unit)
            Layout.preferredWidth: 1
            Layout.alignment: Qt.AlignVCenter

            // The sign is as large as the words leave it room to be.
            Item {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 0
                Layout.maximumHeight: Math.round(46 * Theme.unit)

                Symbol {
                    visible: height > 14 * Theme.unit
                    anchors.verticalCenter: parent.verticalCenter
                    x: page.portrait ? (parent.width - width) / 2 : 0
                    width: height
                    height: parent.height
                    kind: page.moment.symbol
                    ink: Theme.toneSign(page.moment.tone)
                    disk: page.ink
                }
            }

            KeyWords {
                text: page.moment.headline
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                most: page.portrait ? page.width : page.width * 0.48
                font.pixelSize: Math.round(page.portrait ? Theme.answer : Theme.answerWide * 0.92)
                Layout.fillWidth: true
                Layout.maximumWidth: evenWidth
                Layout.alignment: page.portrait ? Qt.AlignHCenter : Qt.AlignLeft
            }

            Step {
                words: page.moment.advice
                sign: "next"
                ink: page.ink
                Layout.fillWidth: true
            }
        }

        ColumnLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.alignment: Qt.AlignVCenter

            Rectangle {
                visible: page.call.rows.length > 0 && page.wordy
                implicitHeight: rows.implicitHeight + Theme.gap * 2
                radius: Theme.radius
                color: Theme.raised
                Layout.fillWidth: true

                ColumnLayout {
                    id: rows

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.margins: Theme.gap
                    spacing: Math.round(Theme.gap * 0.6)

                    Repeater {
                        model: page.call.rows

                        RowLayout {
                            id: row

                            required property var modelData

                            readonly property bool now: modelData.stage === "now"

                            spacing: Theme.gap

                            Symbol {
                                Layout.preferredWidth: Math.round(Theme.body * 1.3)
                                Layout.preferredHeight: Layout.preferredWidth
                                bare: true
                                kind: row.now ? "bell" : row.modelData.stage === "before" ? "cross" : "next"
                                ink: row.now ? page.ink : Theme.soft
                            }

                            Words {
                                text: row.modelData.role
                                color: row.now ? page.ink : Theme.soft
                                font.weight: row.now ? Font.Bold : Font.Normal
                                Layout.fillWidth: true
                                Layout.preferredWidth: 2
                            }

                            Words {
                                text: row.modelData.state
                                color: row.now ? page.ink : Theme.soft
                                font.weight: row.now ? Font.Bold : Font.Normal
                                horizontalAlignment: Text.AlignRight
                                Layout.fillWidth: true
                                Layout.preferredWidth: 3
                            }
                        }
                    }
                }
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
            Layout.verticalStretchFactor: 1
        }
    }
}
