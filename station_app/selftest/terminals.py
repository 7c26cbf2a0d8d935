"""Checks of what is wired to inputs: known, still, and in the state in which a tested station must be."""

from __future__ import annotations

from typing import Final

from hardware.devices.readings import InputChanged
from station_app.config import Point
from station_app.core.model import InputMeaning
from station_app.selftest.asking import back_at_work
from station_app.selftest.locks import input_now
from station_app.selftest.outcome import Outcome, Prove, green, red
from station_app.selftest.under_test import UnderTest

WATCH_SECONDS: Final = 2.0
_RESTLESS: Final = 2

_WRONG: Final[dict[InputMeaning, tuple[bool, str]]] = {
    "smoke": (True, "smoke-loop-open"),
    "help": (True, "button-stuck"),
    "confirm": (True, "button-stuck"),
    "power-good": (False, "power-lost"),
    "leak": (True, "leak"),
    "tamper": (True, "tamper"),
}
"""The state in which an input tells of something wrong, and its code. Motion and latch may be either."""


def contact(point: Point) -> Prove:
    """The contact is known, does not flutter, and says that the door is shut."""
    return _still(point, wrong=True, fault="door-open")


def exit_button(point: Point) -> Prove:
    """The exit button is known, does not flutter, and is not stuck."""
    return _still(point, wrong=True, fault="button-stuck")


def other(point: Point, means: InputMeaning) -> Prove:
    """An input is known, does not flutter, and tells of nothing wrong."""
    wrong, fault = _WRONG.get(means, (None, ""))
    return _still(point, wrong=wrong, fault=fault, may_move=means in ("motion", "latch"))


def _still(point: Point, *, wrong: bool | None, fault: str, may_move: bool = False) -> Prove:
    async def prove(station: UnderTest) -> Outcome:
        device = station.devices[point.device]
        if (gone := await back_at_work(station, device)) is not None:
            return gone
        bounced = device.health.counts.get("bounces", 0)
        with station.ears.listening() as ear:
            heard = await ear.all(WATCH_SECONDS)
        moves = sum(1 for one in heard if _of(one, point))
        bounced = device.health.counts.get("bounces", 0) - bounced
        state = input_now(station, point)
        told = {"state": {True: "on", False: "off", None: ""}[state], "moves": moves, "bounces": bounced}
        if state is None:
            return red("unknown-state", **told)
        if moves >= _RESTLESS and not may_move:
            return red("flutters", **told)
        return red(fault, **told) if state == wrong else green(**told)

    return prove


def _of(heard: object, point: Point) -> bool:
    return isinstance(heard, InputChanged) and (heard.device, heard.channel) == (point.device, point.channel)
