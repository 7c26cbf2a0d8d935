"""Is a zone open now, when does it open next, when does it close: the one place that asks.

Everything is decided by whole minutes of local time, with the offset from UTC that the moment carries, so that what is
said of a minute ahead is true when it comes. A closure that begins or ends within a minute takes the whole of it.

A clock that cannot be believed closes nothing: then every zone is open that has any hours at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from station_app.core.hours import DAY, WEEK, Hours
from station_app.core.instant import Instant
from station_app.core.model import House

HORIZON_DAYS = 400
"""So far ahead is looked; what does not open before then is said never to open."""
_FIRST_DAY = date(1970, 1, 1)


def is_open(house: House, zone: str, at: Instant) -> bool:
    """Whether the hours of a zone, and the closures, let people in at a moment; with `needs_staff`, the duty hours too.

    Whether somebody on duty is really there is not asked here.
    """
    tables = _tables(house, zone)
    if at.clock == "unknown":
        return not any(table.never for table in tables)
    minute = at.local_minute
    days = house.policy.days
    if not all(table.open_at(minute, days) for table in tables):
        return False
    return all(not first <= minute < last for first, last in _closures(house, zone, at))


def on_duty(house: House, zone: str, at: Instant) -> bool:
    """Whether somebody is on duty in a zone at a moment by its timetable; nobody is while it is closed for a time."""
    duty = house.rule(zone).duty
    if duty is None or at.clock == "unknown":
        return duty is not None and not duty.never
    minute = at.local_minute
    if not duty.open_at(minute, house.policy.days):
        return False
    return all(not first <= minute < last for first, last in _closures(house, zone, at))


def next_opening(house: House, zone: str, at: Instant) -> int | None:
    """The local minute since 1970 from which on a zone is open, the present one where it is; None when it never is."""
    minute = at.local_minute
    if at.clock == "unknown":
        return minute if is_open(house, zone, at) else None
    until = minute + HORIZON_DAYS * DAY
    tables, closures = _tables(house, zone), tuple(_closures(house, zone, at))
    while True:
        before = minute
        for table in tables:
            found = table.first_open(minute, until, house.policy.days)
            if found is None:
                return None
            minute = found
        for first, last in closures:
            if first <= minute < last:
                minute = last
        if minute == before:
            return minute


def closes_at(house: House, zone: str, at: Instant) -> int | None:
    """The local minute since 1970 from which on a zone is closed, the present one where it is; None: not foreseen."""
    minute = at.local_minute
    if at.clock == "unknown":
        return None if is_open(house, zone, at) else minute
    until = minute + HORIZON_DAYS * DAY
    shut = [table.first_shut(minute, until, house.policy.days) for table in _tables(house, zone)]
    begun = [max(first, minute) for first, last in _closures(house, zone, at) if last > minute]
    return min((found for found in (*shut, *begun) if found is not None and found < until), default=None)


def next_text(house: House, zone: str, at: Instant) -> str:
    """`weekday HH:MM` of the next opening in local time (0 is Monday), `YYYY-MM-DD HH:MM` beyond a week, or empty."""
    minute = next_opening(house, zone, at)
    if minute is None:
        return ""
    day, rest = divmod(minute, DAY)
    clock = f"{rest // 60:02d}:{rest % 60:02d}"
    if minute - at.local_minute > WEEK:
        return f"{_FIRST_DAY + timedelta(days=day)} {clock}"
    return f"{(day + 3) % 7} {clock}"


def _tables(house: House, zone: str) -> tuple[Hours, ...]:
    """All of these are to be open for the zone to be."""
    rule = house.rule(zone)
    hours = house.policy.hours if rule.hours is None else rule.hours
    if not rule.needs_staff:
        return (hours,)
    return (hours, _NEVER if rule.duty is None else rule.duty)


def _closures(house: House, zone: str, at: Instant) -> Iterator[tuple[int, int]]:
    """First local minute of every closure, and the first one after it."""
    for from_ms, until_ms, _ in (*house.policy.closures, *house.rule(zone).closures):
        yield from_ms // 60_000 + at.utc_offset_minutes, -(-until_ms // 60_000) + at.utc_offset_minutes


_NEVER = Hours.weekly({})
