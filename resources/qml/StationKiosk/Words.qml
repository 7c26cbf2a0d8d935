pragma ComponentBehavior: Bound

import QtQuick

// Text as it is set everywhere: wrapped, never cut, with room between the lines.
Text {
    wrapMode: Text.Wrap
    // The typeface brings 1.45 of its size from line to line by itself.
    lineHeight: 1.0
    color: Theme.ink
    font.pixelSize: Theme.body
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
