"""The lines of many stations as one list, without an index over all of them: each station's own ranges are merged.

A page costs a look into the index for each station that is asked about and some thousand rows at most, however many
rows those stations or any others have. Where rows have to be looked through, since no index knows what is asked for,
so many are, and the page says how far that was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from station_app.hub.models import Station
from station_app.hub.pages.paging import A_PAGE, BEFORE_ALL, BEHIND_ALL, Lines, Place, Taken

LOOK: Final = 20_000
"""So many rows are looked through for one page."""
_ENOUGH: Final = 4
"""A time that holds this part of them is wide enough."""
_MINUTE: Final = 60_000
_FASTEST: Final = 64
_FARTHEST: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyRanges:
    """What is found at stations, one range of an index at each. Nothing of any other station is read."""

    stations: QuerySet[Station]
    """Those asked about, of those that the reader may see."""
    keys: Sequence[str]
    """Of the same stations."""
    found: Lines
    """What is asked for, at any station."""
    indexed: Lines | None = None
    """The same as far as an index knows, where `found` is narrower than that."""

    def take(self, place: Place | None, *, up: bool) -> Taken:
        """A page and one row more."""
        found = self.found.beyond(place, up=up)
        if self.indexed is None:
            return Taken(rows=self._merged(found, up))
        indexed = self.indexed.beyond(place, up=up)
        if self._count(indexed) <= LOOK:
            return Taken(rows=self._first(found, up))
        start = place.at_ms if place else max(at for _, at in self._nth(indexed, 0, self.keys, up))
        return self._searched(found, indexed, start, up)

    def _merged(self, lines: Lines, up: bool) -> list[Any]:
        # A page's worth of first rows, one a station: what lies beyond the last of them is on a later page.
        first = sorted(self._nth(lines, 0, self.keys, up), reverse=not up, key=lambda one: one[1])
        if len(first) > A_PAGE:
            last = first[A_PAGE][1]
            lines = _to(lines, last, up)
            first = [(key, at) for key, at in first if (at <= last if up else at >= last)]
        near = [key for key, _ in first]
        # And a page's worth of rows of one station: so no station has more than that within the bound.
        for _, at in self._nth(lines, A_PAGE, near, up):
            lines = _to(lines, at, up)
        return self._first(lines, up, near)

    def _searched(self, found: Lines, indexed: Lines, start: int, up: bool) -> Taken:
        """Look through more and more time until a page is full or LOOK rows were looked through."""
        span, good, bad, taken = _MINUTE, 0, 0, Taken(rows=())
        while True:
            reach = _moved(start, span, up)
            rows = self._count(_to(indexed, reach, up))
            if rows > LOOK and span > _MINUTE:
                bad = span
            else:
                good = span
                page = self._first(_to(found, reach, up), up)
                if len(page) > A_PAGE:
                    return Taken(rows=page)
                taken = Taken(rows=page, edge=Place(at_ms=reach, key=BEHIND_ALL if up else BEFORE_ALL))
                if rows >= LOOK // _ENOUGH:
                    return taken
            if bad and bad - good <= good:
                return taken
            span = (good + bad) // 2 if bad else span * min(max(LOOK // (2 * max(rows, 1)), 2), _FASTEST)

    def _nth(self, lines: Lines, nth: int, keys: Sequence[str], up: bool) -> list[tuple[str, int]]:
        """Each station with the moment of its nth row; those that have so many."""
        when = lines.when
        its = lines.found.filter(station=OuterRef("pk")).order_by(when if up else f"-{when}").values(when)
        stations = self.stations.order_by()
        stations = stations if keys is self.keys else stations.filter(pk__in=keys)
        told = stations.annotate(at=Subquery(its[nth : nth + 1])).values_list("pk", "at")
        return [(key, at) for key, at in told if at is not None]

    def _first(self, lines: Lines, up: bool, keys: Sequence[str] | None = None) -> list[Any]:
        found = lines.ordered(up=up).filter(station__in=self.keys if keys is None else keys)
        return list(found[: A_PAGE + 1])

    def _count(self, lines: Lines) -> int:
        """How many rows; no more are counted than it takes to know that they are too many."""
        return lines.found.filter(station__in=self.keys).values(lines.when)[: LOOK + 1].count()


def _to(lines: Lines, edge: int, up: bool) -> Lines:
    return lines.within(high=edge) if up else lines.within(low=edge)


def _moved(start: int, span: int, up: bool) -> int:
    return min(start + span, _FARTHEST) if up else max(start - span, -_FARTHEST)
