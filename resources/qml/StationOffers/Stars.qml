pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Shapes
import QtQuick.Templates as T
import StationKiosk

// Five stars: touched once, or as they were given.
RowLayout {
    id: row

    required property int given
    required property var labels

    signal touched(stars: int)

    spacing: Math.round(Theme.gap * 0.6)

    Repeater {
        model: 5

        T.Button {
            id: star

            required property int index

            objectName: "star " + (index + 1)
            implicitWidth: Theme.button
            implicitHeight: Theme.button
            enabled: row.given === 0
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.Button
            Accessible.name: row.labels[index] ?? ""
            Keys.onReturnPressed: click()
            Keys.onEnterPressed: click()
            onClicked: row.touched(index + 1)

            contentItem: Item {
                Shape {
                    anchors.centerIn: parent
                    width: 100
                    height: 100
                    scale: star.height * 0.8 / 100
                    preferredRendererType: Shape.GeometryRenderer

                    ShapePath {
                        strokeColor: Theme.accent
                        strokeWidth: 6
                        fillColor: star.index < row.given || star.down ? Theme.accent : "transparent"
                        joinStyle: ShapePath.RoundJoin

                        PathSvg { path: "M50 12 L61 38 L89 40 L67 58 L74 86 L50 71 L26 86 L33 58 L11 40 L39 38 Z" }
                    }
                }
            }

            background: Rectangle {
                radius: Theme.radius
                color: Theme.raised
                border.width: star.visualFocus ? Theme.stroke * 1.6 : row.given === 0 ? Theme.stroke : 0
                border.color: star.visualFocus ? Theme.ink : Theme.line
            }
        }
    }
}
