pragma ComponentBehavior: Bound

import QtQuick

// A key line, large and bold. Chinese that needs two lines is split into two even ones, not into one and a last character;
// a word of letters that is longer than the line makes the line smaller, rather than break.
Words {
    id: words

    // The widest it may be.
    required property real most
    property real size: Theme.key

    readonly property bool chinese: /[\u4e00-\u9fff]/.test(text)
    readonly property bool even: chinese && implicitWidth > most
    readonly property real evenWidth: even ? Math.min(most, implicitWidth / Math.ceil(implicitWidth / most) + font.pixelSize * 0.6) : most

    font.pixelSize: !chinese && most > 0 && longest.advanceWidth > most ? Math.floor(size * most / longest.advanceWidth) : size
    font.weight: Font.Bold
    lineHeight: 0.92

    TextMetrics {
        id: longest

        text: words.text.split(/\s+/).reduce((one, other) => other.length > one.length ? other : one, "")
        font.pixelSize: words.size
        font.weight: Font.Bold
    }
}
