pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationEntryViews

// What somebody is asked or asks at the door: a sentence, pictures or keys of one size, and that the door is open.
Item {
    id: page

    required property bool portrait
    // Pixels that can be seen at once.
    required property real room
    required property EntryPages entry

    readonly property bool pictured: entry.tiles.length > 0

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: entry.title

    GridLayout {
        id: grid

        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        ColumnLayout {
            id: head

            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: page.pictured ? 38 : 50
            Layout.verticalStretchFactor: 2

            Rectangle {
                visible: page.entry.banner !== ""
                color: Theme.goodPaper
                border.color: Theme.good
                border.width: Theme.stroke
                radius: Theme.radius
                Layout.fillWidth: true
                Layout.preferredHeight: banner.implicitHeight + Theme.gap

                Symbol {
                    anchors.left: parent.left
                    anchors.leftMargin: Theme.gap
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(Theme.lead * 1.2)
                    height: width
                    bare: true
                    kind: "tick"
                    ink: Theme.good
                }

                Words {
                    id: banner

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.leftMargin: Theme.gap * 2 + Theme.lead
                    anchors.rightMargin: Theme.gap
                    text: page.entry.banner
                    color: Theme.good
                    font.pixelSize: Theme.told
                    font.weight: Font.Bold
                }
            }

            Item {
                visible: !page.pictured
                Layout.fillHeight: true
            }

            KeyWords {
                text: page.entry.title
                most: head.width
                Layout.fillWidth: true
                Layout.maximumWidth: evenWidth
            }

            Repeater {
                model: page.entry.lines

                Words {
                    required property string modelData

                    text: modelData
                    font.pixelSize: page.pictured ? Theme.body : Theme.told
                    Layout.fillWidth: true
                }
            }

            Item {
                visible: !page.portrait
                Layout.fillHeight: true
            }

            Loader {
                active: !page.portrait && page.pictured && page.entry.partyKeys.length > 0
                visible: active
                sourceComponent: companions
                Layout.fillWidth: true
            }
        }

        ColumnLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: page.pictured ? 62 : 50
            Layout.verticalStretchFactor: 3

            Item {
                visible: !page.portrait && !page.pictured
                Layout.fillHeight: true
            }

            GridLayout {
                visible: page.pictured
                columns: (page.portrait && page.room > 172 * Theme.unit ? 3 : 4) - (Theme.text > 1.5 ? 1 : 0)
                columnSpacing: Theme.gap
                rowSpacing: Math.round(Theme.gap * 0.7)
                uniformCellWidths: true
                uniformCellHeights: true
                Layout.fillWidth: true

                Repeater {
                    model: page.entry.tiles

                    Tile {
                        required property var modelData

                        objectName: modelData.name
                        text: modelData.label
                        sign: modelData.sign
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        onClicked: page.entry.touch(modelData.name)
                    }
                }
            }

            // So long the next card or code is meant for this.
            Rectangle {
                visible: page.entry.seconds > 0
                color: Theme.awayPaper
                radius: height / 2
                Layout.fillWidth: true
                Layout.preferredHeight: Math.round(2.5 * Theme.unit)
                Accessible.role: Accessible.ProgressBar
                Accessible.name: page.entry.waiting

                Rectangle {
                    id: rest

                    height: parent.height
                    width: parent.width
                    radius: height / 2
                    color: Theme.wait

                    NumberAnimation on width {
                        running: Theme.moving && page.entry.seconds > 0
                        to: rest.height
                        duration: page.entry.seconds * 1000
                    }
                }
            }

            EntryKeys {
                keys: page.entry.keys
                most: 2
                Layout.fillHeight: false
                Layout.fillWidth: true
                onTouched: name => page.entry.touch(name)
            }

            Item {
                Layout.fillHeight: true
            }

            Loader {
                active: !page.portrait && !page.pictured && page.entry.partyKeys.length > 0
                visible: active
                sourceComponent: companions
                Layout.fillWidth: true
            }
        }

        Loader {
            active: page.portrait && page.entry.partyKeys.length > 0
            visible: active
            sourceComponent: companions
            Layout.fillWidth: true
        }
    }

    Component {
        id: companions

        EntryKeys {
            keys: page.entry.partyKeys
            onTouched: name => page.entry.touch(name)
        }
    }
}
