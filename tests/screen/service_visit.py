"""A technician at the kiosk: what is shown, touched and asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from screen_world import IDLE, visible_items
from service_world import is_words

from station_app.screen.kiosk import Kiosk
from station_app.wire import Intent, Service


class Visit:
    """A kiosk, and what its technician's pages asked for."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.asked: list[Intent] = []
        kiosk.show_snapshot(IDLE)
        kiosk.service.asked.connect(self.asked.append)
        kiosk.picture()

    def show(self, service: Service) -> Visit:
        self.kiosk.show_service(service)
        self.kiosk.picture()
        return self

    def items(self) -> list[QQuickItem]:
        return list(visible_items(self.kiosk.window.contentItem()))

    def find(self, name: str) -> QQuickItem | None:
        return next((item for item in self.items() if item.objectName() == name), None)

    def touch(self, name: str) -> Visit:
        self.tap(name)
        self.kiosk.picture()
        return self

    def tap(self, name: str) -> None:
        item = self.find(name)
        assert item is not None, name
        place = item.mapToScene(QPoint(int(item.width() / 2), int(item.height() / 2))).toPoint()
        finger = QTest.createTouchDevice()
        QTest.touchEvent(self.kiosk.window, finger).press(0, place, self.kiosk.window).commit()
        QTest.touchEvent(self.kiosk.window, finger).release(0, place, self.kiosk.window).commit()

    def words(self) -> list[str]:
        return [str(item.property("text")) for item in self.items() if is_words(item)]


Visiting = Callable[..., Visit]
