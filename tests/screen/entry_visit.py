"""A kiosk at which somebody has just come in, and what it asks the core for."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import QPoint
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from screen_world import IDLE, visible_items

from station_app.screen.kiosk import Kiosk
from station_app.wire import Intent, Questions, RoomNeed

change = msgspec.structs.replace

FIRST = Questions(presentation="p1", notice="3", consent=True, occupation=True)
"""What somebody is asked who is here for the first time."""
KNOWN = Questions(presentation="p1", notice="3")
"""Somebody who is asked nothing."""
ROOMS = (
    RoomNeed(zone="nursing", title="母婴室", need="nursing"),
    RoomNeed(zone="shower", title="淋浴间", need="shower"),
)


class Entry:
    """One kiosk, touched by fingers."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.wants: list[Intent] = []
        self._serial = 1
        kiosk.entry.asked.connect(self.wants.append)
        self.show()
        kiosk.window.show()
        kiosk.picture()

    def show(self, **changes: Any) -> None:
        """The core tells something new."""
        self._serial += 1
        self.kiosk.show_snapshot(change(IDLE, serial=self._serial, **changes))

    def start_afresh(self) -> None:
        """The next person comes to a kiosk that has just found its core again."""
        self.kiosk.show_starting()
        self.show()

    @property
    def page(self) -> str:
        """Which entry page stands; empty for none."""
        return self.kiosk.entry.property("page")

    def touch(self, name: str) -> None:
        """One finger on a control."""
        self.kiosk.picture()
        button = self.control(name)
        place = button.mapToScene(QPoint(int(button.width() / 2), int(button.height() / 2))).toPoint()
        finger = QTest.createTouchDevice()
        QTest.touchEvent(self.kiosk.window, finger).press(0, place, self.kiosk.window).commit()
        QTest.touchEvent(self.kiosk.window, finger).release(0, place, self.kiosk.window).commit()

    def control(self, name: str) -> QQuickItem:
        """The one control of this name that can be seen; what a list makes is nobody's child."""
        (found,) = [one for one in visible_items(self.kiosk.window.contentItem()) if one.objectName() == name]
        return found

    def words(self) -> str:
        """All that the entry page says."""
        entry = self.kiosk.entry
        rows = [*entry.property("tiles"), *entry.property("keys"), *entry.property("partyKeys")]
        said = [entry.property(name) for name in ("banner", "title")]
        return "\n".join([*said, *entry.property("lines"), *(row["label"] for row in rows)])
