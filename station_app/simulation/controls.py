"""The control lines of simulator and demo: one line in, one line `ok …` or `error …` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.devices.readings import CardKind
from hardware.simulators.id_cards import SimulatedCard
from station_app.simulation.world import World, WorldError

HELP = (
    "card DEV NUMBER | lift DEV | code DEV TEXT | open DOOR | close DOOR | press INPUT | release INPUT | "
    "cut DEV | mend DEV | fault DEV NAME [on|off] | quit"
)


class Controls:
    """Reads control lines and acts on a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._verbs: Mapping[str, Callable[[str], str]] = {
            "card": self._card,
            "lift": self._lift,
            "code": self._code,
            "open": self._open,
            "close": self._close,
            "press": self._press,
            "release": self._release,
            "cut": self._cut,
            "mend": self._mend,
            "fault": self._fault,
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

    def _lift(self, rest: str) -> str:
        device = _one(rest, "lift DEV")
        self._world.lift_card(device)
        return f"lift {device}"

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

    def _close(self, rest: str) -> str:
        door = _one(rest, "close DOOR")
        self._world.move_door(door, is_open=False)
        return f"close {door}"

    def _press(self, rest: str) -> str:
        terminal = _one(rest, "press INPUT")
        self._world.press(terminal, pressed=True)
        return f"press {terminal}"

    def _release(self, rest: str) -> str:
        terminal = _one(rest, "release INPUT")
        self._world.press(terminal, pressed=False)
        return f"release {terminal}"

    def _cut(self, rest: str) -> str:
        device = _one(rest, "cut DEV")
        self._world.cut(device)
        return f"cut {device}"

    def _mend(self, rest: str) -> str:
        device = _one(rest, "mend DEV")
        self._world.mend(device)
        return f"mend {device}"

    def _fault(self, rest: str) -> str:
        words = rest.split()
        if len(words) not in (2, 3) or words[2:] not in ([], ["on"], ["off"]):
            raise WorldError("write it like: fault DEV NAME [on|off]")
        on = words[2:] != ["off"]
        self._world.fault(words[0], words[1], on=on)
        return f"fault {words[0]} {words[1]} {'on' if on else 'off'}"


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
