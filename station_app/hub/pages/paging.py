"""Pages of a long list by the row they begin behind, not by their number: as quick a year back as today.

A link to a page keeps its meaning while rows come in, and no row is shown twice or left out between two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from django.db.models import QuerySet
from django.http import QueryDict

A_PAGE: Final = 50
_MOST: Final = 2**63
BEFORE_ALL: Final = 0
"""The key of a place before every row of its moment."""
BEHIND_ALL: Final = _MOST - 1
"""The key of a place behind every row of its moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One row's place in the order: its moment in milliseconds, then its key."""

    at_ms: int
    key: int

    def __str__(self) -> str:
        return f"{self.at_ms}.{self.key}"

    @staticmethod
    def read(text: str | None) -> Place | None:
        """From the address; None for what is no place."""
        at, _, key = (text or "").partition(".")
        numbers = [part for part in (at.removeprefix("-"), key) if part.isascii() and part.isdigit() and len(part) < 20]
        if len(numbers) != 2 or max(int(number) for number in numbers) >= _MOST:
            return None
        return Place(at_ms=int(at), key=int(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The rows of one page, newest first, and where the pages beside it begin."""

    rows: Sequence[Any]
    older: Place | None
    newer: Place | None
    edge: Place | None = None
    """How far was looked, where that was the end of the page and there may be more beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Rows from a place on, in the order in which they were gone through."""

    rows: Sequence[Any]
    """One more than a page where there is more."""
    edge: Place | None = None
    """How far was looked; None where everything was, or enough was found."""


class Source(Protocol):
    """Rows that are shown page by page."""

    def take(self, place: Place | None, *, up: bool) -> Taken:
        """A page and one row more, beginning behind a place: older rows, or with `up` newer ones."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Rows within a time. Each bound is asked for once: of two, SQLite's index takes one, and reads up to that."""

    rows: QuerySet[Any]
    when: str
    """The field by whose moment the rows stand in order."""
    low: int | None = None
    high: int | None = None

    def within(self, *, low: int | None = None, high: int | None = None) -> Lines:
        """Those of them within this time as well."""
        lows, highs = [one for one in (self.low, low) if one is not None], [self.high, high]
        ends = [one for one in highs if one is not None]
        return replace(self, low=max(lows, default=None), high=min(ends, default=None))

    def beyond(self, place: Place | None, *, up: bool) -> Lines:
        """Those behind a place: older ones, or with `up` newer ones."""
        if place is None:
            return self
        # One range of the index, less the few rows of that very moment: an OR would be two.
        same = {self.when: place.at_ms, "id__lte" if up else "id__gte": place.key}
        rest = replace(self, rows=self.rows.exclude(**same))
        return rest.within(low=place.at_ms) if up else rest.within(high=place.at_ms)

    @property
    def found(self) -> QuerySet[Any]:
        """As a query, in no order."""
        bounds = {f"{self.when}__gte": self.low, f"{self.when}__lte": self.high}
        return self.rows.filter(**{name: bound for name, bound in bounds.items() if bound is not None}).order_by()

    def ordered(self, *, up: bool) -> QuerySet[Any]:
        """As a query, newest first, or with `up` oldest first."""
        return self.found.order_by(self.when, "id") if up else self.found.order_by(f"-{self.when}", "-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRange:
    """Rows that are one range of an index."""

    lines: Lines

    def take(self, place: Place | None, *, up: bool) -> Taken:
        """As the index has them."""
        return Taken(rows=list(self.lines.beyond(place, up=up).ordered(up=up)[: A_PAGE + 1]))


def page_of(found: QuerySet[Any], when: str, asked: QueryDict) -> Shown:
    """The page of one range that an address asks for by `before` or `after`; the first where it asks for none."""
    return page_from(OneRange(lines=Lines(rows=found, when=when)), when, asked)


def page_from(source: Source, when: str, asked: QueryDict) -> Shown:
    """The page that an address asks for by `before` or `after`; the first one where it asks for none."""
    before, after = Place.read(asked.get("before")), Place.read(asked.get("after"))
    if after is None:
        return _older(source.take(before, up=False), before, when)
    taken = source.take(after, up=True)
    if len(taken.rows) >= A_PAGE or taken.edge is not None:
        return _newer(taken, after, when)
    first = _older(source.take(None, up=False), None, when)
    # Less than a page is newer, so the first page has it all, unless a search for it ended before.
    return first if first.edge is None else _newer(taken, after, when)


def _older(taken: Taken, before: Place | None, when: str) -> Shown:
    rows, more = taken.rows[:A_PAGE], len(taken.rows) > A_PAGE
    newer = _place(rows[0], when) if rows else before and _beside(before, -1) if taken.edge else None
    return Shown(
        rows=rows,
        older=_place(rows[-1], when) if more else taken.edge,
        newer=newer if before is not None else None,
        edge=None if more else taken.edge,
    )


def _newer(taken: Taken, after: Place, when: str) -> Shown:
    rows, more = taken.rows[:A_PAGE], len(taken.rows) > A_PAGE
    return Shown(
        rows=rows[::-1],
        older=_place(rows[0], when) if rows else _beside(after, 1),
        newer=_place(rows[-1], when) if more else taken.edge,
        edge=None if more else taken.edge,
    )


def _place(row: Any, when: str) -> Place:
    return Place(at_ms=getattr(row, when), key=row.pk)


def _beside(place: Place, way: int) -> Place:
    """A place from which the row at `place` itself is seen."""
    return Place(at_ms=place.at_ms, key=min(max(place.key + way, BEFORE_ALL), BEHIND_ALL))
