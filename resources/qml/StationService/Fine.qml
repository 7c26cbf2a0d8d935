import QtQuick
import StationKiosk

// Words of the second rank: a technician stands nearer than a visitor.
Words {
    color: Theme.soft
    font.pixelSize: Theme.small
}
