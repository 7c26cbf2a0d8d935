pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import StationKiosk

// One device: its state as shape, colour and word, its last proof of life, and at a touch its last frames.
T.Button {
    id: row

    required property string name
    required property string driver
    required property string standing
    required property string word
    required property string means
    required property string next
    required property string also
    required property string seen
    required property string counts
    required property string values
    required property var sent
    required property var heard
    required property string sentTitle
    required property string heardTitle
    required property bool unfolded

    implicitHeight: words.implicitHeight + Theme.gap * 1.2
        + (unfolded ? unfoldedPart.implicitHeight + Math.round(Theme.gap * 0.8) : 0)
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: name + " " + word
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Theme.radius
        color: Theme.raised
        border.width: row.visualFocus ? Theme.stroke * 2 : row.standing === "lost" ? Theme.stroke * 1.6 : Theme.stroke * 0.6
        border.color: row.visualFocus ? Theme.ink : row.standing === "lost" ? Theme.bad : Theme.line
        opacity: row.down ? 0.7 : 1
    }

    contentItem: Item {
        StateSign {
            id: sign

            x: Theme.gap
            y: Math.round(Theme.gap * 0.7)
            width: Math.round(8.5 * Theme.unit)
            height: width
            standing: row.standing
        }

        Column {
            id: words

            anchors.left: sign.right
            anchors.right: fold.left
            anchors.leftMargin: Theme.gap
            anchors.rightMargin: Theme.gap
            y: Math.round(Theme.gap * 0.6)
            spacing: Math.round(Theme.gap * 0.25)

            Flow {
                width: parent.width
                spacing: Theme.gap

                Words {
                    width: Math.min(implicitWidth, parent.width)
                    text: row.name
                    font.weight: Font.Bold
                }

                Words {
                    text: row.word
                    color: sign.ink
                    wrapMode: Text.NoWrap
                    font.weight: Font.Bold
                }
            }

            Fine {
                width: parent.width
                text: row.seen + "  ·  " + row.driver
            }

            RemedyBox {
                width: parent.width
                visible: row.next !== ""
                means: row.means
                next: row.next
                also: row.also
            }

            Fine {
                width: parent.width
                visible: text !== ""
                text: row.values
                color: Theme.ink
            }

            Fine {
                width: parent.width
                visible: text !== ""
                text: row.counts
            }
        }

        Loader {
            id: unfoldedPart

            x: Theme.gap
            y: words.y + words.height + Math.round(Theme.gap * 0.5)
            width: parent.width - Theme.gap * 2
            active: row.unfolded
            sourceComponent: frames
        }

        Sign {
            id: fold

            anchors.right: parent.right
            anchors.rightMargin: Theme.gap
            y: Math.round(Theme.gap * 0.8)
            width: Math.round(8 * Theme.unit)
            height: width
            kind: row.unfolded ? "up" : "down"
            ink: Theme.soft
        }
    }

    Component {
        id: frames

        Column {
            spacing: Theme.gap

            FrameTable {
                width: parent.width
                title: row.heardTitle
                frames: row.heard
            }

            FrameTable {
                width: parent.width
                title: row.sentTitle
                frames: row.sent
            }
        }
    }
}
