pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes

// The station as a small house: its window is lit while it is open. Drawn on 120 by 84, all in paths, which scale cleanly.
Item {
    id: house

    required property bool lit

    Shape {
        width: 120
        height: 84
        transform: Scale {
            xScale: house.width / 120
            yScale: house.height / 84
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: Theme.night ? Theme.heroSoft : Theme.lamp
            PathSvg { path: Theme.night ? "M99 4 a12 12 0 1 0 12 16 a10 10 0 0 1 -12 -16 Z" : "M85 19 a12 12 0 1 0 24 0 a12 12 0 1 0 -24 0 Z" }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: Theme.heroFar
            PathSvg { path: "M0 84 V62 L12 54 L24 62 V56 H40 V66 H92 V50 H110 V62 H120 V84 Z" }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: Theme.heroInk
            PathSvg { path: "M30 46 H84 V84 H30 Z" }
        }

        ShapePath {
            strokeColor: Theme.roof
            strokeWidth: 3
            joinStyle: ShapePath.RoundJoin
            fillColor: Theme.roof
            PathSvg { path: "M22 47 L57 21 L92 47 Z" }
        }

        ShapePath {
            strokeColor: Theme.hero
            strokeWidth: 2
            fillColor: house.lit ? Theme.lamp : Theme.unlit
            PathSvg { path: "M37 54 H59 V72 H37 Z M48 54 V72 M37 63 H59" }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: Theme.hero
            PathSvg { path: "M65 84 V57 a2 2 0 0 1 2 -2 H76 a2 2 0 0 1 2 2 V84 Z" }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: Theme.lamp
            PathSvg { path: "M72.5 70 a1.5 1.5 0 1 0 3 0 a1.5 1.5 0 1 0 -3 0 Z" }
        }
    }
}
