pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationViews

// How the page is shown: language, size of the words, contrast, and how low it is touched. One touch each, seen at once.
Item {
    id: page

    required property bool portrait
    required property DisplayView display

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: display.title

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.gap

        KeyWords {
            visible: page.portrait && Theme.text === 1
            text: page.display.title
            most: grid.width
            Layout.fillWidth: true
        }

        Repeater {
            model: page.display.groups

            ColumnLayout {
                id: group

                required property var modelData

                spacing: Math.round(Theme.gap * 0.4)
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.alignment: Qt.AlignTop

                Words {
                    text: group.modelData.title
                    font.pixelSize: Theme.body
                    font.weight: Font.Bold
                    Layout.fillWidth: true
                }

                // Side by side, unless a word would have to break.
                GridLayout {
                    id: row

                    readonly property list<Item> keys: children.filter(key => key instanceof BigButton)
                    readonly property real widest: Math.max(0, ...keys.map(key => (key as BigButton).leastWidth))
                    readonly property int most: Math.max(1, Math.floor((width + Theme.gap) / (widest + Theme.gap)))

                    columns: keys.length <= most ? Math.max(1, keys.length) : Math.min(most, 2)
                    columnSpacing: Theme.gap
                    rowSpacing: Math.round(Theme.gap * 0.6)
                    Layout.fillWidth: true

                    Repeater {
                        model: group.modelData.choices

                        BigButton {
                            id: key

                            required property var modelData

                            objectName: modelData.name
                            text: modelData.label
                            sign: modelData.chosen ? "tick" : ""
                            chosen: modelData.chosen
                            // A size is shown in that size, whatever the page is in now.
                            wordsSize: modelData.size > 0 ? Math.round(Theme.bodyMm * 1.15 * modelData.size * Theme.unit) : Math.round(Theme.body * 1.15)
                            checkable: false
                            Accessible.role: Accessible.RadioButton
                            Accessible.checkable: true
                            Accessible.checked: chosen
                            Layout.fillWidth: true
                            Layout.fillHeight: true
                            Layout.preferredWidth: 1
                            onClicked: page.display.choose(modelData.name)
                        }
                    }
                }
            }
        }
    }
}
