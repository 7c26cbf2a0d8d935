"""Plans for the control window, and a window that remembers what it said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QPointF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from screen_world import kind_of, visible_items

from station_app.screen.control_lines import Heard
from station_app.screen.control_plan import ControlPlan, InputPlan, SensorPlan
from station_app.screen.control_window import ControlWindow

A, B, C = "320299198501020012", "320299197006150325", "34129919930808411X"
DEMO = ControlPlan(
    readers=("id_reader",),
    scanners=("scanner",),
    doors=("main",),
    exit_inputs={"main": "board/input/2"},
    devices=("id_reader", "scanner", "board"),
    cards=(("师傅甲/Courier A", A), ("师傅乙/Courier B", B), ("师傅丙/Cleaner C", C)),
)
BIG = ControlPlan(
    readers=("north", "south"),
    scanners=("left", "right"),
    doors=("front", "back"),
    devices=tuple(f"device_{number}" for number in range(9)),
    cards=DEMO.cards,
)

UID = "04A1B2C3D4E5F6071829"
RICH = ControlPlan(
    readers=("id_reader",),
    scanners=("scanner",),
    devices=("id_reader", "low", "high", "air", "board"),
    cards=DEMO.cards[:2],
    tag_readers={"low": 5, "high": 4},
    tags=(("工会卡甲/Union card A", UID), ("工会卡乙/Union card B", UID[::-1])),
    sensors=(SensorPlan(device="air", quantity="temperature", unit="°C", values=(-5.5, 21.5, 38)),),
    inputs=(InputPlan(name="fire", terminal="board/input/3", means="smoke"),),
)


class Played:
    """A window, and all that it has said."""

    def __init__(self, plan: ControlPlan) -> None:
        self.said: list[str] = []
        self.page = ControlWindow(plan, self.said.append, press_ms=1)
        self.page.window.show()

    def items(self) -> list[QQuickItem]:
        painted = QEventLoop()  # an item that was never painted has no place yet
        self.page.window.frameSwapped.connect(painted.quit)
        self.page.window.update()
        painted.exec()
        return list(visible_items(self.page.window.contentItem()))

    def item(self, name: str) -> QQuickItem:
        (found,) = [item for item in self.items() if item.objectName() == name]
        return found

    def click(self, name: str) -> None:
        item = self.item(name)
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.page.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    def words(self) -> list[str]:
        return [str(item.property("text")) for item in self.items() if kind_of(item) == "Text"]

    def hear(self, *heard: Heard) -> None:
        for one in heard:
            self.page.hear(one)


Play = Callable[..., Played]
