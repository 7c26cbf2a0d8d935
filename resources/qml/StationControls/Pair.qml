import QtQuick

// One thing said twice: Chinese, and English below it.
Column {
    id: pair

    property string code: ""
    property string zh: Words.zh[code] ?? ""
    property string en: Words.en[code] ?? ""
    property color ink: Theme.ink
    property color soft: Theme.soft
    property int size: Theme.text
    property bool centred: false

    Text {
        width: Math.min(implicitWidth, pair.width)
        x: pair.centred ? (pair.width - width) / 2 : 0
        visible: text !== ""
        text: pair.zh
        color: pair.ink
        font.pixelSize: pair.size
        font.weight: Font.Bold
        elide: Text.ElideRight
        textFormat: Text.PlainText
        lineHeight: 0.82
    }

    Text {
        width: Math.min(implicitWidth, pair.width)
        x: pair.centred ? (pair.width - width) / 2 : 0
        visible: text !== ""
        text: pair.en
        color: pair.soft
        font.pixelSize: Math.min(pair.size, Theme.small)
        elide: Text.ElideRight
        textFormat: Text.PlainText
        lineHeight: 0.9
    }
}
