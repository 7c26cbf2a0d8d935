"""What the screen is told for whoever comes in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from station_bench import NOON, settings, stamp_of

from hardware.clock import ManualClock
from station_app.core.memory.people import Asked, Wish
from station_app.core.model import StationState
from station_app.core.policy import Audience, Grace, ZoneRule
from station_app.station.entry_picture import MOST_ROOMS, Entry, entry
from station_app.wire import Questions, RoomNeed


class EntryBench:
    """A state that is changed, and what it means for the screen."""

    def __init__(self) -> None:
        self.clock = ManualClock(wall=NOON)
        self.stamp = stamp_of(self.clock)
        self.state = StationState.fresh(settings().house)

    def policy(self, **changes: object) -> None:
        """Another policy is in force."""
        policy = replace(self.state.house.policy, **changes)  # pyright: ignore[reportArgumentType] - any field
        self.state = replace(self.state, house=replace(self.state.house, policy=policy))

    def told(self) -> Entry:
        """The fields of the snapshot."""
        return entry(self.state, self.stamp.now())


@pytest.fixture
def bench() -> EntryBench:
    return EntryBench()


def test_where_nothing_is_asked_or_awaited_nothing_is_told(bench: EntryBench) -> None:
    assert bench.told() == {"questions": None, "wish": "", "wish_zone": "", "door": "", "grace": "", "rooms": ()}


def test_what_somebody_is_asked_names_the_admission_and_the_notice_alone(bench: EntryBench) -> None:
    at = bench.stamp.now()
    asked = Asked(presentation="p1", lasting="year-name", at=at, zone="hall", person="day-name")
    bench.state = replace(bench.state, asked=asked)

    told = bench.told()
    assert told["questions"] == Questions(presentation="p1", notice="1", consent=True, occupation=True)
    assert "-name" not in str(told)


def test_what_is_awaited_is_told_with_the_room_by_its_name(bench: EntryBench) -> None:
    bench.state = replace(bench.state, wish=Wish(what="need", since=bench.stamp.now(), zone="hall", need="nursing"))

    assert (bench.told()["wish"], bench.told()["wish_zone"]) == ("need", "Hall")


async def test_what_is_awaited_no_more_is_not_told(bench: EntryBench) -> None:
    bench.state = replace(bench.state, wish=Wish(what="forget", since=bench.stamp.now()))
    await bench.clock.advance(31)

    assert bench.told()["wish"] == ""


async def test_the_weather_s_way_in_is_told_with_its_door_while_it_lasts(bench: EntryBench) -> None:
    now = bench.stamp.now().wall_ms
    bench.policy(grace=(Grace(reason="storm", from_ms=now, until_ms=now + 60_000),))
    during = bench.told()
    await bench.clock.advance(61)

    assert (during["grace"], during["door"]) == ("storm", "main")
    assert (bench.told()["grace"], bench.told()["door"]) == ("", "")


def test_rooms_are_told_by_what_must_be_declared_for_them(bench: EntryBench) -> None:
    rule = ZoneRule(title="母婴室", audience=Audience(needs=frozenset({"nursing"})))
    bench.policy(zones={"hall": rule})

    assert bench.told()["rooms"] == (RoomNeed(zone="hall", title="母婴室", need="nursing"),)


def test_no_more_rooms_are_told_than_there_are_tiles(bench: EntryBench) -> None:
    needs = frozenset(f"need-{number}" for number in range(20))
    bench.policy(zones={"hall": ZoneRule(audience=Audience(needs=needs))})

    assert len(bench.told()["rooms"]) == MOST_ROOMS
