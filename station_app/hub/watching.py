"""For how long a journal tells of its station, and for how long its doors were ready in that time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from station_app.hub.figure_models import Watch
from station_app.hub.figures import Sums, day_of, spread
from station_app.hub.told import Told, instant

LONGEST_MS: Final = 100 * 86_400_000
"""A longer step between two facts is a clock that was set, not time that passed."""
_BLOCKING: Final = frozenset({"lock-fault", "journal"})
"""Incidents in which a door cannot admit."""


def fold_watch(station: str, epoch: str, facts: Sequence[Told], sums: Sums) -> None:
    """Add the time between facts to `observed`, and where the doors were not ready to `down`.

    Not ready: from the last fact before a start to the start, in maintenance, with a device lost, a lock at fault or a
    journal that cannot be written. Between two facts nothing changed. A clock that nobody knows tells no time.
    """
    row = Watch.objects.filter(station=station, epoch=epoch).first()
    blockers = set(row.blockers.split("\n")) - {""} if row is not None else set[str]()
    for since, until, down in _spans(facts, row.last_ms if row is not None else None, blockers):
        _passed(sums, since, until, down=down)
    known = [told.wall_ms for told in facts if told.clock != "unknown"]
    if row is None and known:
        row = Watch(station_id=station, epoch=epoch, first_ms=known[0], last_ms=known[0])
    if row is not None:
        row.last_ms = max([row.last_ms, *known])
        row.blockers = "\n".join(sorted(blockers))
        row.save()


def _spans(facts: Sequence[Told], last: int | None, blockers: set[str]) -> Iterator[tuple[int, int, bool]]:
    """Stretches of time in which nothing changed, and whether doors were not ready; `blockers` follows the facts."""
    since, was = last, bool(blockers)
    for told in facts:
        at = told.wall_ms
        if told.clock != "unknown":
            if last is None or since is None:
                last = since = at
            down = bool(blockers) or told.kind == "boot"
            if down != was or at - last > LONGEST_MS:
                yield since, last, was
                since, was = (last if at - last <= LONGEST_MS else at), down
            last = max(last, at)
        _changed(blockers, told)
    if since is not None and last is not None:
        yield since, last, was


def _passed(sums: Sums, since_ms: int, until_ms: int, *, down: bool) -> None:
    while since_ms < until_ms:
        day = day_of(since_ms)
        part = min(until_ms, instant(since_ms).day_begins_ms(day + 1)) - since_ms
        if part <= 0:  # beyond the calendars
            return
        spread(sums, day, (("observed", "", part), ("down", "", part if down else 0)))
        since_ms += part


def _changed(blockers: set[str], told: Told) -> None:
    match told.kind:
        case "maintenance.started":
            blockers.add("maintenance")
        case "maintenance.ended":
            blockers.discard("maintenance")
        case "device.lost":
            blockers.add(f"device/{told.text('device', 64)}")
        case "device.restored":
            blockers.discard(f"device/{told.text('device', 64)}")
        case "incident.opened" if told.body.get("drill") is not True and _head(told) in _BLOCKING:
            blockers.add(told.text("cause", 80))
        case "incident.closed":
            blockers.discard(told.text("cause", 80))
        case _:
            pass


def _head(told: Told) -> str:
    return told.text("cause", 80).partition("/")[0]
