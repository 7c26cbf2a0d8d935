"""Sums of which reports are made: what each visit and fact adds to its day, week, month, quarter and year.

Every sum is a sum of what single visits and facts contribute, so a change is applied as a difference and the order in
which journals arrive does not matter. What is counted how is `core.counting`'s to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from django.db import connection

from station_app.core.counting import NIGHT_HOURS, Period, label
from station_app.hub.told import Told, instant

Key = tuple[str, str, str]
"""Period, measure, cell."""
Sums = Counter[Key]
Days = dict[int, Counter[tuple[str, str]]]
"""Station day -> sums by measure and cell: what is added up before it is spread over longer periods."""

GRAINS: Final[tuple[Period, ...]] = ("day", "week", "month", "quarter", "year")
BANDS: Final = ((0, 6), (6, 9), (9, 11), (11, 14), (14, 17), (17, 20), (20, 24))
"""Hours of the day as unions report them."""
BREAKDOWNS: Final = ("occupation", "band", "night", "credential", "zone")
_FIRST: Final = date(1970, 1, 1)
_REACH: Final = ((date.min - _FIRST).days, (date.max - _FIRST).days - 7)
_QUARTER_MS: Final = 900_000
_NOT_COUNTED_AGAIN: Final = "again"


def day_of(wall_ms: int) -> int:
    """The station day of a moment; of a clock gone mad the nearest that calendars have."""
    return _day_and_hour(wall_ms // _QUARTER_MS)[0]


@lru_cache(maxsize=4096)
def periods_of(day: int) -> tuple[str, ...]:
    """Names of the periods that a station day belongs to, in the order of GRAINS."""
    return tuple(label(day, grain) for grain in GRAINS)


@lru_cache(maxsize=4096)
def years_of(day: int) -> tuple[tuple[str, str], ...]:
    """The same with the year: a person of two years is two, as persons are only the same within one."""
    year = label(day, "year")
    return tuple((name, year) for name in periods_of(day))


def date_of(day: int) -> date:
    """The calendar date of a station day."""
    return _FIRST + timedelta(days=day)


def hour_of(wall_ms: int) -> int:
    """The local hour of a moment."""
    return _day_and_hour(wall_ms // _QUARTER_MS)[1]


@lru_cache(maxsize=4096)
def _day_and_hour(quarter: int) -> tuple[int, int]:
    """Of a quarter of an hour: no day and no hour begins within one, wherever a station stands."""
    at = instant(quarter * _QUARTER_MS)
    return min(max(_REACH[0], at.station_day), _REACH[1]), at.local_minute // 60 % 24


@lru_cache(maxsize=24)
def band_of(hour: int) -> str:
    """The band of an hour, as `06-09`."""
    return next(f"{first:02d}-{last:02d}" for first, last in BANDS if first <= hour < last)


@lru_cache(maxsize=24)
def night_of(hour: int) -> str:
    """`night` or `day`."""
    return "night" if hour in NIGHT_HOURS else "day"


def spread(sums: Sums, day: int, amounts: Iterable[tuple[str, str, int]]) -> None:
    """Add amounts (measure, cell, value) to all periods of a day."""
    for measure, cell, value in amounts:
        if value:
            for period in periods_of(day):
                sums[period, measure, cell] += value


def fold_figures(sums: Sums, facts: Iterable[Told]) -> None:
    """Add what facts beside visits tell: refusals, alarms, energy, people whom a door counter saw."""
    days: Days = {}
    for told in facts:
        if told.kind in COUNTED:
            day, amounts = _told(told)
            of_day = days.setdefault(day, Counter())
            for measure, cell, value in amounts:
                of_day[measure, cell] += value
    spread_days(sums, days)


def spread_days(sums: Sums, days: Days) -> None:
    """Add what was summed by day to all periods of each."""
    for day, of_day in days.items():
        spread(sums, day, ((measure, cell, value) for (measure, cell), value in of_day.items()))


COUNTED: Final = frozenset({"access.denied", "incident.opened", "comfort.day", "occupancy.day"})


def _told(told: Told) -> tuple[int, Iterator[tuple[str, str, int]]]:
    day = day_of(told.wall_ms)
    body = told.body
    match told.kind:
        case "access.denied":
            return day, iter((("refused", told.text("reason"), 1),))
        case "incident.opened":
            return day, _alarm(told)
        case _:
            own = body.get("day")  # told on the next day
            if type(own) is int and _REACH[0] <= own <= _REACH[1]:
                day = own
            return day, _energy(told) if told.kind == "comfort.day" else _entered(told)


def _alarm(told: Told) -> Iterator[tuple[str, str, int]]:
    """An incident that is opened again soon after its end is the same one; a drill is none, nor is a notice."""
    is_none = told.body.get("drill") is True or told.text("severity", 20) == "notice"
    if not is_none and not told.body.get(_NOT_COUNTED_AGAIN):
        measure = "alarm.silent" if told.body.get("silent") is True else "alarm"
        yield measure, told.text("cause", 80).partition("/")[0][:40], 1


def _energy(told: Told) -> Iterator[tuple[str, str, int]]:
    kwh = told.body.get("kwh")
    if isinstance(kwh, int | float) and 0 <= kwh < 1e9:
        yield "energy.wh", "", round(kwh * 1000)
        yield "energy.visits", "", told.number("visits")


def _entered(told: Told) -> Iterator[tuple[str, str, int]]:
    yield "door.granted", "", told.number("grants")
    yield "door.entered", "", told.number("entered")


def apply(station: str, sums: Sums) -> None:
    """Add differences to the stored sums, inside the caller's transaction."""
    rows = [(station, *key, value) for key, value in sorted(sums.items()) if value]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO hub_figure (station_id, period, measure, cell, value) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (period, measure, station_id, cell) DO UPDATE SET"
                " value = hub_figure.value + excluded.value",
                rows,
            )
