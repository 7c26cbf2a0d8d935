pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// Where am I, what time is it, and is there room: read from afar, never touched.
Rectangle {
    id: hero

    required property bool portrait
    // Beside three ways in there is less room for the picture.
    property bool narrow: false
    // Nor under large words: then the name, the state and the time, in as little height as they take.
    property bool brief: false
    // Nor for the name: whoever stands here knows where this is.
    property bool nameless: false
    // How much larger the picture and the time are where there is room for more than was designed.
    property real grow: 1
    required property ClockView clock
    required property StationView station

    // Somebody has held a finger on the station's name: nothing is shown of it.
    signal held

    implicitHeight: column.implicitHeight + (portrait || brief ? Theme.gap * 3 : Theme.gap * 2 + house.height)
    radius: Theme.radius * 1.4
    color: Theme.hero

    // Where the name stands.
    Item {
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        height: Math.round(Theme.lead * 1.7 + Theme.gap * 1.5)

        TapHandler {
            objectName: "silent"
            longPressThreshold: 3
            onLongPressed: hero.held()
        }
    }

    House {
        id: house

        objectName: "art"
        visible: !hero.brief
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.rightMargin: Theme.margin
        width: Math.round(height * 120 / 84)
        height: Math.round((hero.portrait ? 30 : elsewhere.visible ? 14 : hero.narrow ? 16 : 26) * hero.grow * Theme.unit)
        lit: hero.station.open
    }

    ColumnLayout {
        id: column

        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: hero.portrait || hero.brief ? parent.bottom : house.top
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: Math.round(Theme.gap * 1.5)
        anchors.bottomMargin: Math.round(Theme.gap * (hero.portrait ? 1.5 : 0.5))
        spacing: Math.round(Theme.gap * 0.6)

        RowLayout {
            visible: !hero.brief
            spacing: Theme.gap
            Layout.fillWidth: true

            Words {
                text: hero.station.name
                color: Theme.heroInk
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.small
                verticalAlignment: Text.AlignVCenter
                Layout.fillWidth: true
                Layout.preferredHeight: Math.round(Theme.lead * 1.7)
            }

            // For staff: small, and told to a screen reader in words.
            Symbol {
                visible: hero.station.degraded !== ""
                bare: true
                weight: 8
                kind: "tools"
                ink: Theme.heroSoft
                Layout.preferredWidth: Math.round(Theme.body * 1.2)
                Layout.preferredHeight: Math.round(Theme.body * 1.2)
                Accessible.role: Accessible.StaticText
                Accessible.name: hero.station.degraded
            }
        }

        Flow {
            id: flow

            spacing: Theme.gap
            Layout.fillWidth: true

            Words {
                visible: hero.brief && !hero.nameless
                width: Math.min(implicitWidth, flow.width)
                text: hero.station.name
                color: Theme.heroInk
                font.pixelSize: Math.round(Theme.body * 1.1)
                font.weight: Font.Bold
            }

            Words {
                visible: hero.brief
                text: hero.clock.time
                color: Theme.heroInk
                wrapMode: Text.NoWrap
                font.pixelSize: Math.round(Theme.body * 1.25)
                font.weight: Font.Bold
            }

            Pill {
                words: hero.station.state
                sign: hero.station.full ? "people" : hero.station.open ? "open" : "shut"
                ink: Theme.heroInk
            }

            Pill {
                visible: !hero.brief
                words: hero.station.count
                ink: Theme.heroSoft
                framed: false
                sign: "people"
            }
        }

        // The greeting is for where there is room for it; where else to go is given room.
        Item {
            id: room

            visible: !hero.brief || elsewhere.text !== ""
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.minimumHeight: elsewhere.visible ? elsewhere.implicitHeight : 0

            Words {
                id: elsewhere

                objectName: "neighbour"
                anchors.verticalCenter: parent.verticalCenter
                visible: text !== ""
                text: hero.station.place
                color: Theme.lamp
                font.pixelSize: Theme.told
                font.weight: Font.Bold
                width: parent.width
            }

            Words {
                anchors.verticalCenter: parent.verticalCenter
                visible: room.height > implicitHeight * 1.3 && !elsewhere.visible
                text: hero.station.greeting
                color: Theme.lamp
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
                width: parent.width
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
            }
        }

        Words {
            visible: !elsewhere.visible && !hero.brief
            text: hero.clock.date
            color: Theme.heroSoft
            font.pixelSize: Math.round(Theme.body * 1.2)
            Layout.fillWidth: true
        }

        // Figures fill only the middle of the typeface's tall line: the rest of it is not given room.
        Item {
            visible: !hero.brief
            Layout.preferredWidth: time.implicitWidth
            Layout.preferredHeight: Math.round(Theme.clock * hero.grow * 0.95)

            Words {
                id: time

                anchors.verticalCenter: parent.verticalCenter
                text: hero.clock.time
                color: Theme.heroInk
                wrapMode: Text.NoWrap
                font.pixelSize: Math.round(Theme.clock * hero.grow)
                font.weight: Font.Bold
            }
        }
    }
}
