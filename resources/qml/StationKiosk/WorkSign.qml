pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes

// What somebody works as, or a room, in one line drawing on 100 by 100.
Item {
    id: sign

    required property string kind
    required property color ink

    readonly property var paths: ({
        "sanitation": "M70 14 L53 46 M40 42 L66 56 L60 66 L34 52 Z M34 52 C28 62 24 70 16 78 L48 88 C54 80 58 74 60 66 M38 60 L30 78 M48 66 L42 82",
        "courier": "M50 16 L80 32 V66 L50 84 L20 66 V32 Z M20 32 L50 49 L80 32 M50 49 V84 M35 24 L65 41 V52",
        "rider": "M16 74 a10 10 0 1 0 20 0 a10 10 0 1 0 -20 0 M66 74 a10 10 0 1 0 20 0 a10 10 0 1 0 -20 0 M36 74 H54 C54 58 64 56 70 54 L62 26 H74 M70 54 L75 64 M14 58 H46 M18 58 V34 H42 V58",
        "ridehail": "M14 72 V58 L26 53 L35 38 H65 L74 53 L86 58 V72 Z M26 53 H74 M50 38 V53 M24 72 a8 8 0 0 0 16 0 M60 72 a8 8 0 0 0 16 0 M38 26 a17 17 0 0 1 24 0 M44 32 a9 9 0 0 1 12 0",
        "taxi": "M14 72 V58 L26 53 L35 38 H65 L74 53 L86 58 V72 Z M26 53 H74 M50 38 V53 M24 72 a8 8 0 0 0 16 0 M60 72 a8 8 0 0 0 16 0 M40 38 V26 H60 V38",
        "truck": "M10 68 V30 H56 V68 Z M56 44 H72 L88 58 V68 H56 M68 44 V57 H87 M20 68 a9 9 0 1 0 18 0 M62 68 a9 9 0 1 0 18 0",
        "construction": "M22 64 C22 40 33 28 50 28 C67 28 78 40 78 64 M12 64 H88 V74 H12 Z M41 30 V20 H59 V30 M41 30 V50 M59 30 V50",
        "traffic": "M16 42 C24 20 76 20 84 42 L76 56 H24 Z M24 56 L20 66 C36 74 64 74 80 66 L76 56 M50 30 L54 37 L50 44 L46 37 Z",
        "security": "M50 14 L80 25 V48 C80 68 66 80 50 87 C34 80 20 68 20 48 V25 Z M36 50 L47 61 L66 38",
        "housekeeping": "M16 48 L50 18 L84 48 M26 41 V82 H74 V41 M50 73 c-13 -8 -16 -14 -12 -20 c4 -5 9 -3 12 2 c3 -5 8 -7 12 -2 c4 6 1 12 -12 20",
        "other": "M37 32 a13 13 0 1 0 26 0 a13 13 0 1 0 -26 0 M20 82 C20 46 80 46 80 82 Z",
        "unsaid": "M18 50 a32 32 0 1 0 64 0 a32 32 0 1 0 -64 0 M34 50 H66",
        "room": "M28 84 V16 H72 V84 M14 84 H86 M62 48 V54"
    })

    Shape {
        width: 100
        height: 100
        preferredRendererType: Shape.GeometryRenderer
        transform: Scale {
            xScale: sign.width / 100
            yScale: sign.height / 100
        }

        ShapePath {
            strokeColor: sign.ink
            strokeWidth: 6.5
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg { path: sign.paths[sign.kind] ?? "" }
        }
    }
}
