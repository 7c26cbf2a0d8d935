"""The things of the control window that are no people: detectors, sensors and mishaps."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.control_log import control_texts
from station_app.screen.control_plan import InputPlan, SensorPlan
from station_app.screen.control_views import Outbox

QML_IMPORT_NAME = "StationControlViews"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class InputControl(QObject):
    """A detector or button that belongs to no door."""

    changed = Signal()

    def __init__(self, plan: InputPlan, outbox: Outbox) -> None:
        super().__init__()
        self._plan, self._outbox = plan, outbox
        # Of the things that can be wired, only mains power is there while nothing happens.
        self._on = plan.means == "power-good"

    @Property(str, constant=True)
    def name(self) -> str:
        return self._plan.name

    @Property(str, constant=True)
    def means(self) -> str:
        return self._plan.means

    @Property(bool, constant=True)
    def alarming(self) -> bool:
        """Whether what it tells of is something wrong."""
        return self._plan.means not in ("power-good", "latch", "motion", "confirm")

    @Property(bool, notify=changed)
    def on(self) -> bool:
        return self._on

    @Slot()
    def toggle(self) -> None:
        """Let it tell of what it is there for, or of nothing any more."""
        before = self._on
        self._outbox.say(f"{'release' if before else 'press'} {self._plan.terminal}", partial(self._set, before))
        self._set(not before)

    def _set(self, on: bool) -> None:
        self._on = on
        self.changed.emit()


@QmlElement
class SensorControl(QObject):
    """One thing that a sensor measures, and values that it can be made to feel."""

    changed = Signal()

    def __init__(self, plan: SensorPlan, outbox: Outbox) -> None:
        super().__init__()
        self._plan, self._outbox = plan, outbox
        self._chosen = -1

    @Property(str, constant=True)
    def device(self) -> str:
        return self._plan.device

    @Property(str, constant=True)
    def quantity(self) -> str:
        return self._plan.quantity

    @Property(list, constant=True)
    def values(self) -> list[str]:
        return [f"{value:g} {self._plan.unit}".strip() for value in self._plan.values]

    @Property(int, notify=changed)
    def chosen(self) -> int:
        """Which of the values it feels; -1 while it is left as it began."""
        return self._chosen

    @Slot(int)
    def choose(self, place: int) -> None:
        """Let it feel one of the values."""
        before, value = self._chosen, self._plan.values[place]
        self._outbox.say(f"measure {self._plan.device} {self._plan.quantity} {value:g}", partial(self._set, before))
        self._set(place)

    def _set(self, place: int) -> None:
        self._chosen = place
        self.changed.emit()


@QmlElement
class FaultTable(QObject):
    """What can happen to the devices; the demo is asked for the names when a device is first chosen."""

    changed = Signal()

    def __init__(self, devices: tuple[str, ...], outbox: Outbox) -> None:
        super().__init__()
        self._devices, self._outbox = devices, outbox
        self._chosen = ""
        self._known: dict[str, tuple[str, ...]] = {}
        self._on: set[tuple[str, str]] = set()

    @Property(list, constant=True)
    def places(self) -> list[str]:
        return list(self._devices)

    @Property(str, notify=changed)
    def chosen(self) -> str:
        """The device whose faults are shown; empty for none."""
        return self._chosen

    @Property(list, notify=changed)
    def faults(self) -> list[dict[str, object]]:
        """Each with `name`, `zh` and `on`."""
        words: Mapping[str, str] = control_texts("zh-CN")
        return [
            {"name": name, "zh": words.get(f"mishap.{name}", ""), "on": (self._chosen, name) in self._on}
            for name in self._known.get(self._chosen, ())
        ]

    @Property(int, notify=changed)
    def count(self) -> int:
        """How many faults are on, of whichever device."""
        return len(self._on)

    def take(self, device: str, faults: tuple[str, ...]) -> None:
        """Take over what can happen to a device; its cable has a key of its own."""
        self._known[device] = tuple(name for name in faults if name != "cut")
        self.changed.emit()

    @Slot(str)
    def choose(self, device: str) -> None:
        """Show the faults of a device, or fold them away."""
        self._chosen = "" if device == self._chosen else device
        if self._chosen and self._chosen not in self._known:
            self._outbox.say(f"faults {self._chosen}")
        self.changed.emit()

    @Slot(str)
    def toggle(self, name: str) -> None:
        """Let a fault of the shown device begin or end."""
        device = self._chosen
        before = (device, name) in self._on
        state = "off" if before else "on"
        self._outbox.say(f"fault {device} {name} {state}", partial(self._set, device, name, before))
        self._set(device, name, not before)

    @Slot()
    def clear(self) -> None:
        """End every fault that is on."""
        for device, name in sorted(self._on):
            self._outbox.say(f"fault {device} {name} off", partial(self._set, device, name, True))
        self._on.clear()
        self.changed.emit()

    def _set(self, device: str, name: str, on: bool) -> None:
        (self._on.add if on else self._on.discard)((device, name))
        self.changed.emit()
