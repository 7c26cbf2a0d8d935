pragma ComponentBehavior: Bound

import QtQuick

// A key line, large and bold. Chinese that needs two lines is split into two even ones, not into one and a last character.
Words {
    id: words

    // The widest it may be.
    required property real most

    readonly property bool even: /[\u4e00-\u9fff]/.test(text) && implicitWidth > most
    readonly property real evenWidth: even ? Math.min(most, implicitWidth / Math.ceil(implicitWidth / most) + font.pixelSize * 0.6) : most

    font.pixelSize: Theme.key
    font.weight: Font.Bold
    lineHeight: 0.92
}
