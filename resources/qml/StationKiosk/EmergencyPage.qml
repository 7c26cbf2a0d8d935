pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// Whom to ring and what to say: three numbers that everybody knows, the address to read out, what is at hand.
Item {
    id: page

    required property bool portrait
    required property EmergencyView emergency

    implicitHeight: column.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: emergency.title

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap

        RowLayout {
            spacing: Theme.margin
            Layout.fillWidth: true

            Words {
                text: page.emergency.title
                color: Theme.bad
                font.pixelSize: Theme.key
                font.weight: Font.Bold
                lineHeight: 0.92
            }

            Words {
                visible: text !== ""
                text: page.emergency.call
                horizontalAlignment: Text.AlignRight
                font.weight: Font.Bold
                Layout.fillWidth: true
            }
        }

        Words {
            text: page.emergency.how
            Layout.fillWidth: true
        }

        GridLayout {
            columns: (page.width - Theme.gap * 2) / 3 > Math.max(Theme.key * 3.1, Theme.told * 6.2) ? 3 : 1
            columnSpacing: Theme.gap
            rowSpacing: Math.round(Theme.gap * 0.7)
            Layout.fillWidth: true

            Repeater {
                model: page.emergency.dials

                Rectangle {
                    id: dial

                    required property var modelData

                    implicitHeight: said.implicitHeight + Theme.gap * 1.4
                    radius: Theme.radius
                    color: Theme.badPaper
                    border.color: Theme.bad
                    border.width: Theme.stroke
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1

                    GridLayout {
                        id: said

                        anchors.left: parent.left
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        anchors.margins: Theme.gap
                        columns: dial.width > Theme.key * 6 ? 2 : 1
                        columnSpacing: Theme.margin
                        rowSpacing: 0

                        Words {
                            text: dial.modelData.number
                            color: Theme.bad
                            wrapMode: Text.NoWrap
                            font.pixelSize: Math.round(Theme.key * 1.3)
                            font.weight: Font.Bold
                            lineHeight: 0.85
                        }

                        ColumnLayout {
                            spacing: 0
                            Layout.fillWidth: true

                            Words {
                                text: dial.modelData.title
                                color: Theme.bad
                                font.pixelSize: Math.round(Theme.body * 1.1)
                                font.weight: Font.Bold
                                Layout.fillWidth: true
                            }

                            Words {
                                text: dial.modelData.about
                                Layout.fillWidth: true
                            }
                        }
                    }
                }
            }
        }

        GridLayout {
            id: places

            columns: page.width < Theme.body * 22 ? 1 : page.portrait ? 2 : 3
            columnSpacing: Theme.gap
            rowSpacing: Math.round(Theme.gap * 0.7)
            Layout.fillWidth: true

            Repeater {
                model: page.emergency.places

                Rectangle {
                    id: where

                    required property var modelData
                    required property int index

                    // What is read out has the whole row.
                    Layout.preferredWidth: index === 0 && !page.portrait ? 8 : 5
                    Layout.columnSpan: index === 0 && page.portrait ? places.columns : 1
                    implicitHeight: told.implicitHeight + Theme.gap
                    radius: Theme.radius
                    color: Theme.raised
                    border.color: Theme.line
                    border.width: Theme.stroke
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    Symbol {
                        anchors.left: parent.left
                        anchors.leftMargin: Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.round(Theme.lead * 1.1)
                        height: width
                        bare: true
                        kind: where.modelData.sign
                        ink: Theme.bad
                    }

                    Column {
                        id: told

                        anchors.left: parent.left
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        anchors.leftMargin: Theme.gap * 2 + Theme.lead
                        anchors.rightMargin: Theme.gap

                        Words {
                            width: parent.width
                            text: where.modelData.label
                            color: Theme.soft
                        }

                        Words {
                            width: parent.width
                            text: where.modelData.place
                            font.pixelSize: Theme.told
                            font.weight: Font.Bold
                        }
                    }
                }
            }
        }
    }
}
