pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// One large code to scan with one's own phone, and what to know before; a key for whoever has none at hand.
Item {
    id: page

    required property UnionView view
    required property bool portrait

    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    PageHead {
        id: head

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        title: page.view.title
        lead: page.view.lead
    }

    GridLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.topMargin: Theme.margin
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.margin

        Image {
            objectName: "form code"
            visible: page.view.code !== ""
            source: page.view.code === "" ? "" : "image://offers/qr/" + encodeURIComponent(page.view.code)
            sourceSize: Qt.size(Layout.preferredWidth, Layout.preferredWidth)
            smooth: false
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: page.view.codeLabel
            Layout.preferredWidth: Math.round(Math.min(70 * Theme.unit, page.height - head.height - Theme.margin * 2))
            Layout.preferredHeight: Layout.preferredWidth
            Layout.alignment: Qt.AlignCenter
        }

        ColumnLayout {
            spacing: Theme.margin
            Layout.fillWidth: true

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
