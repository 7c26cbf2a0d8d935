pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationControlViews

Window {
    id: root

    required property var zh
    required property var en
    required property CardTable cards
    required property CardTable tags
    required property CodeControl codes
    required property list<DoorControl> doors
    required property list<InputControl> inputs
    required property list<SensorControl> sensors
    required property FaultTable faults
    required property list<CableControl> cables
    required property ControlLog log

    width: 420
    height: 800
    minimumWidth: 400
    minimumHeight: 480
    title: root.zh["window.title"] + " " + root.en["window.title"]
    color: Theme.paper

    Binding { target: Words; property: "zh"; value: root.zh }
    Binding { target: Words; property: "en"; value: root.en }

    Rectangle {
        id: head

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        height: 50
        z: 1
        color: Theme.head

        Pair {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.leftMargin: Theme.margin
            anchors.rightMargin: Theme.margin
            code: "window.intro"
            ink: Theme.headInk
            soft: Theme.headSoft
        }
    }

    // A big station has more than fits: the things scroll, what happened stays in sight.
    Flickable {
        id: things

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: 10
        height: Math.min(contentHeight, root.height - head.height - 170)
        contentHeight: column.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: contentHeight > height

        ColumnLayout {
            id: column

            width: things.width
            spacing: 9

            Section {
                Layout.fillWidth: true
                visible: root.cards.cards.length > 0
                code: "cards.title"
                hint: root.cards.places.length > 1 ? "" : "cards.hint"
                sign: "card"
                places: root.cards.places
                chosen: root.cards.chosen
                onChoose: place => root.cards.choose(place)

                GridLayout {
                    Layout.fillWidth: true
                    columns: 2
                    columnSpacing: Theme.gap
                    rowSpacing: Theme.gap
                    uniformCellWidths: true

                    Repeater {
                        model: root.cards.cards

                        CardKey {
                            required property CardControl modelData
                            required property int index

                            objectName: "card " + index
                            Layout.fillWidth: true
                            card: modelData
                            onClicked: root.cards.toggle(index)
                        }
                    }
                }
            }

            Section {
                Layout.fillWidth: true
                visible: root.tags.cards.length > 0
                code: "tags.title"
                hint: root.tags.places.length > 1 ? "" : "tags.hint"
                sign: "tag"
                places: root.tags.places
                chosen: root.tags.chosen
                onChoose: place => root.tags.choose(place)

                GridLayout {
                    Layout.fillWidth: true
                    columns: 2
                    columnSpacing: Theme.gap
                    rowSpacing: Theme.gap
                    uniformCellWidths: true

                    Repeater {
                        model: root.tags.cards

                        CardKey {
                            required property CardControl modelData
                            required property int index

                            objectName: "tag " + index
                            Layout.fillWidth: true
                            card: modelData
                            onClicked: root.tags.toggle(index)
                        }
                    }
                }
            }

            Section {
                Layout.fillWidth: true
                visible: root.codes.places.length > 0
                code: "codes.title"
                sign: "code"
                places: root.codes.places
                chosen: root.codes.chosen
                onChoose: place => root.codes.choose(place)

                RowLayout {
                    Layout.fillWidth: true
                    spacing: Theme.gap
                    uniformCellSizes: true

                    Key {
                        objectName: "ask"
                        visible: root.codes.passes
                        Layout.fillWidth: true
                        code: "code.ask"
                        strong: !root.codes.ready
                        onClicked: root.codes.ask()
                    }

                    Key {
                        objectName: "ask staff"
                        visible: root.codes.staff
                        Layout.fillWidth: true
                        code: "code.staff"
                        onClicked: root.codes.askStaff()
                    }

                    Key {
                        objectName: "show"
                        visible: root.codes.passes || root.codes.staff
                        enabled: root.codes.ready
                        Layout.fillWidth: true
                        code: root.codes.shown ? "code.again" : "code.show"
                        strong: root.codes.ready && !root.codes.shown
                        onClicked: root.codes.show()
                    }

                    Key {
                        objectName: "other"
                        Layout.fillWidth: true
                        code: "code.other"
                        onClicked: root.codes.showOther()
                    }
                }
            }

            Section {
                Layout.fillWidth: true
                visible: root.doors.length > 0
                code: "doors.title"
                sign: "open"

                Repeater {
                    model: root.doors

                    Door {
                        required property DoorControl modelData

                        Layout.fillWidth: true
                        door: modelData
                        named: root.doors.length > 1
                    }
                }
            }

            Section {
                Layout.fillWidth: true
                visible: root.inputs.length > 0
                code: "inputs.title"
                hint: "inputs.hint"
                sign: "bell"

                Flow {
                    Layout.fillWidth: true
                    spacing: Theme.gap

                    Repeater {
                        model: root.inputs

                        Tick {
                            required property InputControl modelData

                            objectName: "input " + modelData.name
                            title: Words.zh["means." + modelData.means] ?? modelData.means
                            said: modelData.name + " · " + modelData.means
                            so: modelData.on
                            bad: modelData.alarming
                            onClicked: modelData.toggle()
                        }
                    }
                }
            }

            Section {
                Layout.fillWidth: true
                visible: root.sensors.length > 0
                code: "sensors.title"
                sign: "clock"

                Repeater {
                    model: root.sensors

                    Sensor {
                        required property SensorControl modelData

                        Layout.fillWidth: true
                        sensor: modelData
                    }
                }
            }

            Section {
                Layout.fillWidth: true
                visible: root.cables.length > 0
                code: "cables.title"
                hint: "cables.hint"
                sign: "tools"

                Flow {
                    Layout.fillWidth: true
                    spacing: Theme.gap

                    Repeater {
                        model: root.cables

                        Cable {
                            required property CableControl modelData

                            objectName: "cable " + modelData.device
                            cable: modelData
                        }
                    }
                }
            }

            Section {
                Layout.fillWidth: true
                visible: root.faults.places.length > 0
                code: "faults.title"
                hint: root.faults.count === 0 ? "faults.hint" : ""
                sign: "cross"

                Flow {
                    Layout.fillWidth: true
                    spacing: Theme.gap

                    Repeater {
                        model: root.faults.places

                        Choice {
                            required property string modelData

                            objectName: "faults " + modelData
                            place: modelData
                            chosen: modelData === root.faults.chosen
                            onClicked: root.faults.choose(modelData)
                        }
                    }
                }

                Flow {
                    Layout.fillWidth: true
                    visible: root.faults.chosen !== ""
                    spacing: Theme.gap

                    Repeater {
                        model: root.faults.faults

                        Tick {
                            required property var modelData

                            objectName: "fault " + modelData.name
                            title: modelData.zh === "" ? modelData.name : modelData.zh
                            said: modelData.zh === "" ? "" : modelData.name
                            so: modelData.on
                            bad: true
                            onClicked: root.faults.toggle(modelData.name)
                        }
                    }
                }

                Key {
                    objectName: "clear"
                    visible: root.faults.count > 0
                    Layout.fillWidth: true
                    code: "faults.clear"
                    onClicked: root.faults.clear()
                }
            }
        }
    }

    // There is more below: where the things are in what scrolls.
    Rectangle {
        objectName: "slider"
        z: 2
        visible: things.contentHeight > things.height + 1
        x: root.width - width - 3
        y: things.y + things.height * things.visibleArea.yPosition
        width: 6
        height: Math.max(24, things.height * things.visibleArea.heightRatio)
        radius: 3
        color: Theme.line
    }

    // The software painter draws a line drawing that is clipped away altogether: head and log cover what scrolls.
    Rectangle {
        anchors.fill: parent
        anchors.topMargin: things.y + things.height
        z: 1
        color: Theme.paper
    }

    Section {
        z: 1
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: things.bottom
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.topMargin: 9
        code: "log.title"
        sign: "clock"

        Log {
            Layout.fillWidth: true
            Layout.fillHeight: true
            log: root.log
        }
    }
}
