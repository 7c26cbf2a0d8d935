"""The world round one station: twins on their ports, and what people do to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from hardware.simulators import CardTwin, CodeTwin, InputTwin, RelayTwin, SensorTwin, TagTwin, Twin
from hardware.simulators.id_cards import SimulatedCard
from station_app.config import Point, Settings, nearest, point


class Mishaps(Protocol):
    """What has faults of its own and no wire that is simulated, such as a camera on the network."""

    @property
    def faults(self) -> frozenset[str]:
        """The names that `fault` knows."""
        ...

    def fault(self, name: str, on: bool) -> None:
        """Let one begin or end."""
        ...


class Cable(Protocol):
    """What a twin is plugged in with."""

    def cut(self) -> None:
        """Pull it."""
        ...

    def mend(self) -> None:
        """Put it back."""
        ...

    @property
    def faults(self) -> frozenset[str]:
        """The mishaps of a wire that `fault` knows."""
        ...

    def fault(self, name: str, on: bool) -> None:
        """Let one begin or end."""
        ...


class WorldError(ValueError):
    """What was asked cannot be done here; the message says what can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """One device's stand-in."""

    twin: Twin
    cable: Cable


class World:
    """Verbs of people and mishaps, for demo, simulator and story tests."""

    def __init__(
        self, settings: Settings, plugged: Mapping[str, Plugged], cameras: Mapping[str, Mishaps] | None = None
    ) -> None:
        self._settings = settings
        self._plugged = plugged
        self._cameras = cameras or {}
        self._rest()

    def lay_card(self, device: str, card: SimulatedCard) -> None:
        """Lay a resident ID card on a reader."""
        twin = self._twin(device)
        if not isinstance(twin, CardTwin):
            raise WorldError(f"{device} reads no cards")
        twin.present(card)

    def lift_card(self, device: str) -> None:
        """Take the card away."""
        twin = self._twin(device)
        if not isinstance(twin, CardTwin):
            raise WorldError(f"{device} reads no cards")
        twin.lift()

    def touch_tag(self, device: str, uid: bytes) -> None:
        """Hold a card that is known by its id to a reader."""
        self._tag_reader(device).touch(uid)

    def lift_tag(self, device: str) -> None:
        """Take that card away."""
        self._tag_reader(device).lift_tag()

    def lift(self, device: str) -> None:
        """Take away whatever card there is at a reader, of whichever kind it reads."""
        if isinstance(self._twin(device), TagTwin):
            self.lift_tag(device)
        else:
            self.lift_card(device)

    def measure(self, device: str, quantity: str, value: float) -> None:
        """Let a sensor feel something."""
        twin = self._twin(device)
        if not isinstance(twin, SensorTwin):
            raise WorldError(f"{device} measures nothing")
        twin.measure(quantity, value)

    def show_code(self, device: str, text: str) -> None:
        """Hold a code to a scanner."""
        twin = self._twin(device)
        if not isinstance(twin, CodeTwin):
            raise WorldError(f"{device} reads no codes")
        twin.show(text)

    def move_door(self, door: str, *, is_open: bool) -> bool:
        """Push a door open or let it close; answers whether its lock was released."""
        wires = self._settings.wiring.get(door)
        if wires is None:
            raise WorldError(f"there is no door {door!r}{nearest(door, self._settings.wiring)}")
        if wires.contact is None:
            raise WorldError(f"{door} has no contact")
        self._set_input(wires.contact, on=is_open)
        return self.lock_released(door)

    def press(self, terminal: str, *, pressed: bool) -> None:
        """Press or release what is wired to an input, written like board/input/2."""
        try:
            found = point("input", terminal)
        except ValueError as error:
            raise WorldError(str(error)) from None
        self._set_input(found, on=pressed)

    def lock_released(self, door: str) -> bool:
        """Whether the relay of a door is on."""
        lock = self._settings.wiring[door].lock
        twin = self._twin(lock.device)
        if not isinstance(twin, RelayTwin):
            raise WorldError(f"{lock.device} has no relays")
        return twin.relays[lock.channel - 1]

    def watch_locks(self, moved: Callable[[str, bool], None]) -> None:
        """Tell of every lock that is released or falls back: the door's name, and whether it is released."""
        doors = {(wires.lock.device, wires.lock.channel): name for name, wires in self._settings.wiring.items()}
        for name, plugged in self._plugged.items():
            twin = plugged.twin
            if isinstance(twin, RelayTwin):
                twin.observe(partial(_relay_moved, doors, name, moved))

    def cut(self, device: str) -> None:
        """Pull a device's cable."""
        self._get(device).cable.cut()

    def mend(self, device: str) -> None:
        """Put the cable back."""
        self._get(device).cable.mend()

    def fault(self, device: str, name: str, *, on: bool) -> None:
        """Let one of a device's mishaps, its own or its wire's, begin or end."""
        for part in self._parts(device):
            if name in part.faults:
                part.fault(name, on)
                return
        raise WorldError(f"{device} knows no fault {name!r}{nearest(name, self.faults(device))}")

    def faults(self, device: str) -> tuple[str, ...]:
        """Every mishap that `fault` knows for a device: its own and its wire's."""
        return tuple(sorted({name for part in self._parts(device) for name in part.faults}))

    def _parts(self, device: str) -> tuple[Mishaps, ...]:
        """What of a device can have mishaps; a camera's name works where no device has it."""
        if device in self._cameras and device not in self._plugged:
            return (self._cameras[device],)
        plugged = self._get(device)
        return (plugged.twin, plugged.cable)

    def _rest(self) -> None:
        """Nothing has happened yet: doors shut, no button pressed, loops closed, the power there."""
        shut = [
            point for wires in self._settings.wiring.values() for point in (wires.contact, wires.exit_button) if point
        ]
        resting = [(point, False) for point in shut]
        resting += [(wired.terminal, wired.means == "power-good") for wired in self._settings.inputs.values()]
        for terminal, on in resting:
            if on != terminal.inverted:  # a twin's inputs begin open; closing them is what takes a hand
                self._set_input(terminal, on=on)

    def _set_input(self, terminal: Point, *, on: bool) -> None:
        twin = self._twin(terminal.device)
        if not isinstance(twin, InputTwin):
            raise WorldError(f"{terminal.device} has no inputs")
        twin.set_input(terminal.channel, on != terminal.inverted)

    def _tag_reader(self, device: str) -> TagTwin:
        twin = self._twin(device)
        if not isinstance(twin, TagTwin):
            raise WorldError(f"{device} reads no tags")
        return twin

    def _twin(self, device: str) -> Twin:
        return self._get(device).twin

    def _get(self, device: str) -> Plugged:
        found = self._plugged.get(device)
        if found is None:
            raise WorldError(f"there is no device {device!r}{nearest(device, self._plugged)}")
        return found


def _relay_moved(
    doors: Mapping[tuple[str, int], str], device: str, moved: Callable[[str, bool], None], channel: int, on: bool
) -> None:
    door = doors.get((device, channel))
    if door is not None:
        moved(door, on)
