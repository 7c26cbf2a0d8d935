pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import StationKiosk
import StationOfferViews

// Ten digits, correct and clear, each as large as a button for wet gloves. Digits stand as on every telephone,
// whichever way lines are read.
GridLayout {
    id: pad

    required property Keypad keys
    required property string correct
    required property string clear

    columns: 3
    columnSpacing: Theme.gap
    rowSpacing: Math.round(Theme.gap * 0.7)
    uniformCellWidths: true
    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "correct"]

        BigButton {
            required property string modelData

            readonly property bool digit: modelData.length === 1

            objectName: "key " + modelData
            text: digit ? modelData : modelData === "clear" ? pad.clear : pad.correct
            sign: modelData === "correct" ? "back" : modelData === "clear" ? "cross" : ""
            wordsSize: digit ? Math.round(Theme.keyMm * 0.8 * Theme.unit) : Theme.body
            opacity: digit || !pad.keys.empty ? 1 : 0.35
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumWidth: Theme.button
            Layout.minimumHeight: Theme.button
            Layout.preferredWidth: Math.round(Theme.button * 1.3)
            Layout.preferredHeight: Theme.button
            Layout.maximumHeight: Math.round(Theme.button * 1.35)
            onClicked: digit ? pad.keys.press(modelData) : modelData === "clear" ? pad.keys.clear() : pad.keys.correct()
        }
    }
}
