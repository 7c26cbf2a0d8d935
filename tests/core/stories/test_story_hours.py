"""A station through its year: summer nights, a week of holidays, a shifted workday, works, and a dead clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core_world import ANNA, BO, MONDAY_NOON, CoreStation, one_door

from station_app.assets import holidays
from station_app.core.hours import WEEKDAYS, Hours, Season, Week
from station_app.core.instant import Instant
from station_app.core.model import House
from station_app.core.policy import Policy, ZoneRule

DAYTIME = Week.of({**{day: ["06:00-12:00", "12:00-22:00"] for day in WEEKDAYS}, "holiday": ["09:00-17:00"]})
SUMMER = Week.of({day: ["05:00-01:00"] for day in WEEKDAYS})
WORKDAYS = Hours.weekly({day: ["08:30-18:00"] for day in WEEKDAYS[:5]})


def moment(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> Instant:
    """A moment in Shanghai."""
    wall = datetime(year, month, day, hour, minute, tzinfo=UTC)
    return replace(MONDAY_NOON, wall_ms=int(wall.timestamp() * 1000) - 8 * 3_600_000)


def house(hours: Hours, **policy: object) -> House:
    rules = Policy(version="p7", hours=hours, days=holidays(), **policy)  # pyright: ignore[reportArgumentType]
    return replace(one_door(), policy=rules)


def arrival(at: Instant, where: House) -> tuple[bool, str]:
    """Whether Anna gets in, and if not, when she is told to come back."""
    station = CoreStation(where, at=at)
    station.card(ANNA)
    return station.count("access.granted") == 1, station.state.screen.opens_at


def test_the_last_night_of_summer_ends_after_midnight_and_winter_begins_in_the_morning() -> None:
    """A rider comes at half past midnight of the first autumn day: that is still the night of the last summer day."""
    year = house(Hours(DAYTIME, (Season("summer", (6, 1), (9, 24), SUMMER),)))

    assert arrival(moment(9, 25, 0, 30), year) == (True, "")
    assert arrival(moment(9, 25, 1), year) == (False, "4 09:00")
    assert arrival(moment(9, 24, 3), year) == (False, "3 05:00")


def test_the_national_holiday_has_its_own_hours_and_the_saturday_after_it_is_a_wednesday() -> None:
    """An office's reading room: closed for the whole holiday, and open on the Saturday that is worked instead."""
    room = house(WORKDAYS)

    assert arrival(moment(9, 30, 18), room) == (False, "2026-10-08 08:30")
    assert arrival(moment(10, 3, 10), room) == (False, "3 08:30")
    assert arrival(moment(10, 10, 10), room) == (True, "")
    assert arrival(moment(10, 11, 10), room) == (False, "0 08:30")


def test_who_is_inside_when_it_closes_leaves_as_ever_and_who_comes_meanwhile_is_told_when_it_ends() -> None:
    """Works close the station at two in the afternoon: the door lets out, and the kiosk tells the truth."""
    works = (moment(11, 24, 14).wall_ms, moment(11, 25, 9, 30).wall_ms, "new water pipe")
    station = CoreStation(house(Hours(DAYTIME), closures=(works,)), at=moment(11, 24, 13, 30))
    station.enter(ANNA)

    station.wait(45 * 60)
    station.card(BO)
    told = station.last("access.denied").body
    station.leave()

    assert (told["reason"], told["opens_at"]) == ("closed", "2 09:30")
    assert station.inside == 0


def test_a_closed_shower_closes_nothing_else() -> None:
    """Only the shower has no water."""
    dry = ZoneRule(closures=((moment(11, 20, 0).wall_ms, moment(12, 1, 0).wall_ms, "no water"),))
    station = CoreStation(house(Hours.always(), zones={"shower": dry}), at=moment(11, 24, 3))

    station.card(ANNA)

    assert station.count("access.granted") == 1


def test_a_station_whose_clock_died_in_a_cold_night_lets_people_in() -> None:
    """The clock says 1970, a Thursday, four in the morning; nobody is left outside for that."""
    dead = Instant(wall_ms=-4 * 3_600_000, mono_ms=60_000, boot="b2", clock="unknown")

    assert arrival(dead, house(Hours(DAYTIME))) == (True, "")
