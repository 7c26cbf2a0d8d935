pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick

// Colours, sizes and motion. A lamp in a window: warm paper by day, a dimmed room by night.
QtObject {
    id: theme

    property bool night: false
    property bool moving: true
    property real unit: 4          // pixels for a millimetre of the design
    property real bodyMm: 5
    property real keyMm: 11
    property real buttonMm: 21

    // Sizes, in pixels
    // Rounded up where a size is promised.
    readonly property int body: Math.ceil(bodyMm * unit)
    readonly property int lead: Math.round(bodyMm * 1.4 * unit)
    readonly property int told: Math.round(bodyMm * 1.2 * unit)
    readonly property int key: Math.ceil(keyMm * unit)
    // Eight Chinese characters fill a line upright, nine fill the narrower one beside the sign.
    readonly property int answer: Math.round(keyMm * 1.35 * unit)
    readonly property int answerWide: Math.round(keyMm * 1.2 * unit)
    readonly property int clock: Math.round(25 * unit)
    readonly property int small: Math.round(4 * unit)
    readonly property int button: Math.ceil(buttonMm * unit)
    readonly property int margin: Math.round(6 * unit)
    readonly property int gap: Math.round(3.5 * unit)
    readonly property int radius: Math.round(4.5 * unit)
    readonly property int stroke: Math.max(2, Math.round(0.6 * unit))

    // Grounds and what is written on them
    readonly property color paper: night ? "#10181B" : "#FAF3E6"
    readonly property color raised: night ? "#1B272B" : "#FFFDF8"
    readonly property color ink: night ? "#F3E7D0" : "#1C2A2D"
    readonly property color soft: night ? "#BDB6A6" : "#4B5758"
    readonly property color line: night ? "#6F7C7E" : "#8A8172"

    readonly property color hero: night ? "#0A2328" : "#12414A"
    readonly property color heroInk: night ? "#F6DFB2" : "#FFF4DF"
    readonly property color heroSoft: night ? "#A9BFBD" : "#CFE1DC"
    readonly property color heroFar: night ? "#0F2E34" : "#1B5560"
    readonly property color lamp: night ? "#E6A445" : "#FFC861"
    readonly property color unlit: night ? "#1A3B41" : "#2C6470"
    readonly property color roof: night ? "#B5653A" : "#D9753F"

    readonly property color accent: night ? "#F0A767" : "#A8420D"
    readonly property color accentInk: night ? "#23150A" : "#FFFFFF"

    readonly property color good: night ? "#93DAA8" : "#0F5734"
    readonly property color goodPaper: night ? "#0F271B" : "#E2F1E3"
    readonly property color goodSign: night ? "#0F271B" : "#FFFFFF"

    readonly property color calm: night ? "#F3CC80" : "#643B03"
    readonly property color calmPaper: night ? "#2A2011" : "#FBEACB"
    readonly property color calmSign: night ? "#2A2011" : "#FFFFFF"

    readonly property color wait: night ? "#A9D5D8" : "#12414A"
    readonly property color waitPaper: night ? "#11262A" : "#E3EFEE"
    readonly property color waitSign: night ? "#11262A" : "#FFFFFF"

    readonly property color bad: night ? "#FFB4A6" : "#8F1D14"
    readonly property color badPaper: night ? "#36170F" : "#FBE4DD"
    readonly property color badSign: night ? "#36170F" : "#FFFFFF"

    // Loud, by day and by night: somebody must look up.
    readonly property color alarm: "#FFFFFF"
    readonly property color alarmPaper: "#9C1C12"
    readonly property color alarmSign: "#9C1C12"

    readonly property color away: night ? "#A8A294" : "#5C584F"
    readonly property color awayPaper: night ? "#171D1F" : "#EDE6D8"

    // Motion: short, once, and only where it says something
    readonly property int quick: 180
    readonly property int gesture: 900
    readonly property int blink: 600
    readonly property int rest: 14000

    function toneInk(tone: string): color {
        return tone === "alarm" ? alarm : tone === "good" ? good : tone === "calm" ? calm : wait;
    }

    function tonePaper(tone: string): color {
        return tone === "alarm" ? alarmPaper : tone === "good" ? goodPaper : tone === "calm" ? calmPaper : waitPaper;
    }

    function toneSign(tone: string): color {
        return tone === "alarm" ? alarmSign : tone === "good" ? goodSign : tone === "calm" ? calmSign : waitSign;
    }
}
