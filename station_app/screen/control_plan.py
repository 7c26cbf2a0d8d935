"""What the control window of the demo offers: told once, at its start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorPlan:
    """One thing that a sensor measures."""

    device: str
    quantity: str
    unit: str = ""
    values: tuple[float, ...] = ()
    """What it can be made to feel, the least first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputPlan:
    """A detector or button that belongs to no door."""

    name: str
    terminal: str
    """Like `board/input/3`."""
    means: str
    """`smoke`, `help`, `motion`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPlan:
    """The things of one station that a newcomer can play with; names are those of the control lines."""

    readers: tuple[str, ...] = ()
    scanners: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    exit_inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Door to the terminal of its exit button, like `board/input/2`."""
    devices: tuple[str, ...] = ()
    """Whatever has a cable."""
    cards: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Label, like `师傅甲/Courier A`, and the made-up number that goes onto the wire and is never drawn."""
    tag_readers: Mapping[str, int] = field(default_factory=dict[str, int])
    """Reader of union cards -> bytes of the ids that it reads."""
    tags: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Label, and ten made-up bytes in hex, of which a reader reads the first; they are never drawn either."""
    sensors: tuple[SensorPlan, ...] = ()
    inputs: tuple[InputPlan, ...] = ()
    pass_command: str = "pass"
    """The line that asks for a pass; empty where nobody issues one."""
    staff_command: str = "staff-pass"
    """The line that asks for a pass of the staff; empty where nobody issues one."""

    def __post_init__(self) -> None:
        for name in self._names():
            if not _is_word(name):
                raise ValueError(f"{name!r} cannot stand in a control line; a name is one word")
        for door in self.exit_inputs:
            if door not in self.doors:
                raise ValueError(f"the exit button belongs to {door!r}, which is no door of the plan")
        for label, number in (*self.cards, *self.tags):
            # The number itself stays out of the message.
            if not label.strip() or not _is_word(number) or number in label:
                raise ValueError("a card needs a label without its number, and a number of one word")
        for command in (self.pass_command, self.staff_command):
            if command and not command.isprintable():
                raise ValueError(f"{command!r} is not one line")

    def _names(self) -> Iterator[str]:
        yield from (*self.readers, *self.scanners, *self.tag_readers, *self.doors, *self.devices)
        yield from self.exit_inputs.values()
        for sensor in self.sensors:
            yield from (sensor.device, sensor.quantity)
        yield from (wired.terminal for wired in self.inputs)


def _is_word(text: str) -> bool:
    return text.isprintable() and text.split() == [text]
