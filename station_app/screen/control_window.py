"""The small window with which a newcomer plays the world round the demo's station."""

from __future__ import annotations

import sys
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from station_app.assets import asset
from station_app.screen.app import Termination, application
from station_app.screen.control_lines import ControlInput, ControlOutput, FaultsTold, Heard, LockMoved, PassCame
from station_app.screen.control_log import ControlLog, control_texts
from station_app.screen.control_plan import ControlPlan
from station_app.screen.control_views import PRESS_MS, CableControl, CardTable, CodeControl, DoorControl, Outbox
from station_app.screen.control_world import FaultTable, InputControl, SensorControl
from station_app.screen.faults import ScreenError

__all__ = ["ControlPlan", "ControlWindow", "main"]

KIOSK_WIDTH = 540


def main(plan: ControlPlan) -> int:
    """Offer these things until the window is closed, standard input ends or SIGTERM comes; the exit status.

    A click is a control line on standard output; standard input says what came of it (`control_lines`).
    """
    app = application()
    output = ControlOutput(sys.stdout.fileno())
    window = ControlWindow(plan, output.say)
    source = ControlInput(sys.stdin.fileno())
    source.heard.connect(window.hear)
    watch = Termination(app)

    def end() -> None:
        app.exit(0)

    source.ended.connect(end)
    output.ended.connect(end)
    # Beside the kiosk's window, which opens in the corner: where there is no window manager, nobody could move it.
    window.window.setX(KIOSK_WIDTH + 20)
    window.window.show()
    status = app.exec()
    source.close()
    window.close()
    watch.close()
    return status


class ControlWindow(QObject):
    """The page, its view-models, and what the demo says to them."""

    def __init__(self, plan: ControlPlan, say: Callable[[str], None], press_ms: int = PRESS_MS) -> None:
        super().__init__()
        commands = tuple(command for command in (plan.pass_command, plan.staff_command) if command)
        self._outbox = Outbox(say, commands)
        self.cards = CardTable(plan.readers, plan.cards, self._outbox)
        self.tags = CardTable(tuple(plan.tag_readers), plan.tags, self._outbox, plan.tag_readers)
        self.codes = CodeControl(plan.scanners, plan.pass_command, plan.staff_command, self._outbox)
        self.doors = {
            door: DoorControl(door, plan.exit_inputs.get(door, ""), self._outbox, press_ms) for door in plan.doors
        }
        self.inputs = [InputControl(wired, self._outbox) for wired in plan.inputs]
        self.sensors = [SensorControl(sensor, self._outbox) for sensor in plan.sensors]
        self.faults = FaultTable(plan.devices, self._outbox)
        self.cables = [CableControl(device, self._outbox) for device in plan.devices]
        self.log = ControlLog()
        self._engine, self.window = self._load()

    @Slot(object)
    def hear(self, heard: Heard) -> None:
        """Take over what the demo says."""
        self._outbox.answered(heard)
        self.log.add(heard)
        match heard:
            case PassCame(text):
                self.codes.take(text)
            case FaultsTold(device, faults):
                self.faults.take(device, faults)
            case LockMoved(door, released) if door in self.doors:
                self.doors[door].light(released)
            case _:
                pass

    def close(self) -> None:
        """Let go of everything and take the window down."""
        for door in self.doors.values():
            door.finish()
        shiboken6.delete(self._engine)

    def _load(self) -> tuple[QQmlApplicationEngine, QQuickWindow]:
        engine = QQmlApplicationEngine()
        engine.addImportPath(str(asset("qml")))
        single = (self.cards, self.tags, self.codes, self.faults, self.log)
        for view in (*single, *self.doors.values(), *self.inputs, *self.sensors, *self.cables):
            # An engine takes its pages down before its children: no page outlives what it is bound to.
            view.setParent(engine)
        engine.setInitialProperties(
            {
                "zh": dict(control_texts("zh-CN")),
                "en": dict(control_texts("en")),
                "cards": self.cards,
                "tags": self.tags,
                "codes": self.codes,
                "doors": list(self.doors.values()),
                "inputs": self.inputs,
                "sensors": self.sensors,
                "faults": self.faults,
                "cables": self.cables,
                "log": self.log,
            }
        )
        engine.loadFromModule("StationControls", "Main")
        roots = engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise ScreenError(f"the page under {asset('qml')} does not load; install the program again")
        return engine, roots[0]
