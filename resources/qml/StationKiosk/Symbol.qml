pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes

// One line drawing of the station's own set, on a disk or bare.
Item {
    id: symbol

    required property string kind
    // A drawing of somebody else's set, within 100 x 100; empty for one of ours.
    property string path: ""
    required property color ink
    property color disk: "transparent"
    property bool bare: false
    property real weight: bare ? 11 : 6.5

    // What points somewhere points the other way where lines are read from the right.
    readonly property bool turned: LayoutMirroring.enabled && ["back", "next", "leave", "run"].includes(kind)

    readonly property var paths: ({
        "tick": "M27 52 L44 69 L75 34",
        "clock": "M50 27 V52 L66 63 M50 12 V15 M50 85 V88 M12 50 H15 M85 50 H88",
        "people": "M27 38 a11 11 0 1 0 22 0 a11 11 0 1 0 -22 0 M17 74 c0 -28 42 -28 42 0 M58 29 a10 10 0 1 1 4 19 M67 56 c10 2 16 8 16 18",
        "card": "M22 31 H78 a5 5 0 0 1 5 5 V66 a5 5 0 0 1 -5 5 H22 a5 5 0 0 1 -5 -5 V36 a5 5 0 0 1 5 -5 Z M29 43 h14 v16 h-14 Z M54 45 H72 M54 57 H66",
        "take": "M24 58 H76 a4 4 0 0 1 4 4 V76 a4 4 0 0 1 -4 4 H24 a4 4 0 0 1 -4 -4 V62 a4 4 0 0 1 4 -4 Z M50 46 V18 M37 31 L50 18 L63 31",
        "code": "M24 24 h20 v20 h-20 Z M56 24 h20 v20 h-20 Z M24 56 h20 v20 h-20 Z M57 57 V66 M57 76 H66 M75 57 H68 V67 M77 70 V77",
        "bell": "M50 22 c-15 0 -20 12 -20 25 c0 11 -5 15 -9 20 h58 c-4 -5 -9 -9 -9 -20 c0 -13 -5 -25 -20 -25 Z M42 77 a8.5 8.5 0 0 0 16 0 M50 22 V16",
        "tools": "M66 23 a17 17 0 0 0 -20 22 L24 67 a6.5 6.5 0 0 0 9 9 L55 54 a17 17 0 0 0 22 -20 l-11 10 -9 -2 -2 -9 Z",
        "house": "M20 50 L50 24 L80 50 M29 44 V77 H71 V44 M44 77 V59 H56 V77",
        "globe": "M17 50 a33 33 0 1 0 66 0 a33 33 0 1 0 -66 0 M17 50 H83 M50 17 c-22 20 -22 46 0 66 M50 17 c22 20 22 46 0 66",
        "note": "M27 18 H62 L75 31 V82 H27 Z M39 43 H63 M39 56 H63 M39 69 H54",
        "phone": "M33 20 L24 27 C22 52 48 78 73 76 L80 67 L64 54 L55 60 C48 57 43 52 40 45 L46 36 Z",
        "back": "M80 50 H22 M46 25 L21 50 L46 75",
        "next": "M20 50 H78 M54 25 L79 50 L54 75",
        "up": "M50 80 V22 M25 46 L50 21 L75 46",
        "down": "M50 20 V78 M25 54 L50 79 L75 54",
        "open": "M27 82 V18 H73 V82 M15 82 H85 M27 18 L54 28 V82 M45 53 V57",
        "leave": "M56 18 H26 V82 H56 M44 50 H84 M66 31 L85 50 L66 69",
        "cross": "M30 30 L70 70 M70 30 L30 70",
        "run": "M34 24 L76 50 L34 76 Z",
        "tag": "M20 34 H62 a4 4 0 0 1 4 4 V64 a4 4 0 0 1 -4 4 H20 a4 4 0 0 1 -4 -4 V38 a4 4 0 0 1 4 -4 Z M74 40 a15 15 0 0 1 0 22 M82 31 a27 27 0 0 1 0 40",
        "press": "M26 50 a24 24 0 1 0 48 0 a24 24 0 1 0 -48 0 M40 50 a10 10 0 1 0 20 0 a10 10 0 1 0 -20 0",
        "hear": "M36 76 c8 8 18 2 18 -8 c0 -10 16 -12 16 -30 a21 21 0 0 0 -42 0 M38 40 a11 11 0 0 1 22 0 c0 8 -8 8 -8 16",
        "pin": "M50 84 C32 60 26 52 26 41 a24 24 0 0 1 48 0 C74 52 68 60 50 84 Z M41 41 a9 9 0 1 0 18 0 a9 9 0 1 0 -18 0",
        "camera": "M20 34 H34 L40 26 H60 L66 34 H80 a4 4 0 0 1 4 4 V70 a4 4 0 0 1 -4 4 H20 a4 4 0 0 1 -4 -4 V38 a4 4 0 0 1 4 -4 Z M37 53 a13 13 0 1 0 26 0 a13 13 0 1 0 -26 0",
        "heart": "M50 80 C22 60 18 46 22 34 C27 22 44 22 50 36 C56 22 73 22 78 34 C82 46 78 60 50 80 Z M24 52 H40 L46 42 L54 62 L60 52 H76",
        "first-aid": "M20 36 H80 a4 4 0 0 1 4 4 V74 a4 4 0 0 1 -4 4 H20 a4 4 0 0 1 -4 -4 V40 a4 4 0 0 1 4 -4 Z M38 36 V26 H62 V36 M50 46 V68 M39 57 H61",
        "shut": "M27 82 V18 H73 V82 Z M15 82 H85 M62 50 V56"
    })

    Rectangle {
        anchors.fill: parent
        visible: !symbol.bare
        radius: width / 2
        color: symbol.disk
    }

    Shape {
        width: 100
        height: 100
        preferredRendererType: Shape.GeometryRenderer
        transform: [
            Translate { x: -50; y: -50 },
            Scale {
                xScale: symbol.width / 100 * (symbol.bare ? 1.15 : 0.88) * (symbol.turned ? -1 : 1)
                yScale: symbol.width / 100 * (symbol.bare ? 1.15 : 0.88)
            },
            Translate { x: symbol.width / 2; y: symbol.height / 2 }
        ]

        ShapePath {
            strokeColor: symbol.ink
            strokeWidth: symbol.weight
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg { path: symbol.path !== "" ? symbol.path : symbol.paths[symbol.kind] ?? "" }
        }
    }
}
