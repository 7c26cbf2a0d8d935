pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A button for wet gloves: large, with a sign and a word, and a ring where the keyboard stands. Where it is narrow the
// word goes under its sign, and the button grows rather than cut it.
T.Button {
    id: button

    property string sign: ""
    property bool strong: false
    // On a ground that is as strong as the button itself.
    property bool framed: false
    // One of several, and this is the one that stands.
    property bool chosen: false
    property real wordsSize: Math.round(Theme.body * 1.15)

    readonly property color ink: strong ? Theme.accentInk : chosen ? Theme.heroInk : Theme.ink
    readonly property real symbolSide: Math.round(Theme.bodyMm * 1.54 * Theme.keyText * Theme.unit)
    readonly property real spare: Theme.gap
    // The least width at which no word has to break.
    readonly property real leastWidth: label.implicitWidth + spare
    readonly property real rowWidth: leastWidth + (sign === "" ? 0 : symbolSide + grid.columnSpacing)
    readonly property bool stacked: sign !== "" && width > 0 && width < rowWidth

    implicitWidth: Math.max(rowWidth, Math.round(Theme.button * 1.4))
    implicitHeight: Math.max(Theme.button, grid.implicitHeight + Math.round(spare * (stacked ? 0.4 : 1)))
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Grid {
            id: grid

            anchors.centerIn: parent
            columns: button.stacked ? 1 : 2
            columnSpacing: Math.round(Theme.gap * 0.7)
            rowSpacing: 0
            horizontalItemAlignment: Grid.AlignHCenter
            verticalItemAlignment: Grid.AlignVCenter

            Symbol {
                visible: button.sign !== ""
                width: button.symbolSide
                height: width
                bare: true
                weight: 9
                kind: button.sign
                ink: button.ink
            }

            Words {
                id: label

                width: Math.min(implicitWidth, button.width - button.spare)
                text: button.text
                color: button.ink
                horizontalAlignment: Text.AlignHCenter
                font.pixelSize: button.wordsSize
                font.weight: Font.Bold
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: button.strong ? Theme.accent : button.chosen ? Theme.hero : Theme.raised
        opacity: button.down ? 0.7 : 1
        border.width: button.strong && !button.framed ? 0 : Theme.stroke
        border.color: button.framed || button.chosen ? button.ink : Theme.line

        Rectangle {
            anchors.fill: parent
            anchors.margins: -Math.round(Theme.gap * 0.45)
            visible: button.visualFocus
            radius: parent.radius * 1.25
            color: "transparent"
            border.color: button.framed ? button.ink : Theme.ink
            border.width: Theme.stroke * 1.6
        }
    }
}
