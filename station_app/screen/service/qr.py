"""A QR code in whole pixels, black on white whatever the light, with its quiet zone."""

from __future__ import annotations

from PySide6.QtCore import Property, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from station_app.screen.service.qr_modules import modules_of

QML_IMPORT_NAME = "StationServiceViews"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class QrSquare(QQuickPaintedItem):
    """Draws a text as a QR code, as large as whole pixels allow."""

    changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAntialiasing(False)

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.changed.emit()
            self.update()

    text = Property(str, _get_text, _set_text, notify=changed)

    def paint(self, painter: QPainter) -> None:
        """Qt's call."""
        modules = modules_of(self._text)
        if not modules:
            return
        # A painter that scales (a screen of two pixels a point) still gets whole pixels from whole points.
        side = int(min(self.width(), self.height())) // len(modules)
        left, top = (int(size - side * len(modules)) // 2 for size in (self.width(), self.height()))
        painter.fillRect(QRectF(left, top, side * len(modules), side * len(modules)), Qt.GlobalColor.white)
        for y, row in enumerate(modules):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRectF(left + x * side, top + y * side, side, side), Qt.GlobalColor.black)
