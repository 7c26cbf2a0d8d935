"""Keeps the screen's newest picture in a file, for a machine that has no display to look at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from station_app.screen.heartbeat import Heartbeat
from station_app.screen.kiosk import Kiosk, ScreenError
from station_app.screen.link import CoreLink

BEATS_AFTER_A_CHANGE = 2
"""The first frame may show a page on its way in, the second shows it in place."""


class KeptPicture(QObject):
    """Writes a PNG after each change of the page, whole or not at all."""

    def __init__(self, kiosk: Kiosk, link: CoreLink, heartbeat: Heartbeat, path: Path) -> None:
        super().__init__(kiosk.window)
        self._kiosk = kiosk
        self._path = path
        self._beats = BEATS_AFTER_A_CHANGE
        link.arrived.connect(self._changed)
        link.served.connect(self._changed)
        link.lost.connect(self._changed)
        heartbeat.painted.connect(self._painted)

    @Slot()
    def _changed(self) -> None:
        self._beats = BEATS_AFTER_A_CHANGE

    @Slot()
    def _painted(self) -> None:
        if not self._beats:
            return
        self._beats -= 1
        beside = self._path.with_suffix(".part.png")
        if not self._kiosk.picture().save(str(beside)):
            raise ScreenError(f"{self._path} cannot be written; check that the folder exists and has room")
        beside.replace(self._path)
