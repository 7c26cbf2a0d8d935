pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// One request: where it stands and since when, the answer, and five stars.
Item {
    id: page

    required property ReplyView view
    required property bool portrait

    readonly property bool wide: !portrait && width > 150 * Theme.unit

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.state

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        columns: page.wide ? 2 : 1
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.gap

        ColumnLayout {
            spacing: Math.round(Theme.gap * 0.6)
            Layout.row: 0
            Layout.column: 0
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(70 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            Words {
                objectName: "state"
                text: page.view.state
                color: Theme.toneInk(page.view.tone)
                font.pixelSize: Theme.key
                font.weight: Font.Bold
                lineHeight: 0.92
                Layout.fillWidth: true
            }

            Words {
                visible: text !== ""
                text: page.view.desk
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            Repeater {
                model: page.view.clocks

                Words {
                    required property string modelData

                    text: modelData
                    color: Theme.soft
                    Layout.fillWidth: true
                }
            }
        }

        Rectangle {
            visible: page.view.reply !== ""
            radius: Theme.radius
            color: Theme.raised
            border.width: Theme.stroke
            border.color: Theme.line
            implicitHeight: text.implicitHeight + Theme.gap * 2
            Layout.row: page.wide ? 0 : 1
            Layout.column: page.wide ? 1 : 0
            Layout.rowSpan: page.wide ? 2 : 1
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(90 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            Words {
                id: text

                objectName: "reply"
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                anchors.margins: Theme.gap
                text: page.view.reply
                font.pixelSize: Math.round(Theme.body * 1.15)
            }
        }

        ColumnLayout {
            spacing: Theme.gap
            Layout.row: page.wide ? 1 : 2
            Layout.column: 0
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(70 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            Words {
                visible: text !== ""
                text: page.view.rateLabel
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            Stars {
                visible: page.view.rateLabel !== ""
                given: page.view.stars
                labels: page.view.starLabels
                onTouched: stars => page.view.rate(stars)
            }

            BigButton {
                objectName: "finish"
                strong: true
                sign: "tick"
                text: page.view.finishLabel
                Layout.fillWidth: true
                onClicked: page.view.finish()
            }
        }
    }
}
