pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes

// A union card held to a reader on the wall. Drawn on 120 by 90, all in paths, which scale cleanly.
Item {
    id: sign

    required property color ink
    required property color glow
    required property bool moving

    property real shift: 0

    Shape {
        width: 120
        height: 90
        transform: Scale {
            xScale: sign.width / 120
            yScale: sign.height / 90
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.ink
            PathRectangle { x: 84; y: 8; width: 30; height: 74; radius: 7 }
        }

        ShapePath {
            strokeColor: sign.glow
            strokeWidth: 3.5
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            PathSvg { path: "M106 35 a14 14 0 0 0 0 20 M99 29 a23 23 0 0 0 0 32 M92 23 a32 32 0 0 0 0 44" }
        }
    }

    Shape {
        width: 120
        height: 90
        transform: [
            Translate { x: sign.shift },
            Scale {
                xScale: sign.width / 120
                yScale: sign.height / 90
            }
        ]

        ShapePath {
            strokeColor: sign.ink
            strokeWidth: 3.5
            fillColor: Theme.raised
            PathRectangle { x: 6; y: 23; width: 66; height: 44; radius: 5 }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.ink
            PathSvg { path: "M24 34 c-6 0 -10 4 -10 9 c0 7 6 11 12 16 c6 -5 12 -9 12 -16 c0 -5 -4 -9 -8 -9 c-2 0 -3 1 -4 2 c-1 -1 -1 -2 -2 -2 Z" }
            PathRectangle { x: 45; y: 36; width: 19; height: 4; radius: 2 }
            PathRectangle { x: 45; y: 45; width: 19; height: 4; radius: 2 }
        }
    }

    SequentialAnimation {
        running: Theme.moving && sign.moving && sign.visible
        loops: Animation.Infinite

        PauseAnimation { duration: Theme.rest + Theme.gesture * 6 }
        NumberAnimation { target: sign; property: "shift"; to: 9; duration: Theme.gesture / 2; easing.type: Easing.InOutQuad }
        PauseAnimation { duration: Theme.gesture }
        NumberAnimation { target: sign; property: "shift"; to: 0; duration: Theme.gesture / 2; easing.type: Easing.InOutQuad }
    }
}
