pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes

// A card going down onto the reader's plate. Drawn on 120 by 90, all in paths, which scale cleanly.
Item {
    id: sign

    required property color ink
    required property color glow
    required property bool moving

    property real shift: 0

    Shape {
        id: plate

        width: 120
        height: 90
        transform: Scale {
            xScale: sign.width / 120
            yScale: sign.height / 90
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.ink
            PathRectangle { x: 12; y: 66; width: 96; height: 20; radius: 6 }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.glow
            PathRectangle { x: 24; y: 74; width: 60; height: 4; radius: 2 }
            PathRectangle { x: 91; y: 72.5; width: 7; height: 7; radius: 3.5 }
        }
    }

    Shape {
        width: 120
        height: 90
        transform: [
            Translate { y: sign.shift },
            Scale {
                xScale: sign.width / 120
                yScale: sign.height / 90
            }
        ]

        ShapePath {
            strokeColor: sign.ink
            strokeWidth: 3.5
            fillColor: Theme.raised
            PathRectangle { x: 27; y: 6; width: 66; height: 42; radius: 5 }
        }

        ShapePath {
            strokeColor: "transparent"
            fillColor: sign.ink
            PathRectangle { x: 71; y: 14; width: 14; height: 18; radius: 2 }
            PathRectangle { x: 35; y: 15; width: 28; height: 4; radius: 2 }
            PathRectangle { x: 35; y: 24; width: 22; height: 4; radius: 2 }
            PathRectangle { x: 35; y: 37; width: 50; height: 4; radius: 2 }
        }
    }

    SequentialAnimation {
        running: Theme.moving && sign.moving && sign.visible
        loops: Animation.Infinite

        PauseAnimation { duration: Theme.rest }
        NumberAnimation { target: sign; property: "shift"; to: 15; duration: Theme.gesture / 2; easing.type: Easing.InOutQuad }
        PauseAnimation { duration: Theme.gesture }
        NumberAnimation { target: sign; property: "shift"; to: 0; duration: Theme.gesture / 2; easing.type: Easing.InOutQuad }
    }
}
