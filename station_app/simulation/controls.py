"""The control lines of simulator and demo: one line in, one line `ok …` or `error …` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import isfinite

from hardware.devices.readings import CardKind
from hardware.simulators.id_cards import SimulatedCard
from station_app.simulation.world import World, WorldError

HELP = (
    "card DEV NUMBER | touch DEV UID | lift DEV | code DEV TEXT | open DOOR | close DOOR | "
    "press INPUT | release INPUT | cut DEV | mend DEV | fault DEV NAME [on|off] | faults DEV | "
    "measure DEV QUANTITY VALUE | quit"
)


class Controls:
    """Reads control lines and acts on a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        plain: Mapping[str, tuple[str, Callable[[str], object]]] = {
            "lift": ("DEV", world.lift),
            "close": ("DOOR", partial(world.move_door, is_open=False)),
            "press": ("INPUT", partial(world.press, pressed=True)),
            "release": ("INPUT", partial(world.press, pressed=False)),
            "cut": ("DEV", world.cut),
            "mend": ("DEV", world.mend),
        }
        self._verbs: Mapping[str, Callable[[str], str]] = {
            "card": self._card,
            "touch": self._touch,
            "code": self._code,
            "open": self._open,
            "fault": self._fault,
            "faults": self._faults,
            "measure": self._measure,
            **{verb: partial(_plainly, f"{verb} {what}", act) for verb, (what, act) in plain.items()},
        }

    def answer(self, line: str) -> str:
        """Do what a line says. Never raises for what a person types."""
        verb, _, rest = line.strip().partition(" ")
        act = self._verbs.get(verb)
        if act is None:
            return f"error {verb!r} is no control; there are: {HELP}"
        try:
            return f"ok {act(rest.strip())}"
        except ValueError as error:  # WorldError, or a card that cannot exist
            return f"error {error}"

    def _card(self, rest: str) -> str:
        device, number = _two(rest, "card DEV NUMBER")
        # The answer names the reader only: a number typed here goes nowhere but onto the wire.
        self._world.lay_card(device, SimulatedCard(number=number, kind=kind_of(number)))
        return f"card {device}"

    def _touch(self, rest: str) -> str:
        device, text = _two(rest, "touch DEV UID")
        try:
            uid = bytes.fromhex(text)
        except ValueError:
            # Like a number, the id goes nowhere but onto the wire.
            raise WorldError(f"the id is not in hex; write it like: touch {device} 04A1B2C3") from None
        self._world.touch_tag(device, uid)
        return f"touch {device}"

    def _code(self, rest: str) -> str:
        device, _, text = rest.partition(" ")
        if not device or not text:
            raise WorldError("write it like: code DEV TEXT")
        self._world.show_code(device, text)
        return f"code {device}"

    def _open(self, rest: str) -> str:
        door = _one(rest, "open DOOR")
        released = self._world.move_door(door, is_open=True)
        return f"open {door} lock={'released' if released else 'locked'}"

    def _fault(self, rest: str) -> str:
        words = rest.split()
        if len(words) not in (2, 3) or words[2:] not in ([], ["on"], ["off"]):
            raise WorldError("write it like: fault DEV NAME [on|off]")
        on = words[2:] != ["off"]
        self._world.fault(words[0], words[1], on=on)
        return f"fault {words[0]} {words[1]} {'on' if on else 'off'}"

    def _faults(self, rest: str) -> str:
        device = _one(rest, "faults DEV")
        return f"faults {device} {' '.join(self._world.faults(device))}"

    def _measure(self, rest: str) -> str:
        words = rest.split()
        if len(words) != 3:
            raise WorldError("write it like: measure DEV QUANTITY VALUE")
        device, quantity, text = words
        try:
            value = float(text)
        except ValueError:
            raise WorldError(f"{text!r} is no number; write it like: measure {device} {quantity} 21.5") from None
        if not isfinite(value):
            raise WorldError(f"{text!r} is no value that anything can have")
        self._world.measure(device, quantity, value)
        return f"measure {device} {quantity} {value:g}"


def _plainly(usage: str, act: Callable[[str], object], rest: str) -> str:
    name = _one(rest, usage)
    act(name)
    return f"{usage.split()[0]} {name}"


def kind_of(number: str) -> CardKind:
    """Which card carries such a number."""
    if len(number) == 15:
        return "foreigner-2017"
    if number.startswith("9"):
        return "foreigner-2023"
    return "hk-macao-taiwan" if number.startswith(("81", "82", "83")) else "citizen"


def _one(rest: str, usage: str) -> str:
    words = rest.split()
    if len(words) != 1:
        raise WorldError(f"write it like: {usage}")
    return words[0]


def _two(rest: str, usage: str) -> tuple[str, str]:
    words = rest.split()
    if len(words) != 2:
        raise WorldError(f"write it like: {usage}")
    return words[0], words[1]
