"""Who may be inside, as tests say it."""

from __future__ import annotations

from dataclasses import replace

from core_world import CoreStation, one_door

from station_app.core.events import (
    Counted,
    InputMoved,
    Known,
)
from station_app.core.flow import next_deadline
from station_app.core.model import House, Sense, Zone

HOUR = 3600


def sensed(**more: object) -> House:
    inputs = {
        "pir": Sense(name="pir", means="motion", zone="hall", board="board"),
        "latch": Sense(name="latch", means="latch", zone="hall", board="board"),
        "tamper": Sense(name="tamper", means="tamper"),
    }
    return replace(one_door(**more), inputs=inputs)  # pyright: ignore[reportArgumentType] - any field of Door


def private() -> House:
    zone = Zone(name="hall", title="Room", capacity=4, privacy="private")
    return replace(sensed(), zones={"hall": zone})


def stir(station: CoreStation, on: bool = True, name: str = "pir") -> None:
    station.hear(InputMoved(at=station.at, name=name, on=on))


def moved_once(station: CoreStation) -> None:
    stir(station)
    stir(station, on=False)


def known(station: CoreStation) -> tuple[int, int]:
    life = station.state.life["hall"]
    return life.low, life.high


def staff(station: CoreStation) -> None:
    station.show(Known(person="keeper"), "staff")


def pass_through(station: CoreStation, seconds: float) -> None:
    station.open()
    station.later(seconds)
    station.close()


def count(station: CoreStation, entered: int = 0, left: int = 0) -> None:
    station.hear(Counted(at=station.at, zone="hall", entered=entered, left=left))


def quiet_for(station: CoreStation, seconds: float) -> None:
    """Time passes as the shell tells it: at each deadline."""
    end = station.at.mono_ms + round(seconds * 1000)
    while station.at.mono_ms < end:
        left = (end - station.at.mono_ms) / 1000
        station.wait(min(left, next_deadline(station.state, station.at)))
