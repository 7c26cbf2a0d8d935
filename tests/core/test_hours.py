"""Opening hours: what is written is what is open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.hours import DAY, WEEK, WEEKDAYS, Hours


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


starts = st.integers(0, DAY - 1)
ends = st.integers(0, DAY)
spans = st.tuples(starts, ends).filter(lambda span: span[0] != span[1])
tables = st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(spans, max_size=4), max_size=7)
minutes = st.integers(0, WEEK - 1)


def hours_of(table: dict[str, list[tuple[int, int]]]) -> Hours:
    return Hours.weekly({day: [f"{clock(a)}-{clock(b)}" for a, b in spans] for day, spans in table.items()})


def minutes_of(table: dict[str, list[tuple[int, int]]]) -> set[int]:
    """The same table, minute by minute."""
    found: set[int] = set()
    for day, spans_of_day in table.items():
        base = WEEKDAYS.index(day) * DAY
        for start, end in spans_of_day:
            length = end - start if end > start else end - start + DAY
            found |= {(base + start + step) % WEEK for step in range(length)}
    return found


@given(table=tables, minute=minutes)
def test_open_is_exactly_what_the_table_says(table: dict[str, list[tuple[int, int]]], minute: int) -> None:
    assert hours_of(table).open_at(minute) == (minute in minutes_of(table))


@given(table=tables)
def test_intervals_are_sorted_and_never_touch(table: dict[str, list[tuple[int, int]]]) -> None:
    flat = [edge for interval in hours_of(table).intervals for edge in interval]

    assert flat == sorted(set(flat))


@given(table=tables, minute=minutes)
def test_a_closed_station_opens_next_at_the_first_open_minute_after(
    table: dict[str, list[tuple[int, int]]], minute: int
) -> None:
    opened = minutes_of(table)
    waits = [(candidate - minute) % WEEK for candidate in opened]
    if not waits or minute in opened:
        return

    assert hours_of(table).next_opening(minute) == (minute + min(waits)) % WEEK


def test_a_station_without_hours_never_opens() -> None:
    assert Hours.weekly({}).next_opening(0) is None


@given(minute=minutes)
def test_always_is_always(minute: int) -> None:
    assert Hours.always().open_at(minute)


def test_a_full_day_may_end_at_twenty_four() -> None:
    assert Hours.weekly({"tue": ["00:00-24:00"]}).intervals == ((DAY, 2 * DAY),)


def test_intervals_that_touch_are_one() -> None:
    assert Hours.weekly({"mon": ["06:00-12:00", "12:00-18:00"]}).intervals == ((360, 1080),)


@pytest.mark.parametrize(
    "text",
    ["", "6", "06:00", "06:00-", "06:00-06:00", "24:00-06:00", "06:00-24:01", "06:60-07:00", "6:5-7:00", "a:00-b:00"],
)
def test_what_is_no_interval_is_refused_with_its_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"^wed: .* is no interval: write it like 06:00-22:00"):
        Hours.weekly({"wed": [text]})


def test_what_is_no_weekday_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'monday' is no weekday: use mon, tue, wed, thu, fri, sat, sun"):
        Hours.weekly({"monday": ["06:00-22:00"]})
