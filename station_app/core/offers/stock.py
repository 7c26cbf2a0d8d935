"""What is in a box, as it follows from countings and takings. The hub makes the same of the same facts."""

from __future__ import annotations

from datetime import date
from typing import Final

from station_app.core.changing import replace
from station_app.core.memory.things import Lot

MOST: Final = 9999
MOST_LOTS: Final = 200


def counted(lots: tuple[Lot, ...], found: Lot) -> tuple[Lot, ...]:
    """Somebody has looked: this many there are of this lot, and of one with none left there is no more to tell."""
    if found.lot == "":
        found = replace(found, lot=found.expires)
    others = tuple(one for one in lots if (one.item, one.lot) != (found.item, found.lot))
    if len(others) >= MOST_LOTS:
        return lots
    return tuple(sorted((*others, found), key=_order))


def taken(lots: tuple[Lot, ...], item: str, count: int) -> tuple[Lot, ...]:
    """Pieces are gone: of what goes bad first, as whoever fills a box puts it in front. Below none there is nothing."""
    found: list[Lot] = []
    for one in lots:
        less = min(one.count, count) if one.item == item else 0
        count -= less
        found.append(replace(one, count=one.count - less) if less else one)
    return tuple(found)


def left(lots: tuple[Lot, ...], item: str) -> int | None:
    """Pieces that are there; None where nobody has counted any."""
    of_it = [one.count for one in lots if one.item == item]
    return sum(of_it) if of_it else None


def first_expiry(lots: tuple[Lot, ...], item: str) -> str:
    """The day on which the first of what is there goes bad; empty for none."""
    return min((one.expires for one in lots if one.item == item and one.count and one.expires), default="")


def is_day(text: str) -> bool:
    """Whether this is a day as in 2027-03-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _order(one: Lot) -> tuple[str, bool, str, str]:
    return one.item, one.expires == "", one.expires, one.lot
