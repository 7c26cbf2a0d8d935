pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// The code by which a notice is taken along, as large as a hand; upright it stands first, whole in any size of words.
Item {
    id: page

    required property BulletinCodeView view
    required property bool portrait

    implicitHeight: whole.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.heading

    GridLayout {
        id: whole

        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.margin

        ColumnLayout {
            spacing: Theme.margin
            Layout.row: page.portrait ? 1 : 0
            Layout.column: 0
            Layout.fillWidth: true
            Layout.alignment: page.portrait ? Qt.AlignTop : Qt.AlignVCenter

            PageHead {
                title: page.view.heading
                lead: page.view.lead
                Layout.fillWidth: true
            }
        }

        // Its white edge is part of the code: cameras need it whatever the palette.
        Image {
            objectName: "notice code"
            visible: page.view.code !== ""
            source: page.view.code === "" ? "" : "image://offers/qr/" + encodeURIComponent(page.view.code)
            sourceSize: Qt.size(Layout.preferredWidth, Layout.preferredWidth)
            smooth: false
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: page.view.codeLabel
            Layout.preferredWidth: Math.round(Math.min(76 * Theme.unit, page.width))
            Layout.preferredHeight: Layout.preferredWidth
            Layout.row: 0
            Layout.column: page.portrait ? 0 : 1
            Layout.alignment: Qt.AlignCenter
        }

        Item {
            visible: page.portrait
            Layout.row: 2
            Layout.column: 0
            Layout.fillHeight: true
        }
    }
}
