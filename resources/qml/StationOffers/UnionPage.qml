pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// One large code to scan with one's own phone, where it leads, and what to know before; a key for whoever has none.
Item {
    id: page

    required property UnionView view
    required property bool portrait

    implicitHeight: whole.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    // What is longer than the sheet is painted on a ground of its own: a code without one turns its layer black.
    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }

    GridLayout {
        id: whole

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        // Lying screens are low: the code stands beside everything else.
        columns: page.portrait || page.view.code === "" ? 1 : 2
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.margin

        PageHead {
            title: page.view.title
            lead: page.view.lead
            Layout.row: 0
            Layout.column: whole.columns - 1
            Layout.fillWidth: true
        }

        ColumnLayout {
            visible: page.view.code !== ""
            spacing: Theme.gap
            Layout.row: page.portrait ? 1 : 0
            Layout.column: 0
            Layout.rowSpan: page.portrait ? 1 : 2
            Layout.alignment: Qt.AlignHCenter | Qt.AlignTop
            Layout.preferredWidth: page.portrait ? page.width : Math.round(page.width * 0.34)
            Layout.maximumWidth: Layout.preferredWidth

            // White round the code whatever the palette: cameras need it.
            Rectangle {
                radius: Theme.radius
                color: "#FFFFFF"
                Layout.preferredWidth: Math.round(Math.min((page.portrait ? 56 : 48) * Theme.unit, page.width * 0.5))
                Layout.preferredHeight: Layout.preferredWidth
                Layout.alignment: Qt.AlignHCenter

                Image {
                    objectName: "form code"
                    anchors.fill: parent
                    source: page.view.code === "" ? "" : "image://offers/qr/" + encodeURIComponent(page.view.code)
                    sourceSize: Qt.size(width, width)
                    smooth: false
                    fillMode: Image.PreserveAspectFit
                    Accessible.role: Accessible.Graphic
                    Accessible.name: page.view.codeLabel
                }
            }

            // Nobody scans what they cannot read.
            Words {
                objectName: "form host"
                text: page.view.host
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
        }

        ColumnLayout {
            spacing: Theme.margin
            Layout.row: whole.columns === 1 ? 2 : 1
            Layout.column: whole.columns - 1
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignTop

            Words {
                text: page.view.about
                font.pixelSize: Theme.lead
                horizontalAlignment: page.portrait ? Text.AlignHCenter : Text.AlignLeft
                Layout.fillWidth: true
            }

            BigButton {
                objectName: "call back"
                visible: text !== ""
                text: page.view.callLabel
                Layout.fillWidth: true
                Layout.minimumHeight: Theme.button
                onClicked: page.view.call()
            }
        }
    }
}
