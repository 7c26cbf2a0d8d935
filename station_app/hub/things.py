"""What stations tell of things, and what the board tells them: the same shelf in whatever order the facts arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Sum
from django.utils import timezone

from station_app.core.memory.things import Book, BookShelf, Lot, Rack, Round
from station_app.core.offers import stock as box
from station_app.core.offers.books import BOOKS
from station_app.hub.models import (
    Handout,
    HandoutRound,
    Loan,
    LoanRack,
    RoundStation,
    ShelfBook,
    ShelfRule,
    Station,
    StockEvent,
)

if TYPE_CHECKING:
    from station_app.hub.told import Told

COUNTED, USED, LOW = "counted", "used", "low"
DAY_MS: Final = 86_400_000
FORECAST_DAYS: Final = 28
FEWEST_DAYS: Final = 7
"""With less to look back on nothing is foretold."""
SOON_DAYS: Final = 30
URGENT_DAYS: Final = 7
MOST_ROUNDS: Final = 12
MOST_BOOKS: Final = 8000
"""Of one station: their board stays below its limit with long titles, too; a test makes one."""
MOST_TITLE: Final = 60
_STOCKED_DAYS: Final = 400
_ORDER: Final = ("at_ms", "what", "item", "lot", "expires", "count")


# What stations tell.


def _given(station: str, epoch: str, told: Told) -> None:
    del epoch
    Handout.objects.create(
        station_id=station, code=told.text("round", 32), count=told.number("count"), at_ms=told.wall_ms
    )


def _counted(station: str, epoch: str, told: Told) -> None:
    _stock(station, told, COUNTED)


def _used(station: str, epoch: str, told: Told) -> None:
    _stock(station, told, LOW if told.body.get("low") is True else USED)


def _stock(station: str, told: Told, what: str) -> None:
    StockEvent.objects.create(
        station_id=station,
        what=what,
        item=told.text("item", 16),
        lot=told.text("lot", 24),
        expires=told.text("expires", 10),
        count=told.number("count"),
        at_ms=told.wall_ms,
        by=told.text("by", 80),
    )


def _lent(station: str, epoch: str, told: Told) -> None:
    until = told.body.get("until")
    until_ms = until if isinstance(until, int) and 0 <= until < 2**53 else told.wall_ms
    _loan(station, told, lent_ms=told.wall_ms, until_ms=until_ms)


def _returned(station: str, epoch: str, told: Told) -> None:
    _loan(station, told, returned_ms=told.wall_ms)


def _loan(station: str, told: Told, **values: int) -> None:
    about = {"shelf": told.text("shelf", 24), "item": told.text("item", 16)}
    Loan.objects.update_or_create(station_id=station, loan=told.text("loan", 64), defaults=about | values)


TOLD: Mapping[str, Callable[[str, str, Told], None]] = {
    "handout.given": _given,
    "stock.counted": _counted,
    "stock.used": _used,
    "loan.lent": _lent,
    "loan.returned": _returned,
}


def forget_told() -> None:
    """Before everything is made anew from the facts: what was typed here stays."""
    Handout.objects.all().delete()
    Loan.objects.all().delete()
    StockEvent.objects.filter(at_hub=False).delete()


# What is in a box.


@dataclass(slots=True)
class Level:
    """One thing in one station's box."""

    station: str
    item: str
    lots: tuple[Lot, ...] = ()
    left: int | None = None
    expires: str = ""
    checked_ms: int = 0
    low: bool = False
    """Somebody has said that it is almost gone, since it was counted."""
    days: int | None = None
    """Until it is empty, as it was taken in the last four weeks; None where that cannot be said."""
    warnings: list[str] = field(default_factory=list[str])
    """Codes: `bad`, `urgent`, `soon`, `empty`, `low`, `few`."""


class _Event(NamedTuple):
    what: str
    item: str
    lot: str
    expires: str
    pieces: int
    at_ms: int


_COLUMNS: Final = ("what", "item", "lot", "expires", "count", "at_ms")


def levels(stations: Iterable[str], now: datetime) -> list[Level]:
    """Each thing that was ever counted or taken at these stations, by station and thing."""
    since = _ms(now) - _STOCKED_DAYS * DAY_MS
    rows = StockEvent.objects.filter(station__in=list(stations), at_ms__gte=since).order_by(*_ORDER)
    found: dict[tuple[str, str], list[_Event]] = {}
    for station, *event in rows.values_list("station", *_COLUMNS):
        one = _Event(*event)
        found.setdefault((station, one.item), []).append(one)
    return [_level(station, item, events, now) for (station, item), events in sorted(found.items())]


def _level(station: str, item: str, events: list[_Event], now: datetime) -> Level:
    level = Level(station, item)
    for one in events:
        if one.what == COUNTED:
            found = Lot(item=item, count=one.pieces, expires=one.expires, lot=one.lot, counted_ms=one.at_ms)
            level.lots = box.counted(level.lots, found)
            level.checked_ms, level.low = one.at_ms, False
        elif one.what == USED:
            level.lots = box.taken(level.lots, item, one.pieces)
        else:
            level.low = True
    level.left, level.expires = box.left(level.lots, item), box.first_expiry(level.lots, item)
    level.days = _forecast(level.left, events, _ms(now))
    level.warnings = list(_warnings(level, timezone.localtime(now).date()))
    return level


def _forecast(left: int | None, events: list[_Event], now_ms: int) -> int | None:
    seen = min(FORECAST_DAYS, (now_ms - events[0].at_ms) / DAY_MS)
    since = now_ms - FORECAST_DAYS * DAY_MS
    used = sum(one.pieces for one in events if one.what == USED and one.at_ms >= since)
    if left is None or seen < FEWEST_DAYS or not used:
        return None
    return int(left / (used / seen))


def _warnings(level: Level, today: date) -> Iterable[str]:
    if level.expires and box.is_day(level.expires):
        days = (date.fromisoformat(level.expires) - today).days
        if days <= SOON_DAYS:
            yield "bad" if days < 0 else "urgent" if days <= URGENT_DAYS else "soon"
    if level.left == 0:
        yield "empty"
    elif level.low:
        yield "low"
    elif level.days is not None and level.days < URGENT_DAYS:
        yield "few"


# What the board says.


def rounds(station: Station, now: datetime) -> tuple[Round, ...]:
    """Those of a station that are not over."""
    found = RoundStation.objects.filter(station=station, round__withdrawn_at=None, round__ends_at__gt=now)
    rows = found.select_related("round").order_by("round__ends_at", "round_id")[:MOST_ROUNDS]
    return tuple(_round(one.round, one.pieces) for one in rows)


def _round(one: HandoutRound, pieces: int) -> Round:
    titles = {"zh-CN": one.title, "en": one.english, "zh-TW": one.taiwan}
    return Round(
        id=one.code,
        item=one.item,
        title={language: title for language, title in titles.items() if title},
        from_ms=_ms(one.begins_at),
        until_ms=_ms(one.ends_at),
        person=one.a_person,
        pieces=pieces,
    )


def stock(station: Station, now: datetime) -> tuple[Lot, ...]:
    """What was counted here: the newest of each lot."""
    since = _ms(now) - _STOCKED_DAYS * DAY_MS
    rows = StockEvent.objects.filter(station=station, at_hub=True, what=COUNTED, at_ms__gte=since).order_by(*_ORDER)
    newest = {(one.item, one.lot): one for one in rows}
    return tuple(
        Lot(item=one.item, count=one.count, expires=one.expires, lot=one.lot, counted_ms=one.at_ms)
        for one in list(newest.values())[-box.MOST_LOTS :]
    )


def racks(station: Station, now: datetime) -> tuple[Rack, ...]:
    """What a station lends."""
    rows = LoanRack.objects.filter(station=station).order_by("code")
    return tuple(Rack(id=one.code, item=one.item, count=one.count, hours=one.hours) for one in rows)


def books(station: Station, now: datetime) -> BookShelf | None:
    """Its shelf; None where nobody has said anything of one."""
    rule = ShelfRule.objects.filter(station=station).first()
    rows = ShelfBook.objects.filter(station=station).select_related("book").order_by("book_id")[:MOST_BOOKS]
    found = tuple(
        Book(isbn=one.book.isbn, title=one.book.title[:MOST_TITLE], author=one.book.author[:24], copies=one.copies)
        for one in rows
    )
    if rule is None and not found:
        return None
    return BookShelf(books=found) if rule is None else BookShelf(days=rule.days, most=rule.most, books=found)


# What is out.


def given_of(code: str) -> dict[str, int]:
    """Station -> pieces of a round that were handed out."""
    rows = Handout.objects.filter(code=code).values("station").annotate(pieces=Sum("count"))
    return {row["station"]: row["pieces"] for row in rows}


def out(stations: Iterable[str], books_only: bool) -> list[Loan]:
    """What is away, the longest overdue first."""
    rows = Loan.objects.filter(station__in=list(stations), lent_ms__isnull=False, returned_ms=None)
    rows = rows.filter(shelf=BOOKS) if books_only else rows.exclude(shelf=BOOKS)
    return list(rows.select_related("station").order_by("until_ms", "loan"))


def _ms(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
