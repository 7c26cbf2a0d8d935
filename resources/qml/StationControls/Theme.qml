pragma Singleton

import QtQuick

// A window on a desk: the kiosk's day colours, sizes in pixels.
QtObject {
    readonly property color paper: "#FAF3E6"
    readonly property color raised: "#FFFDF8"
    readonly property color ink: "#1C2A2D"
    readonly property color soft: "#4B5758"
    readonly property color line: "#8A8172"
    readonly property color faint: "#DDD3C0"

    readonly property color head: "#12414A"
    readonly property color headInk: "#FFF4DF"
    readonly property color headSoft: "#CFE1DC"

    readonly property color held: "#FFE3A6"
    readonly property color accent: "#A8420D"
    readonly property color accentInk: "#FFFFFF"
    readonly property color good: "#0F5734"
    readonly property color goodPaper: "#E2F1E3"
    readonly property color bad: "#8F1D14"
    readonly property color badPaper: "#FBE4DD"
    readonly property color lampOn: "#3FBF6F"
    readonly property color lampOff: "#5C584F"

    readonly property int margin: 14
    readonly property int gap: 8
    readonly property int radius: 10
    readonly property int key: 48
    readonly property int text: 15
    readonly property int small: 12
}
