"""What goes wrong with doors, as tests say it."""

from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, CoreStation, one_door

from station_app.core.commands import HoldLock
from station_app.core.events import (
    InputMoved,
    LockMoved,
)
from station_app.core.model import House, Sense

PEOPLE = ("person-1", "person-2", "person-3", "person-4", "person-5", "person-6")


def sensed(**more: object) -> House:
    """One door, with a motion sensor and a latch behind it."""
    house = one_door(**more)  # pyright: ignore[reportArgumentType] - any field of Door
    inputs = {
        "pir": Sense(name="pir", means="motion", zone="hall", board="board"),
        "latch": Sense(name="latch", means="latch", zone="hall", board="board"),
        "smoke": Sense(name="smoke", means="smoke"),
    }
    return replace(house, inputs=inputs)


def two_doors() -> House:
    house = one_door()
    side = replace(house.doors["main"], name="side", readers=("side-reader",))
    return replace(house, doors={**house.doors, "side": side})


def turn(station: CoreStation, name: str, on: bool) -> None:
    station.hear(InputMoved(at=station.at, name=name, on=on))


def released(station: CoreStation, presentation: str = "", door: str = "main") -> None:
    """The lock has moved for the newest presentation."""
    name = presentation or f"presentation-{station._presentations}"  # pyright: ignore[reportPrivateUsage]
    hold = HoldLock(door=door, seconds=3.0, cause="entry", presentation=name)
    station.hear(LockMoved(at=station.at, hold=hold))


def in_vain(station: CoreStation, person: str = ANNA, seconds: float = 9) -> None:
    """Somebody is granted, the lock moves, and the door does not open."""
    station.card(person)
    released(station)
    station.wait(seconds)


def vain_exit(station: CoreStation, seconds: float = 9) -> None:
    station.press_exit()
    station.wait(seconds)


def contradicts(station: CoreStation) -> bool:
    return "contact-contradicts/main" in station.state.incidents


def lie_until_found(station: CoreStation) -> None:
    """People come and go three times; the contact says closed."""
    for person in PEOPLE[:3]:
        in_vain(station, person, 60)
        vain_exit(station, 60)
