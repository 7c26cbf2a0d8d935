"""What is likely wrong with opening hours, found by looking at more than a year of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

from station_app.core.hours import DAY, Hours, Interval

LOOK_DAYS = 400
GAP_MINUTES = 15
"""A closing so short around midnight is an ending at 23:59 that was meant as 24:00."""
DAYS_AHEAD = 60
"""The table of holidays should reach so far ahead."""
NOON_FROM, NOON_UNTIL = 11 * 60, 15 * 60

Oddity = tuple[str, dict[str, str | int]]
"""A code and what its sentence names."""

_FIRST_DAY = date(1970, 1, 1)
_OFFSET_MS = 8 * 3_600_000


class Stretches:
    """Open stretches of hours in the days ahead, with the holidays and shifted workdays of a policy."""

    def __init__(self, days: Mapping[int, str], now_ms: int) -> None:
        self.days = days
        self.today = (now_ms + _OFFSET_MS) // (DAY * 60_000)

    def of(self, hours: Hours) -> list[Interval]:
        """First and last minutes since 1970, those that touch as one."""
        found: list[Interval] = []
        for day in range(self.today, self.today + LOOK_DAYS):
            for start, end in hours.on(day, self.days):
                first, last = day * DAY + start, day * DAY + end
                if found and first <= found[-1][1]:
                    found[-1] = (found[-1][0], max(found[-1][1], last))
                else:
                    found.append((first, last))
        return found


def overlap(some: Sequence[Interval], others: Sequence[Interval]) -> list[Interval]:
    """What both hold; each is sorted and touches nowhere."""
    found: list[Interval] = []
    left = right = 0
    while left < len(some) and right < len(others):
        first, last = max(some[left][0], others[right][0]), min(some[left][1], others[right][1])
        if first < last:
            found.append((first, last))
        if some[left][1] < others[right][1]:
            left += 1
        else:
            right += 1
    return found


def oddities(hours: Hours, look: Stretches, *, restful: bool) -> Iterator[Oddity]:
    """What is odd with hours; `restful`: of a place to rest, which people need at noon."""
    yield from _seasons(hours)
    stretches = look.of(hours)
    if not stretches:
        yield "never-open", {}
    gaps = [(before[1], after[0]) for before, after in pairwise(stretches)]
    midnights = [gap for gap in gaps if gap[1] - gap[0] <= GAP_MINUTES and (gap[0] - 1) // DAY != gap[1] // DAY]
    if midnights:
        first, then = midnights[0]
        told: dict[str, str | int] = {"minutes": then - first, "day": _day(first // DAY), "times": len(midnights)}
        yield "gap-at-midnight", told
    noons = [(first, then) for first, then in gaps if restful and _at_noon(first, then)]
    if noons:
        first, then = noons[0]
        yield "closed-at-noon", {"from": _clock(first), "until": _clock(then), "times": len(noons)}


def days_missing(tables: Sequence[Hours], look: Stretches) -> Iterator[Oddity]:
    """Hours that differ by weekday need to know which days are holidays."""
    if all(_same_every_day(hours) for hours in tables):
        return
    if not look.days:
        yield "days-missing", {}
    elif max(look.days) < look.today + DAYS_AHEAD:
        yield "days-end", {"day": _day(max(look.days))}


def _same_every_day(hours: Hours) -> bool:
    weeks = [hours.week, *(season.week for season in hours.seasons)]
    return all(len({*week.days, week.on_holiday()}) == 1 for week in weeks)


def _seasons(hours: Hours) -> Iterator[Oddity]:
    if not hours.seasons:
        return
    year = [date(2024, 1, 1) + timedelta(days=count) for count in range(366)]  # a leap year
    held = {
        season.name: {day for day in year if season.holds((day.month, day.day))} for season in reversed(hours.seasons)
    }
    bare = [f"{day:%m-%d}" for day in year if not any(day in days for days in held.values())]
    if bare and hours.week.never:
        yield "season-gap", {"first": bare[0], "last": bare[-1], "days": len(bare)}
    earlier: set[date] = set()
    for season in hours.seasons:
        if held[season.name] <= earlier:
            yield "season-never", {"season": season.name}
        earlier |= held[season.name]
    for one, other in combinations(held, 2):
        both = held[one] & held[other]
        if both and both != held[one] and both != held[other]:  # one within the other is an exception that is meant
            yield "season-overlap", {"season": one, "other": other, "day": f"{min(both):%m-%d}"}


def _at_noon(first: int, then: int) -> bool:
    same_day = first // DAY == then // DAY
    return same_day and first % DAY < NOON_UNTIL and then % DAY > NOON_FROM


def _day(day: int) -> str:
    return (_FIRST_DAY + timedelta(days=day)).isoformat()


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"
