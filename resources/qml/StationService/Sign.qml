import QtQuick

// One sign as a picture, in an ink and the colour on top of that ink.
Image {
    id: sign

    required property string kind
    required property color ink
    property color mark: "white"

    source: width > 0 ? "image://service/sign/" + kind + "/" + String(ink).slice(1) + "/" + String(mark).slice(1) : ""
    sourceSize: Qt.size(Math.ceil(width), Math.ceil(width))
    smooth: false
}
