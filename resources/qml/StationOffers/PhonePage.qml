pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// A code for phones, as large as a hand, and what to do with it.
Item {
    id: page

    required property PhoneView view
    required property bool portrait

    implicitHeight: whole.implicitHeight
    Accessible.role: Accessible.Pane
    Accessible.name: view.title

    GridLayout {
        id: whole

        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.margin * 2
        rowSpacing: Theme.margin

        ColumnLayout {
            spacing: Theme.margin
            Layout.fillWidth: true
            Layout.alignment: page.portrait ? Qt.AlignTop : Qt.AlignVCenter

            PageHead {
                title: page.view.title
                lead: page.view.lead
                Layout.fillWidth: true
            }

            Words {
                text: page.view.first
                color: Theme.soft
                Layout.fillWidth: true
            }
        }

        // White round the code whatever the palette: cameras need it.
        Rectangle {
            visible: page.view.code !== ""
            radius: Theme.radius
            color: "#FFFFFF"
            Layout.preferredWidth: Math.round(76 * Theme.unit)
            Layout.preferredHeight: Layout.preferredWidth
            Layout.alignment: Qt.AlignCenter

            Image {
                id: code

                objectName: "door code"
                anchors.fill: parent
                anchors.margins: Theme.gap
                source: page.view.code === "" ? "" : "image://offers/qr/" + encodeURIComponent(page.view.code)
                sourceSize: Qt.size(width, width)
                smooth: false
                fillMode: Image.PreserveAspectFit
                Accessible.role: Accessible.Graphic
                Accessible.name: page.view.codeLabel
            }
        }

        Item {
            visible: page.portrait
            Layout.fillHeight: true
        }
    }
}
