pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// What is kept of a person, and the rules of the house, in full.
Item {
    id: page

    required property bool portrait
    required property NoticeView notice

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: notice.title

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        columns: page.portrait || Theme.text > 1.5 ? 1 : 2
        columnSpacing: Theme.margin * 1.5
        rowSpacing: Theme.margin

        ColumnLayout {
            spacing: Math.round(Theme.gap * 0.8)
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(130 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            Words {
                text: page.notice.title
                font.pixelSize: Theme.key
                lineHeight: 0.9
                font.weight: Font.Bold
                Layout.fillWidth: true
            }

            Repeater {
                model: page.notice.paragraphs

                Words {
                    required property string modelData

                    text: modelData
                    Layout.fillWidth: true
                }
            }
        }

        Rectangle {
            color: Theme.raised
            radius: Theme.radius
            border.color: Theme.line
            border.width: Theme.stroke
            implicitHeight: rules.implicitHeight + Theme.gap * 2
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(66 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            ColumnLayout {
                id: rules

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                anchors.margins: Theme.gap * 1.5
                spacing: Math.round(Theme.gap * 0.5)

                Words {
                    text: page.notice.rulesTitle
                    font.pixelSize: Theme.lead
                    font.weight: Font.Bold
                    Layout.fillWidth: true
                }

                Repeater {
                    model: page.notice.rules

                    RowLayout {
                        id: rule

                        required property string modelData

                        spacing: Theme.gap

                        Rectangle {
                            implicitWidth: Math.round(Theme.body * 0.45)
                            implicitHeight: implicitWidth
                            radius: width / 2
                            color: Theme.accent
                        }

                        Words {
                            text: rule.modelData
                            font.pixelSize: Math.round(Theme.body * 1.15)
                            Layout.fillWidth: true
                        }
                    }
                }
            }
        }
    }
}
