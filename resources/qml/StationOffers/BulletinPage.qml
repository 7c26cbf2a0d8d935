pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// One notice in full, in the size that was chosen; a key for taking it along and one for hearing it.
Item {
    id: page

    required property BulletinView view
    required property bool portrait

    readonly property bool wide: !portrait && width > 150 * Theme.unit

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.heading

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        columns: page.wide ? 2 : 1
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.margin

        ColumnLayout {
            spacing: Theme.gap
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(62 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            Words {
                objectName: "heading"
                text: page.view.heading
                color: page.view.urgent ? Theme.bad : Theme.ink
                font.pixelSize: Theme.key
                font.weight: Font.Bold
                lineHeight: 0.95
                Layout.fillWidth: true
            }

            Words {
                objectName: "stands until"
                text: page.view.lead
                color: Theme.soft
                font.pixelSize: Theme.lead
                Layout.fillWidth: true
            }

            GridLayout {
                columns: page.wide ? 1 : 2
                columnSpacing: Theme.gap
                rowSpacing: Theme.gap
                uniformCellWidths: true
                Layout.fillWidth: true

                BigButton {
                    objectName: "take along"
                    visible: text !== ""
                    text: page.view.takeLabel
                    Layout.fillWidth: true
                    Layout.minimumHeight: Theme.button
                    onClicked: page.view.take()
                }

                BigButton {
                    objectName: "read aloud"
                    visible: text !== ""
                    text: page.view.readLabel
                    Layout.fillWidth: true
                    Layout.minimumHeight: Theme.button
                    onClicked: page.view.read()
                }
            }
        }

        ColumnLayout {
            visible: page.view.words !== ""
            spacing: Theme.margin
            Layout.fillWidth: true
            Layout.preferredWidth: Math.round(100 * Theme.unit)
            Layout.alignment: Qt.AlignTop

            Words {
                objectName: "notice text"
                text: page.view.words
                font.pixelSize: Math.round(Theme.body * 1.15)
                Layout.fillWidth: true
            }

            Words {
                visible: text !== ""
                text: page.view.link
                color: Theme.soft
                wrapMode: Text.WrapAnywhere
                Layout.fillWidth: true
            }
        }
    }
}
