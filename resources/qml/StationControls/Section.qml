pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk as Kiosk

// One kind of thing to play with, under its name.
ColumnLayout {
    id: section

    required property string code
    required property string sign
    property string hint: ""
    property list<string> places: []
    property string chosen: ""

    signal choose(string place)

    spacing: 5

    RowLayout {
        spacing: 7

        Kiosk.Symbol {
            Layout.preferredWidth: 20
            Layout.preferredHeight: 20
            bare: true
            weight: 9
            kind: section.sign
            ink: Theme.accent
        }

        Text {
            text: (Words.zh[section.code] ?? "") + "  " + (Words.en[section.code] ?? "")
            color: Theme.ink
            font.pixelSize: Theme.text
            font.weight: Font.Bold
            textFormat: Text.PlainText
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Text {
            Layout.fillWidth: true
            text: section.hint === "" ? "" : Words.zh[section.hint] + " " + Words.en[section.hint]
            color: Theme.soft
            font.pixelSize: Theme.small
            horizontalAlignment: Text.AlignRight
            elide: Text.ElideRight
            textFormat: Text.PlainText
        }

        Repeater {
            model: section.places.length > 1 ? section.places : []

            Choice {
                required property string modelData

                place: modelData
                chosen: modelData === section.chosen
                onClicked: section.choose(modelData)
            }
        }
    }
}
