pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// What became of it: a sign, a key line, what to do next, a ticket to take along.
Item {
    id: page

    required property AnswerView view
    required property bool portrait

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.headline

    // What is longer than the sheet is painted on a ground of its own: a code without one turns its layer black.
    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }

    GridLayout {
        id: grid

        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.gap

        Item {
            visible: page.portrait
            Layout.fillHeight: true
        }

        Symbol {
            visible: page.view.code === ""
            Layout.preferredWidth: Math.round(50 * Theme.unit)
            Layout.preferredHeight: Layout.preferredWidth
            Layout.alignment: Qt.AlignCenter
            kind: page.view.sign
            ink: Theme.toneSign(page.view.tone)
            disk: Theme.toneInk(page.view.tone)
        }

        Image {
            objectName: "ticket code"
            visible: page.view.code !== ""
            source: page.view.code === "" ? "" : "image://offers/qr/" + encodeURIComponent(page.view.code)
            sourceSize: Qt.size(Layout.preferredWidth, Layout.preferredWidth)
            smooth: false
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: page.view.ticketLabel
            Layout.preferredWidth: Math.round(50 * Theme.unit)
            Layout.preferredHeight: Layout.preferredWidth
            Layout.alignment: Qt.AlignCenter
        }

        ColumnLayout {
            spacing: Math.round(Theme.gap * 0.6)
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.alignment: Qt.AlignVCenter

            Words {
                text: page.view.headline
                color: Theme.toneInk(page.view.tone)
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.key
                font.weight: Font.Bold
                lineHeight: 0.92
                Layout.fillWidth: true
            }

            Words {
                visible: text !== ""
                text: page.view.advice
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            Repeater {
                model: page.view.lines

                Words {
                    required property string modelData

                    text: modelData
                    font.pixelSize: Theme.lead
                    Layout.fillWidth: true
                }
            }

            Words {
                visible: text !== ""
                text: page.view.countdown
                color: Theme.soft
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            Words {
                visible: text !== ""
                text: page.view.ticketLabel
                color: Theme.soft
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                Layout.fillWidth: true
            }

            Words {
                objectName: "ticket"
                visible: text !== ""
                text: page.view.ticket
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.key
                font.weight: Font.Bold
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.body
                wrapMode: Text.NoWrap
                Layout.fillWidth: true
            }

            BigButton {
                objectName: "finish"
                visible: text !== ""
                strong: true
                sign: "tick"
                text: page.view.finishLabel
                Layout.fillWidth: true
                Layout.topMargin: Theme.gap
                onClicked: page.view.finish()
            }
        }

        Item {
            visible: page.portrait
            Layout.fillHeight: true
        }
    }
}
