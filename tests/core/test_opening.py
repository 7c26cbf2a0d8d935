"""Open now, open next, closed next: always true, through seasons, holidays, shifted workdays, closures and offsets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from core_world import one_door
from hypothesis import given, settings
from hypothesis import strategies as st
from test_hours import day_of, hours, named_days

from station_app.core import opening
from station_app.core.hours import DAY, HOLIDAY, WEEKDAYS, WHOLE_WEEK, Hours, Season, Week
from station_app.core.instant import Instant
from station_app.core.model import House
from station_app.core.policy import Policy, ZoneRule

T = TypeVar("T")
Closure = tuple[int, int, str]

offsets = st.sampled_from([480, 0, -210, 345, 840])
walls = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(  # noqa: DTZ001
    lambda found: int(found.replace(tzinfo=UTC).timestamp() * 1000)
)


@st.composite
def closures(draw: Callable[[st.SearchStrategy[int]], int]) -> Closure:
    start = draw(walls)
    return start, start + draw(st.integers(1, 20 * DAY * 60_000)), "works"


policies = st.builds(
    Policy,
    hours=hours,
    days=named_days,
    closures=st.lists(closures(), max_size=2).map(tuple),
    zones=st.builds(
        ZoneRule,
        hours=st.none() | hours,
        closures=st.lists(closures(), max_size=1).map(tuple),
        duty=st.none() | hours,
        needs_staff=st.booleans(),
    ).map(lambda rule: {"hall": rule}),
)
instants = st.builds(
    Instant,
    wall_ms=walls,
    mono_ms=st.just(0),
    boot=st.just("b"),
    clock=st.sampled_from(["trusted", "drifting", "trusted", "unknown"]),
    utc_offset_minutes=offsets,
)


def house_of(policy: Policy) -> House:
    return replace(one_door(), policy=policy)


def near(policy: Policy, at: Instant, closed: list[Closure]) -> Policy:
    """The same policy with closures close to the moment, where they matter."""
    return replace(policy, closures=(*policy.closures, *closed))


def minutes_later(at: Instant, minutes: int) -> Instant:
    return replace(at, wall_ms=at.wall_ms - at.wall_ms % 60_000 + minutes * 60_000)


closed_soon = st.lists(
    st.tuples(st.integers(-2 * DAY, 3 * DAY), st.integers(1, 3 * DAY), st.integers(0, 59_999)), max_size=3
)


@settings(max_examples=60, deadline=None)
@given(policy=policies, at=instants, soon=closed_soon)
def test_at_its_next_opening_a_zone_is_open_and_at_no_minute_before(
    policy: Policy, at: Instant, soon: list[tuple[int, int, int]]
) -> None:
    closed = [(at.wall_ms + a * 60_000 + ms, at.wall_ms + (a + length) * 60_000, "soon") for a, length, ms in soon]
    house = house_of(near(policy, at, closed))

    found = opening.next_opening(house, "hall", at)

    ahead = 5 * DAY if found is None else min(5 * DAY, found - at.local_minute)
    assert not any(opening.is_open(house, "hall", minutes_later(at, minute)) for minute in range(ahead))
    assert found is None or opening.is_open(house, "hall", minutes_later(at, found - at.local_minute))


@settings(max_examples=60, deadline=None)
@given(policy=policies, at=instants, soon=closed_soon)
def test_at_its_next_closing_a_zone_is_closed_and_at_no_minute_before(
    policy: Policy, at: Instant, soon: list[tuple[int, int, int]]
) -> None:
    closed = [(at.wall_ms + a * 60_000 + ms, at.wall_ms + (a + length) * 60_000, "soon") for a, length, ms in soon]
    house = house_of(near(policy, at, closed))

    found = opening.closes_at(house, "hall", at)

    ahead = 5 * DAY if found is None else min(5 * DAY, found - at.local_minute)
    assert all(opening.is_open(house, "hall", minutes_later(at, minute)) for minute in range(ahead))
    assert found is None or not opening.is_open(house, "hall", minutes_later(at, found - at.local_minute))


@given(policy=policies, at=instants, second=st.integers(0, 59_999))
def test_a_zone_opens_and_closes_on_whole_minutes_only(policy: Policy, at: Instant, second: int) -> None:
    house = house_of(policy)
    whole = minutes_later(at, 0)

    assert opening.is_open(house, "hall", whole) == opening.is_open(
        house, "hall", replace(whole, wall_ms=whole.wall_ms + second)
    )


def local(*moment: int, offset: int = 480) -> Instant:
    """A moment of local time."""
    year, month, day, hour, minute = moment
    wall = datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(minutes=offset)
    return Instant(wall_ms=int(wall.timestamp() * 1000), mono_ms=0, boot="b", utc_offset_minutes=offset)


def minute_of(*moment: int) -> int:
    year, month, day, hour, minute = moment
    return day_of(year, month, day) * DAY + hour * 60 + minute


OFFICE = Week.of({day: ["08:00-12:00", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
NATIONAL_DAY = {**{day_of(2026, 10, day): HOLIDAY for day in range(1, 8)}, day_of(2026, 10, 10): "fri"}


def test_before_a_week_of_holidays_the_next_opening_is_after_it_and_has_a_date() -> None:
    house = house_of(Policy(hours=Hours(OFFICE), days=NATIONAL_DAY))

    assert opening.next_opening(house, "hall", local(2026, 9, 30, 18, 0)) == minute_of(2026, 10, 8, 8, 0)
    assert opening.next_text(house, "hall", local(2026, 9, 30, 18, 0)) == "2026-10-08 08:00"


def test_a_shifted_workday_is_an_opening() -> None:
    house = house_of(Policy(hours=Hours(OFFICE), days=NATIONAL_DAY))

    assert opening.next_text(house, "hall", local(2026, 10, 9, 18, 0)) == "5 08:00"


def test_just_a_week_ahead_is_said_by_weekday_and_a_minute_more_by_date() -> None:
    house = house_of(Policy(hours=Hours.weekly({"mon": ["12:00-13:00"]}), days={day_of(2026, 11, 23): HOLIDAY}))

    assert opening.next_text(house, "hall", local(2026, 11, 23, 12, 0)) == "0 12:00"
    assert opening.next_text(house, "hall", local(2026, 11, 23, 11, 59)) == "2026-11-30 12:00"


def test_winter_hours_begin_on_their_day_and_what_summer_began_the_evening_before_goes_on() -> None:
    late = Week.of({day: ["16:00-01:00"] for day in WEEKDAYS})
    winter = Season("winter", (10, 1), (4, 30), OFFICE)
    house = house_of(Policy(hours=Hours(late, (winter,))))

    assert opening.closes_at(house, "hall", local(2026, 9, 30, 23, 0)) == minute_of(2026, 10, 1, 1, 0)
    assert opening.next_opening(house, "hall", local(2026, 10, 1, 1, 0)) == minute_of(2026, 10, 1, 8, 0)


def test_a_closure_is_passed_over_and_takes_every_minute_that_it_touches() -> None:
    first, last = local(2026, 11, 23, 9, 0).wall_ms + 30_000, local(2026, 11, 23, 11, 30).wall_ms + 1
    house = house_of(Policy(hours=Hours(OFFICE), closures=((first, last, "works"),)))

    assert opening.closes_at(house, "hall", local(2026, 11, 23, 8, 30)) == minute_of(2026, 11, 23, 9, 0)
    assert opening.next_opening(house, "hall", local(2026, 11, 23, 9, 0)) == minute_of(2026, 11, 23, 11, 31)


def test_a_closure_that_ends_in_the_night_leads_to_the_morning() -> None:
    first, last = local(2026, 11, 23, 9, 0).wall_ms, local(2026, 11, 24, 3, 0).wall_ms
    house = house_of(Policy(hours=Hours(OFFICE), closures=((first, last, "works"),)))

    assert opening.next_opening(house, "hall", local(2026, 11, 23, 9, 0)) == minute_of(2026, 11, 24, 8, 0)


def test_a_closure_of_one_zone_leaves_the_others_open() -> None:
    shut = ZoneRule(closures=((local(2026, 11, 23, 0, 0).wall_ms, local(2026, 11, 30, 0, 0).wall_ms, "no water"),))
    house = house_of(Policy(zones={"shower": shut}))

    assert not opening.is_open(house, "shower", local(2026, 11, 23, 12, 0))
    assert opening.is_open(house, "hall", local(2026, 11, 23, 12, 0))


def test_a_station_round_the_clock_never_closes() -> None:
    assert opening.closes_at(house_of(Policy()), "hall", local(2026, 11, 23, 12, 0)) is None


@pytest.mark.parametrize("rule", [ZoneRule(hours=Hours.weekly({})), ZoneRule(needs_staff=True)])
def test_what_never_opens_has_no_next_opening(rule: ZoneRule) -> None:
    house = house_of(Policy(zones={"hall": rule}))

    assert opening.next_opening(house, "hall", local(2026, 11, 23, 12, 0)) is None
    assert opening.next_text(house, "hall", local(2026, 11, 23, 12, 0)) == ""


def test_hours_of_half_the_year_are_found_from_the_other_half() -> None:
    summer = Season("summer", (5, 1), (9, 30), WHOLE_WEEK)
    house = house_of(Policy(hours=Hours(Week.of({}), (summer,))))

    assert opening.next_text(house, "hall", local(2026, 10, 1, 0, 0)) == "2027-05-01 00:00"


def test_a_closure_longer_than_anybody_looks_ahead_is_no_opening() -> None:
    first = local(2026, 11, 23, 0, 0).wall_ms
    house = house_of(Policy(hours=Hours(OFFICE), closures=((first, first + 500 * DAY * 60_000, "rebuilt"),)))

    assert opening.next_opening(house, "hall", local(2026, 11, 23, 12, 0)) is None


def test_a_zone_that_needs_staff_is_open_while_both_its_hours_and_its_duty_hold() -> None:
    rule = ZoneRule(hours=Hours(OFFICE), duty=Hours.weekly({"tue": ["10:00-20:00"]}), needs_staff=True)
    house = house_of(Policy(zones={"hall": rule}))

    assert opening.next_text(house, "hall", local(2026, 11, 23, 9, 0)) == "1 10:00"
    assert opening.closes_at(house, "hall", local(2026, 11, 24, 11, 0)) == minute_of(2026, 11, 24, 12, 0)


def test_somebody_is_on_duty_by_the_timetable_only() -> None:
    rule = ZoneRule(duty=Hours.weekly({"tue": ["10:00-20:00"]}))
    house = house_of(Policy(zones={"hall": rule}))

    assert opening.on_duty(house, "hall", local(2026, 11, 24, 10, 0))
    assert not opening.on_duty(house, "hall", local(2026, 11, 24, 20, 0))
    assert not opening.on_duty(house, "elsewhere", local(2026, 11, 24, 10, 0))


def test_nobody_is_on_duty_while_the_station_is_closed_for_a_time() -> None:
    closed = ((local(2026, 11, 24, 0, 0).wall_ms, local(2026, 11, 25, 0, 0).wall_ms, "works"),)
    house = house_of(Policy(closures=closed, zones={"hall": ZoneRule(duty=Hours.always())}))

    assert not opening.on_duty(house, "hall", local(2026, 11, 24, 10, 0))


@pytest.mark.parametrize("offset", [480, -300])
def test_the_day_is_that_of_the_offset(offset: int) -> None:
    house = house_of(Policy(hours=Hours.weekly({"mon": ["00:00-24:00"]})))

    assert opening.is_open(house, "hall", local(2026, 11, 23, 0, 0, offset=offset))
    assert not opening.is_open(house, "hall", local(2026, 11, 22, 23, 59, offset=offset))


def test_a_leap_day_is_a_day() -> None:
    leap = Season("leap", (2, 29), (2, 29), WHOLE_WEEK)
    house = house_of(Policy(hours=Hours(Week.of({}), (leap,))))

    assert opening.next_opening(house, "hall", local(2028, 2, 1, 0, 0)) == minute_of(2028, 2, 29, 0, 0)
    assert date(2028, 2, 29).weekday() == 1


def test_a_clock_that_cannot_be_believed_locks_nobody_out() -> None:
    night = replace(local(2026, 11, 23, 3, 0), clock="unknown")
    closed = ((night.wall_ms - 1, night.wall_ms + 1, "works"),)
    house = house_of(Policy(hours=Hours(OFFICE), closures=closed, zones={"gym": ZoneRule(duty=Hours(OFFICE))}))

    assert opening.is_open(house, "hall", night)
    assert opening.closes_at(house, "hall", night) is None
    assert opening.on_duty(house, "gym", night)


def test_a_clock_that_cannot_be_believed_opens_nothing_that_never_opens() -> None:
    night = replace(local(2026, 11, 23, 3, 0), clock="unknown")
    house = house_of(Policy(hours=Hours.weekly({}), zones={"gym": ZoneRule(needs_staff=True)}))

    assert not opening.is_open(house, "hall", night)
    assert not opening.is_open(house, "gym", night)
    assert not opening.on_duty(house, "gym", night)
    assert opening.next_text(house, "hall", night) == ""
