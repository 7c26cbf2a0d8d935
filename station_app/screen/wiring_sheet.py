"""The wiring sheet as a PDF: the same drawing, printed by Qt with the bundled typeface."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from station_app.assets import asset
from station_app.screen.kiosk import load_fonts

_DOTS: Final = 600
"""An inch."""


def write_pdf(svg: bytes, path: Path) -> None:
    """Print a page of A4. Raises OSError when the file cannot be written."""
    if QGuiApplication.instance() is None:
        # a technician's terminal may have no display, and none is needed
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QGuiApplication([])
    else:
        application = None
    load_fonts(asset("fonts"))
    renderer = QSvgRenderer(QByteArray(_in_one_typeface(svg)))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(path.stem)
    writer.setResolution(_DOTS)
    page = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    writer.setPageLayout(page)
    painter = QPainter(writer)
    renderer.render(painter)
    painter.end()
    path.write_bytes(bytes(buffer.data().data()))
    del application


def _in_one_typeface(svg: bytes) -> bytes:
    """Qt takes a list of typefaces for the name of one."""
    page = ElementTree.fromstring(svg)
    page.set("font-family", QGuiApplication.font().family())
    return ElementTree.tostring(page, encoding="utf-8")
