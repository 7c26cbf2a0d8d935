pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// Tiles first; then a keypad, where digits are wanted.
Item {
    id: page

    required property KeypadView view
    required property bool portrait

    readonly property Keypad keypad: view.keypad as Keypad

    // On a wide page what is typed stands beside the keys, on a narrow one above them.
    readonly property bool wide: width > 150 * Theme.unit

    implicitHeight: view.typing ? grid.implicitHeight : head.implicitHeight + Theme.margin + board.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    PageHead {
        id: head

        visible: !page.view.typing
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        title: page.view.title
        lead: page.view.lead
    }

    Tiles {
        id: board

        visible: !page.view.typing
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.topMargin: Theme.margin
        tiles: page.view.tiles
        onChosen: code => page.view.choose(code)
    }

    GridLayout {
        id: grid

        visible: page.view.typing
        anchors.fill: parent
        columns: 2
        columnSpacing: page.wide ? Theme.margin * 2 : Theme.gap
        rowSpacing: Theme.gap

        ColumnLayout {
            spacing: Theme.gap
            Layout.row: 0
            Layout.column: 0
            Layout.columnSpan: page.wide ? 1 : 2
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            Words {
                text: page.view.lead
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
                Layout.fillWidth: true
            }

            Rectangle {
                radius: Theme.radius
                color: Theme.raised
                border.width: Theme.stroke
                border.color: Theme.line
                implicitHeight: Math.round(Theme.keyMm * 1.4 * Theme.unit)
                Layout.fillWidth: true

                Words {
                    objectName: "typed"
                    anchors.fill: parent
                    anchors.leftMargin: Theme.gap
                    anchors.rightMargin: Theme.gap
                    text: page.keypad.shown
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    font.pixelSize: Math.round(Theme.keyMm * 0.85 * Theme.unit)
                    font.weight: Font.Bold
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.small
                    wrapMode: Text.NoWrap
                }
            }
        }

        DigitPad {
            keys: page.keypad
            correct: page.view.correctLabel
            clear: page.view.clearLabel
            Layout.row: page.wide ? 0 : 1
            Layout.column: page.wide ? 1 : 0
            Layout.rowSpan: page.wide ? 2 : 1
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumWidth: Math.round(Theme.button * 6)
            Layout.preferredWidth: Math.round(80 * Theme.unit)
            Layout.alignment: Qt.AlignHCenter | Qt.AlignTop
        }

        GridLayout {
            columns: page.wide ? 2 : 1
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true
            Layout.row: 1
            Layout.column: page.wide ? 0 : 1
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(48 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            BigButton {
                objectName: "submit"
                strong: true
                sign: "tick"
                enabled: page.keypad.whole
                opacity: enabled ? 1 : 0.35
                text: page.view.submitLabel
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                onClicked: page.view.submit()
            }

            BigButton {
                objectName: "other"
                visible: text !== ""
                sign: "card"
                text: page.view.otherLabel
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                onClicked: page.view.touchOther()
            }
        }
    }
}
