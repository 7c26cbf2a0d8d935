pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationServiceViews

// The readiness report: its code for the hub, and its text for people.
Item {
    id: page

    required property bool portrait
    required property ReportView report

    GridLayout {
        anchors.fill: parent
        columns: page.portrait ? 1 : 2
        columnSpacing: Theme.gap * 2
        rowSpacing: Theme.gap

        ColumnLayout {
            spacing: Math.round(Theme.gap * 0.6)
            Layout.fillWidth: true
            Layout.preferredWidth: 3
            Layout.alignment: Qt.AlignTop

            // In whole pixels, as the picture was made: a module that is smeared is a module that is not read.
            Image {
                id: code

                objectName: "qr"
                visible: page.report.qr !== ""
                fillMode: Image.Pad
                smooth: false
                cache: false
                source: visible && width > 0 ? "image://service/qr/" + page.report.revision : ""
                sourceSize: Qt.size(Math.floor(Math.min(width, height)), Math.floor(Math.min(width, height)))
                Layout.fillWidth: true
                Layout.preferredHeight: Math.min(width, page.height * (page.portrait ? 0.66 : 1) - hint.implicitHeight - Theme.gap)
            }

            Words {
                id: hint

                text: page.report.hint
                horizontalAlignment: code.visible ? Text.AlignHCenter : Text.AlignLeft
                Layout.fillWidth: true
            }
        }

        Scroller {
            visible: page.report.text !== ""
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 2

            Fine {
                width: parent.width
                text: page.report.text
                color: Theme.ink
            }
        }
    }
}
