"""Somebody sleeps in the station at night, and nobody takes the silence for an empty room."""

from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, MONDAY_NOON, CoreStation, one_door

from station_app.core.events import InputMoved
from station_app.core.flow import next_deadline
from station_app.core.instant import Instant
from station_app.core.model import House, Sense
from station_app.core.occupancy import shown

HOUR = 3600

TWO_AT_NIGHT: Instant = replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms + 14 * HOUR * 1000)


def with_motion() -> House:
    return replace(one_door(), inputs={"pir": Sense(name="pir", means="motion", zone="hall", board="board")})


def stirs(station: CoreStation) -> None:
    for on in (True, False):
        station.hear(InputMoved(at=station.at, name="pir", on=on))
        station.later(3)


def nothing_happens_for(station: CoreStation, seconds: float) -> None:
    end = station.at.mono_ms + round(seconds * 1000)
    while station.at.mono_ms < end:
        left = (end - station.at.mono_ms) / 1000
        station.wait(min(left, next_deadline(station.state, station.at)))


def test_a_rider_sleeps_from_two_for_five_hours() -> None:
    """Five silent hours are no empty room: nobody asks, nothing counts down, the door lets out as ever."""
    station = CoreStation(with_motion(), at=TWO_AT_NIGHT)
    station.enter(ANNA)
    stirs(station)
    nothing_happens_for(station, 5 * HOUR)

    assert shown(station.state, "hall") == "1"
    assert station.count("occupancy.sweep") == 0
    assert station.state.life["hall"].swept is None

    station.leave()
    assert station.inside == 0


def test_a_rider_sleeps_longer_than_any_stay_may_last() -> None:
    """After six hours the visit is closed by its length; the sleeper is still possible, and answers the asking."""
    station = CoreStation(with_motion(), at=TWO_AT_NIGHT)
    station.enter(ANNA)
    stirs(station)
    nothing_happens_for(station, 6 * HOUR)
    assert station.last("visit.ended").body["evidence"] == "max-stay"
    assert station.state.life["hall"].swept is not None or shown(station.state, "hall") == "0-1"

    nothing_happens_for(station, 60)
    stirs(station)
    assert station.last("occupancy.sweep").body["result"] == "somebody"
    assert shown(station.state, "hall") == "1"


def test_an_overlooked_nobody_is_found_to_be_nobody() -> None:
    """Everybody has gone. An hour of silence, the asking, five more minutes: only then is the room empty."""
    station = CoreStation(with_motion(), at=TWO_AT_NIGHT)
    station.enter(ANNA)
    stirs(station)
    nothing_happens_for(station, 600)
    station.leave()
    assert shown(station.state, "hall") == "0-1"

    nothing_happens_for(station, HOUR)
    assert shown(station.state, "hall") == "0-1"
    nothing_happens_for(station, 301)

    assert shown(station.state, "hall") == "0"
    assert station.last("occupancy.sweep").body["result"] == "empty"
