"""The pictures on the technician's pages: signs, and the report's code.

Pictures instead of items painted in Python: Qt for Python keeps every such item that QML has made, for ever.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider

from station_app.screen.service.qr_modules import modules_of
from station_app.screen.service.signs import sign_picture

NAME = "service"
"""As QML names the provider: `image://service/…`."""
SMALLEST, LARGEST = 1, 4000


def qr_picture(text: str, side: int) -> QImage:
    """A QR code in whole pixels, black on white whatever the light, as large as fits into a square of this side."""
    modules = modules_of(text)
    scale = max(1, side // max(1, len(modules)))
    picture = QImage(max(1, len(modules)) * scale, max(1, len(modules)) * scale, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(x * scale, y * scale, scale, scale, Qt.GlobalColor.black)
    painter.end()
    return picture


class ServicePictures(QQuickImageProvider):
    """Draws `sign/KIND/INK/MARK` with colours like `8f1d14`, and `qr/…`, the code of the report that is shown."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self.report = ""

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """Qt's call; the names are Qt's."""
        side = min(max(requestedSize.width(), requestedSize.height(), SMALLEST), LARGEST)
        what, _, rest = id.partition("/")
        if what == "qr":
            return qr_picture(self.report, side)
        kind, ink, mark = (*rest.split("/"), "", "", "")[:3]
        return sign_picture(kind, QColor(f"#{ink}"), QColor(f"#{mark}"), side)
