pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes

// A phone with a square code held to the scanner's eye. Drawn on 120 by 90, all in paths, which scale cleanly.
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
            PathRectangle { x: 88; y: 20; width: 26; height: 50; radius: 6 }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.glow
            PathRectangle { x: 92; y: 36; width: 5; height: 18; radius: 2.5 }
        }

        ShapePath {
            strokeColor: sign.ink
            strokeWidth: 2.5
            strokeStyle: ShapePath.DashLine
            dashPattern: [2, 2]
            fillColor: "transparent"
            PathSvg { path: "M85 39 L70 25 M85 51 L70 65" }
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
            PathRectangle { x: 8; y: 4; width: 48; height: 82; radius: 8 }
        }

        ShapePath {
            strokeColor: sign.ink
            strokeWidth: 3
            fillColor: "transparent"
            joinStyle: ShapePath.MiterJoin
            PathSvg { path: "M18.5 27.5 h8 v8 h-8 Z M37.5 27.5 h8 v8 h-8 Z M18.5 46.5 h8 v8 h-8 Z" }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.ink
            PathSvg { path: "M31 26 h3 v7 h-3 Z M17 39 h7 v3 h-7 Z M27 39 h4 v4 h-4 Z M35 40 h5 v3 h-5 Z M43 39 h4 v4 h-4 Z M31 46 h4 v4 h-4 Z M38 46 h3 v4 h-3 Z M44 47 h3 v3 h-3 Z M34 52 h4 v4 h-4 Z M41 53 h6 v3 h-6 Z" }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.ink
            PathRectangle { x: 25; y: 12; width: 14; height: 3; radius: 1.5 }
            PathRectangle { x: 22; y: 69; width: 20; height: 4; radius: 2 }
        }
    }

    SequentialAnimation {
        running: Theme.moving && sign.moving && sign.visible
        loops: Animation.Infinite

        PauseAnimation { duration: Theme.rest + Theme.gesture * 3 }
        NumberAnimation { target: sign; property: "shift"; to: 10; duration: Theme.gesture / 2; easing.type: Easing.InOutQuad }
        PauseAnimation { duration: Theme.gesture }
        NumberAnimation { target: sign; property: "shift"; to: 0; duration: Theme.gesture / 2; easing.type: Easing.InOutQuad }
    }
}
