"""Opening hours: what is written is what is open, minute by minute, through seasons, holidays and midnights."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from station_app.core.hours import DAY, HOLIDAY, WEEKDAYS, WHOLE_WEEK, Hours, Season, Week

Table = dict[str, list[tuple[int, int]]]

FIRST = date(1970, 1, 1).toordinal()


def day_of(year: int, month: int, day: int) -> int:
    """Days since 1970."""
    return date(year, month, day).toordinal() - FIRST


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def texts(spans: list[tuple[int, int]]) -> list[str]:
    return [f"{clock(a)}-{clock(b)}" for a, b in spans]


def week_of(table: Table) -> Week:
    return Week.of({day: texts(spans) for day, spans in table.items()})


quarters = st.integers(0, 95).map(lambda quarter: quarter * 15)
spans = st.tuples(quarters, quarters | st.just(DAY)).filter(lambda span: span[0] != span[1])
day_spans = st.lists(spans, max_size=3)
tables = st.dictionaries(st.sampled_from([*WEEKDAYS, HOLIDAY]), day_spans, max_size=8)
month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda found: (found.month, found.day))
seasons = st.builds(Season, st.sampled_from(["summer", "winter"]), month_days, month_days, tables.map(week_of))
hours = st.builds(Hours, tables.map(week_of), st.lists(seasons, max_size=2).map(tuple))
days = st.integers(day_of(2023, 12, 25), day_of(2029, 1, 5))
named_days = st.dictionaries(days, st.sampled_from([*WEEKDAYS, HOLIDAY]), max_size=6)


def open_minutes_of(table: Table, name: str) -> set[int]:
    """Minutes from the start of a day on that its intervals hold, past midnight beyond 1439."""
    spans_of_day = table.get(name, [] if name != HOLIDAY else table.get("sun", []))
    return {minute for a, b in spans_of_day for minute in range(a, b if b > a else b + DAY)}


@given(table=tables, day=days, rest=quarters, named=named_days, late=st.integers(0, 14))
def test_a_minute_is_open_when_an_interval_that_began_that_day_or_the_day_before_holds_it(
    table: Table, day: int, rest: int, named: dict[int, str], late: int
) -> None:
    names = {d: named.get(d, WEEKDAYS[date.fromordinal(d + FIRST).weekday()]) for d in (day, day - 1)}
    minute = rest + late

    expected = minute in open_minutes_of(table, names[day]) or minute + DAY in open_minutes_of(table, names[day - 1])

    assert Hours(week_of(table)).open_at(day * DAY + minute, named) == expected


@given(table=tables)
def test_a_week_is_read_back_from_its_own_table(table: Table) -> None:
    week = week_of(table)

    assert Week.of(week.table()) == week


@given(day=days, first=month_days, last=month_days)
@example(day=day_of(2024, 2, 29), first=(2, 29), last=(2, 29))
@example(day=day_of(2025, 1, 1), first=(12, 1), last=(2, 28))
@example(day=day_of(2025, 6, 1), first=(12, 1), last=(2, 28))
def test_a_season_holds_the_days_from_its_first_to_its_last_over_the_turn_of_the_year_too(
    day: int, first: tuple[int, int], last: tuple[int, int]
) -> None:
    found = date.fromordinal(day + FIRST)
    here = (found.month, found.day)
    after_first, before_last = here >= first, here <= last
    within = (after_first and before_last) if first <= last else (after_first or before_last)
    open_then = Hours(Week.of({}), (Season("s", first, last, WHOLE_WEEK),))

    assert open_then.open_at(day * DAY + 720, {}) == within


def test_where_two_seasons_hold_a_day_the_first_one_counts() -> None:
    shut = Season("works", (7, 1), (7, 10), Week.of({}))
    summer = Season("summer", (6, 1), (9, 30), WHOLE_WEEK)

    held = Hours(Week.of({}), (shut, summer))

    assert [held.open_at(day_of(2026, 7, day) * DAY + 720, {}) for day in (10, 11)] == [False, True]


def test_an_interval_past_midnight_belongs_to_the_day_it_starts_on_even_when_the_next_day_is_a_holiday() -> None:
    held = Hours.weekly({"wed": ["20:00-02:00"], "holiday": []})
    thursday = day_of(2026, 10, 1)

    assert held.open_at(thursday * DAY + 60, {thursday: HOLIDAY})
    assert not held.open_at(thursday * DAY + 1260, {thursday: HOLIDAY})


def test_a_holiday_without_hours_of_its_own_is_like_sunday() -> None:
    held = Hours.weekly({"thu": ["08:00-20:00"], "sun": ["10:00-16:00"]})
    thursday = day_of(2026, 10, 1)

    assert held.on(thursday, {thursday: HOLIDAY}) == ((600, 960),)


def test_a_shifted_workday_has_the_hours_of_the_day_it_stands_for() -> None:
    held = Hours.weekly({"fri": ["08:00-20:00"], "sat": ["10:00-16:00"]})
    saturday = day_of(2026, 10, 10)

    assert held.on(saturday, {saturday: "fri"}) == ((480, 1200),)


def test_a_day_named_by_an_unknown_word_is_a_holiday() -> None:
    held = Hours.weekly({"sat": ["10:00-16:00"]})
    saturday = day_of(2026, 10, 10)

    assert held.on(saturday, {saturday: "carnival"}) == ()


@given(minute=st.integers(-(10**12), 10**12))
def test_always_is_always(minute: int) -> None:
    assert Hours.always().open_at(minute, {})


@given(minute=st.integers(-(10**12), 10**12))
def test_in_a_year_beyond_the_calendar_no_season_holds(minute: int) -> None:
    held = Hours(WHOLE_WEEK, (Season("all year", (1, 1), (12, 31), Week.of({})),))
    within = 1 - FIRST <= minute // DAY <= date.max.toordinal() - FIRST
    # at the edge an interval of the day before still counts
    edge = minute // DAY in (1 - FIRST, date.max.toordinal() - FIRST + 1)

    assert edge or held.open_at(minute, {}) != within


@given(held=hours, start=days, rest=st.integers(0, DAY - 1), named=named_days)
def test_the_first_open_minute_is_open_and_none_before_it_is(
    held: Hours, start: int, rest: int, named: dict[int, str]
) -> None:
    minute = start * DAY + rest
    until = minute + 3 * DAY

    found = held.first_open(minute, until, named)

    assert found == next((m for m in range(minute, until) if held.open_at(m, named)), None)


@given(held=hours | st.just(Hours.always()), start=days, rest=st.integers(0, DAY - 1), named=named_days)
def test_the_first_closed_minute_is_closed_and_none_before_it_is(
    held: Hours, start: int, rest: int, named: dict[int, str]
) -> None:
    minute = start * DAY + rest
    until = minute + 3 * DAY

    found = held.first_shut(minute, until, named)

    assert found == next((m for m in range(minute, until) if not held.open_at(m, named)), None)


def test_hours_that_are_always_are_open_at_once_unless_it_is_too_late() -> None:
    assert (Hours.always().first_open(7, 8, {}), Hours.always().first_open(8, 8, {})) == (7, None)


def test_hours_without_any_interval_never_open() -> None:
    shut = Hours(Week.of({}), (Season("winter", (11, 1), (3, 31), Week.of({"holiday": []})),))

    assert shut.never


def test_hours_of_a_holiday_only_do_open() -> None:
    assert not Hours.weekly({"holiday": ["10:00-12:00"]}).never


def test_a_full_day_may_end_at_twenty_four() -> None:
    assert Hours.weekly({"tue": ["00:00-24:00"]}).week.days[1] == ((0, DAY),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "06:00",
        "06:00-",
        "06:00-06:00",
        "24:00-06:00",
        "06:00-24:01",
        "06:60-07:00",
        "6:5-7:00",
        "a:00-b:00",
        "006:00-07:00",
        "٠٦:00-07:00",
    ],
)
def test_what_is_no_interval_is_refused_with_its_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"^wed: .* is no interval: write it like 06:00-22:00"):
        Hours.weekly({"wed": [text]})


def test_what_is_no_weekday_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'monday' is no weekday: use mon, tue, wed, thu, fri, sat, sun, or holiday"):
        Hours.weekly({"monday": ["06:00-22:00"]})


@pytest.mark.parametrize(
    "span",
    [((600, 600),), ((-1, 60),), ((1440, 1500),), ((60, 1500),), ((0, 1441),), ((600, 660), (480, 540))],
)
def test_a_day_made_of_anything_but_sorted_intervals_is_refused(span: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="interval"):
        Week((span, (), (), (), (), (), ()))


def test_a_week_of_six_days_is_refused() -> None:
    with pytest.raises(ValueError, match="a week has seven days"):
        Week(((),) * 6)


def test_a_season_of_a_day_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        Season("spring", (2, 30), (5, 1), WHOLE_WEEK)


@pytest.mark.parametrize(("minute", "found"), [(0, 360), (400, 400), (720, None)])
def test_the_next_opening_of_a_day(minute: int, found: int | None) -> None:
    thursdays = Hours.weekly({"thu": ["06:00-12:00"]})

    assert thursdays.first_open(minute, DAY, {}) == found


@pytest.mark.parametrize(("minute", "found"), [(0, 0), (400, 720), (1300, 1300)])
def test_the_next_closing_of_a_day(minute: int, found: int | None) -> None:
    thursdays = Hours.weekly({"thu": ["06:00-12:00"]})

    assert thursdays.first_shut(minute, DAY, {}) == found


@pytest.mark.parametrize("minute", [-(10**12), 10**12])
def test_a_clock_beyond_the_calendar_knows_no_season(minute: int) -> None:
    shut_all_year = Hours(WHOLE_WEEK, (Season("all year", (1, 1), (12, 31), Week.of({})),))

    assert shut_all_year.open_at(minute, {})
