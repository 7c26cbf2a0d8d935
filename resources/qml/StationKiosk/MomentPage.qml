import QtQuick
import QtQuick.Layouts
import StationViews

// One thing is happening to one person: a sign, a sentence, and what to do next.
Item {
    id: page

    required property bool portrait
    required property ClockView clock
    required property StationView station
    required property MomentView moment

    readonly property color ink: Theme.toneInk(moment.tone)

    Accessible.role: Accessible.Pane
    Accessible.name: moment.headline

    RowLayout {
        id: top

        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        spacing: Theme.gap

        Words {
            text: page.station.name
            color: page.ink
            maximumLineCount: 2
            Layout.fillWidth: true
        }

        Words {
            text: page.clock.time
            color: page.ink
            wrapMode: Text.NoWrap
            font.weight: Font.Bold
            Layout.alignment: Qt.AlignTop
        }
    }

    GridLayout {
        anchors.top: top.bottom
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.margin * 1.5

        Symbol {
            id: disk

            Layout.preferredWidth: Math.round(66 * Theme.unit)
            Layout.preferredHeight: Layout.preferredWidth
            Layout.alignment: Qt.AlignCenter
            Layout.topMargin: page.portrait ? Math.round((page.height - page.width) * 0.12) : 0
            kind: page.moment.symbol
            ink: Theme.toneSign(page.moment.tone)
            disk: page.ink
        }

        ColumnLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.alignment: page.portrait ? Qt.AlignTop : Qt.AlignVCenter

            Words {
                visible: text !== ""
                text: page.moment.label
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            Words {
                text: page.moment.headline
                color: page.ink
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                font.pixelSize: Theme.answer
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.key
                lineHeight: 0.92
                font.weight: Font.Bold
                Layout.fillWidth: true
            }

            Rectangle {
                color: Theme.raised
                radius: Theme.radius
                implicitHeight: next.implicitHeight + Theme.gap * 2
                Layout.fillWidth: true
                Layout.topMargin: Theme.gap

                Symbol {
                    anchors.left: parent.left
                    anchors.leftMargin: Theme.gap
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.lead
                    height: width
                    bare: true
                    kind: "next"
                    ink: page.ink
                }

                Words {
                    id: next

                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    anchors.leftMargin: Theme.gap * 2 + Theme.lead
                    anchors.rightMargin: Theme.gap
                    text: page.moment.advice
                    font.pixelSize: Theme.lead
                }
            }

            Item {
                visible: page.portrait
                Layout.fillHeight: true
            }
        }
    }

    // The answer arrives with one short swell, so that it is noticed without being read.
    NumberAnimation {
        id: swell

        target: disk
        property: "scale"
        from: 0.86
        to: 1
        duration: Theme.quick
        easing.type: Easing.OutBack
    }

    Connections {
        target: page.moment

        function onChanged() {
            page.notice();
        }
    }

    Component.onCompleted: notice()

    function notice() {
        if (Theme.moving)
            swell.restart();
    }
}
