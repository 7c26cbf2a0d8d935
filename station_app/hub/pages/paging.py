"""Pages of a long list by the row they begin behind, not by their number: as quick a year back as today.

A link to a page keeps its meaning while rows come in, and no row is shown twice or left out between two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

A_PAGE: Final = 50
_MOST: Final = 2**63


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


def page_of(found: QuerySet[Any], when: str, asked: QueryDict) -> Shown:
    """The page that an address asks for by `before` or `after`; the first one where it asks for none."""
    before, after = Place.read(asked.get("before")), Place.read(asked.get("after"))
    if after is not None:
        rows = list(_above(found, when, after)[: A_PAGE + 1])
        if len(rows) >= A_PAGE:
            return _shown(rows[:A_PAGE][::-1], when, older=True, newer=len(rows) > A_PAGE)
        before = None  # less than a page is newer: the first page has it all
    below = found if before is None else _below(found, when, before)
    rows = list(below.order_by(f"-{when}", "-id")[: A_PAGE + 1])
    return _shown(rows[:A_PAGE], when, older=len(rows) > A_PAGE, newer=before is not None)


def _below(found: QuerySet[Any], when: str, place: Place) -> QuerySet[Any]:
    # One range of the index, less the few rows of that very moment: an OR would be two.
    return found.filter(**{f"{when}__lte": place.at_ms}).exclude(**{when: place.at_ms, "id__gte": place.key})


def _above(found: QuerySet[Any], when: str, place: Place) -> QuerySet[Any]:
    above = found.filter(**{f"{when}__gte": place.at_ms}).exclude(**{when: place.at_ms, "id__lte": place.key})
    return above.order_by(when, "id")


def _shown(rows: Sequence[Any], when: str, *, older: bool, newer: bool) -> Shown:
    def place(row: Any) -> Place:
        return Place(at_ms=getattr(row, when), key=row.pk)

    return Shown(
        rows=rows,
        older=place(rows[-1]) if older and rows else None,
        newer=place(rows[0]) if newer and rows else None,
    )
