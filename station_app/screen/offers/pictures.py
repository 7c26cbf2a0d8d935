"""The pictures on the offers' pages: QR codes of what somebody takes along."""

from __future__ import annotations

from urllib.parse import unquote

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from station_app.screen.service.pictures import LARGEST, SMALLEST, qr_picture

NAME = "offers"
"""As QML names the provider: `image://offers/qr/…`."""


class OfferPictures(QQuickImageProvider):
    """Draws `qr/TEXT`, the text percent-encoded."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """Qt's call; the names are Qt's."""
        side = min(max(requestedSize.width(), requestedSize.height(), SMALLEST), LARGEST)
        # As if it could be seen through: in a sheet the software painter leaves out what is round an opaque picture.
        return qr_picture(unquote(id.partition("/")[2]), side).convertToFormat(
            QImage.Format.Format_ARGB32_Premultiplied
        )
