pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationServiceViews

// What to do now, across the whole page: a drawing, a sentence in both languages, the time that is left, and how far it is.
Rectangle {
    id: card

    required property PromptView prompt
    required property ServiceKeys keys

    implicitHeight: column.implicitHeight + Theme.gap * 2
    radius: Theme.radius * 1.2
    color: Theme.waitPaper
    border.width: Theme.stroke * 2
    border.color: Theme.wait
    Accessible.role: Accessible.AlertMessage
    Accessible.name: prompt.title

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Math.round(Theme.gap * 1.3)
        spacing: Theme.gap

        RowLayout {
            spacing: Theme.gap

            Symbol {
                kind: card.prompt.symbol
                ink: Theme.waitSign
                disk: Theme.wait
                Layout.preferredWidth: Math.round(27 * Theme.unit)
                Layout.preferredHeight: Layout.preferredWidth
            }

            ColumnLayout {
                spacing: 0
                Layout.fillWidth: true

                Fine {
                    visible: text !== ""
                    text: card.prompt.device
                    font.weight: Font.Bold
                    Layout.fillWidth: true
                }

                Words {
                    text: card.prompt.title
                    color: Theme.wait
                    font.pixelSize: Math.round(Theme.lead * 1.15)
                    font.weight: Font.Bold
                    lineHeight: 0.95
                    Layout.fillWidth: true
                }

                Fine {
                    visible: text !== ""
                    text: card.prompt.titleAlso
                    Layout.fillWidth: true
                }

                Words {
                    visible: text !== ""
                    text: card.prompt.advice
                    Layout.fillWidth: true
                    Layout.topMargin: Math.round(Theme.gap * 0.4)
                }

                Fine {
                    visible: text !== ""
                    text: card.prompt.adviceAlso
                    Layout.fillWidth: true
                }
            }

            ColumnLayout {
                spacing: 0
                Layout.minimumWidth: Math.round(16 * Theme.unit)

                Words {
                    objectName: "seconds"
                    text: card.prompt.seconds
                    color: Theme.wait
                    wrapMode: Text.NoWrap
                    font.pixelSize: Theme.key
                    font.weight: Font.Bold
                    lineHeight: 0.85
                    Layout.alignment: Qt.AlignHCenter
                }

                Fine {
                    text: card.prompt.unit
                    Layout.alignment: Qt.AlignHCenter
                }
            }
        }

        RowLayout {
            visible: card.prompt.count !== ""
            spacing: Theme.gap

            Rectangle {
                implicitHeight: Math.round(5 * Theme.unit)
                radius: height / 2
                color: Theme.raised
                border.width: Theme.stroke * 0.6
                border.color: Theme.line
                Layout.fillWidth: true

                Rectangle {
                    objectName: "progress"
                    anchors.left: parent.left
                    anchors.top: parent.top
                    anchors.bottom: parent.bottom
                    width: Math.round(Math.max(height, parent.width * card.prompt.done))
                    radius: height / 2
                    color: Theme.wait
                }
            }

            Words {
                text: card.prompt.count
                color: Theme.wait
                wrapMode: Text.NoWrap
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
            }
        }

        RowLayout {
            visible: card.prompt.confirm
            spacing: Theme.gap
            uniformCellSizes: true

            ServiceKey {
                objectName: "yes"
                strong: true
                sign: "tick"
                text: card.prompt.yes
                Layout.fillWidth: true
                Layout.preferredHeight: Theme.button
                onClicked: card.keys.confirm()
            }

            ServiceKey {
                objectName: "no"
                sign: "cross"
                text: card.prompt.no
                Layout.fillWidth: true
                Layout.preferredHeight: Theme.button
                onClicked: card.keys.deny()
            }
        }

        // The way past one step, clearly less than the step itself.
        ServiceKey {
            objectName: "skip"
            visible: card.prompt.check !== ""
            small: true
            sign: "next"
            text: card.prompt.skip
            Layout.alignment: Qt.AlignRight
            Layout.preferredWidth: implicitWidth + Theme.gap
            onClicked: card.keys.skip(card.prompt.check)
        }
    }
}
