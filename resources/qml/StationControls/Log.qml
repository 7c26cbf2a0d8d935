pragma ComponentBehavior: Bound

import QtQuick
import StationControlViews

// What happened, the newest on top.
Rectangle {
    id: panel

    required property ControlLog log

    color: Theme.raised
    border.width: 1
    border.color: Theme.line
    radius: Theme.radius
    clip: true

    Text {
        anchors.fill: parent
        anchors.margins: 10
        visible: panel.log.entries.length === 0
        text: Words.zh["log.empty"] + "\n" + Words.en["log.empty"]
        color: Theme.soft
        font.pixelSize: Theme.small + 1
        wrapMode: Text.Wrap
        textFormat: Text.PlainText
    }

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 5

        Repeater {
            model: panel.log.entries

            Rectangle {
                id: row

                required property var modelData
                required property int index

                readonly property bool bad: modelData.tone === "bad"
                readonly property bool plain: modelData.tone === "done"

                objectName: "entry"
                width: parent.width
                height: 21
                visible: index === 0 || (index + 1) * height + 8 <= panel.height  // whole lines only
                radius: 5
                color: bad ? Theme.badPaper : modelData.tone === "done" ? "transparent" : Theme.goodPaper

                Text {
                    id: number

                    x: 4
                    width: 26
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.modelData.number
                    color: Theme.soft
                    font.pixelSize: 11
                    textFormat: Text.PlainText
                }

                Text {
                    id: said

                    anchors.left: number.right
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.modelData.zh + " " + row.modelData.en
                    color: row.bad ? Theme.bad : row.plain ? Theme.soft : Theme.good
                    font.pixelSize: 13
                    font.weight: row.plain ? Font.Normal : Font.Bold
                    textFormat: Text.PlainText
                }

                Text {
                    anchors.left: said.right
                    anchors.right: parent.right
                    anchors.leftMargin: 8
                    anchors.rightMargin: 4
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.modelData.detail
                    color: Theme.soft
                    font.pixelSize: Theme.small
                    elide: Text.ElideRight
                    textFormat: Text.PlainText
                }
            }
        }
    }
}
