pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick

// Colours, sizes and motion. A lamp in a window: warm paper by day, a dimmed room by night; each also in high contrast,
// for eyes that need it: black on white by day, white on black by night, and every word seven to one.
QtObject {
    id: theme

    property bool night: false
    property bool vivid: false
    property bool moving: true
    property real unit: 4          // pixels for a millimetre of the design
    property real bodyMm: 5
    property real keyMm: 11
    property real buttonMm: 21
    property real text: 1          // the text step: 1, 1.4 or 1.8

    // No word is smaller than the body of its step; what is large already grows half as much, key answers a quarter.
    readonly property real keyText: 1 + (text - 1) / 2
    readonly property real answerText: 1 + (text - 1) / 4

    // Sizes, in pixels
    // Rounded up where a size is promised.
    readonly property int body: Math.ceil(bodyMm * text * unit)
    readonly property int lead: Math.max(body, Math.round(bodyMm * 1.4 * keyText * unit))
    readonly property int told: Math.max(body, Math.round(bodyMm * 1.2 * keyText * unit))
    readonly property int key: Math.ceil(keyMm * keyText * unit)
    // Eight Chinese characters fill a line upright, nine fill the narrower one beside the sign.
    readonly property int answer: Math.round(keyMm * 1.35 * answerText * unit)
    readonly property int answerWide: Math.round(keyMm * 1.2 * answerText * unit)
    readonly property int clock: Math.round(25 * unit)
    readonly property int small: Math.round(4 * text * unit)
    readonly property int button: Math.ceil(buttonMm * unit)
    readonly property int margin: Math.round(6 * unit)
    readonly property int gap: Math.round(3.5 * unit)
    readonly property int radius: Math.round(4.5 * unit)
    readonly property int stroke: Math.max(2, Math.round(0.6 * unit))

    // Grounds and what is written on them
    readonly property color paper: tint("#FAF3E6", "#10181B", "#FFFFFF", "#000000")
    readonly property color raised: tint("#FFFDF8", "#1B272B", "#FFFFFF", "#000000")
    readonly property color ink: tint("#1C2A2D", "#F3E7D0", "#000000", "#FFFFFF")
    readonly property color soft: tint("#4B5758", "#BDB6A6", "#000000", "#FFFFFF")
    readonly property color line: tint("#8A8172", "#6F7C7E", "#000000", "#FFFFFF")

    readonly property color hero: tint("#12414A", "#0A2328", "#00272E", "#000000")
    readonly property color heroInk: tint("#FFF4DF", "#F6DFB2", "#FFFFFF", "#FFFFFF")
    readonly property color heroSoft: tint("#CFE1DC", "#A9BFBD", "#FFFFFF", "#FFFFFF")
    readonly property color heroFar: tint("#1B5560", "#0F2E34", "#124B56", "#14343A")
    readonly property color lamp: tint("#FFC861", "#E6A445", "#FFD54A", "#FFD54A")
    readonly property color unlit: tint("#2C6470", "#1A3B41", "#3F7480", "#1A3B41")
    readonly property color roof: tint("#D9753F", "#B5653A", "#E98A55", "#E98A55")

    readonly property color accent: tint("#A8420D", "#F0A767", "#7A2A00", "#FFC07A")
    readonly property color accentInk: tint("#FFFFFF", "#23150A", "#FFFFFF", "#000000")

    readonly property color good: tint("#0F5734", "#93DAA8", "#003D1F", "#8CFFB0")
    readonly property color goodPaper: tint("#E2F1E3", "#0F271B", "#FFFFFF", "#000000")
    readonly property color goodSign: tint("#FFFFFF", "#0F271B", "#FFFFFF", "#000000")

    readonly property color calm: tint("#643B03", "#F3CC80", "#4A2900", "#FFDC8A")
    readonly property color calmPaper: tint("#FBEACB", "#2A2011", "#FFFFFF", "#000000")
    readonly property color calmSign: tint("#FFFFFF", "#2A2011", "#FFFFFF", "#000000")

    readonly property color wait: tint("#12414A", "#A9D5D8", "#003440", "#A8F0FF")
    readonly property color waitPaper: tint("#E3EFEE", "#11262A", "#FFFFFF", "#000000")
    readonly property color waitSign: tint("#FFFFFF", "#11262A", "#FFFFFF", "#000000")

    readonly property color bad: tint("#8F1D14", "#FFB4A6", "#7A0000", "#FFB9AD")
    readonly property color badPaper: tint("#FBE4DD", "#36170F", "#FFFFFF", "#000000")
    readonly property color badSign: tint("#FFFFFF", "#36170F", "#FFFFFF", "#000000")

    // Loud, by day and by night: somebody must look up.
    readonly property color alarm: "#FFFFFF"
    readonly property color alarmPaper: vivid ? "#7A0000" : "#9C1C12"
    readonly property color alarmSign: alarmPaper

    readonly property color away: tint("#5C584F", "#A8A294", "#3A3A3A", "#D6D6D6")
    readonly property color awayPaper: tint("#EDE6D8", "#171D1F", "#FFFFFF", "#000000")

    // Motion: short, once, and only where it says something
    readonly property int quick: 180
    readonly property int gesture: 900
    readonly property int blink: 600
    readonly property int rest: 14000

    function tint(day: string, dark: string, clearDay: string, clearDark: string): color {
        return vivid ? (night ? clearDark : clearDay) : night ? dark : day;
    }

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
