"""The book shelf: a book is known by the barcode on its back, lent to a credential without a name, and brought back
without one. What is not in the catalogue is lent, too: whoever holds a book to the scanner has it in the hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.commands import Command
from station_app.core.events import Known, OfferAsked, Presented
from station_app.core.instant import Instant
from station_app.core.memory.offers import Pending, Wanted
from station_app.core.memory.things import Book, BookShelf, Loan
from station_app.core.model import StationState
from station_app.core.offers import lending
from station_app.core.offers.answering import Offer, answered, listed, listen, present, unknown
from station_app.core.offers.holding import holder
from station_app.core.offers.isbn import isbn13

BOOKS: Final = "books"
DAY_MS: Final = 86_400_000
_PLAIN: Final = BookShelf()
"""Where no hub has said anything: anybody's books, for a month."""


def shelf(state: StationState) -> BookShelf:
    """What is known of the shelf."""
    board = state.offers.board
    return _PLAIN if board is None or board.books is None else board.books


def title_of(state: StationState, isbn: str) -> str:
    """What a book is called; its number where nobody has said."""
    book = _book(state, isbn)
    return isbn if book is None else book.title


def _book(state: StationState, isbn: str) -> Book | None:
    return next((one for one in shelf(state).books if one.isbn == isbn), None)


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted, at = event.wanted, event.at
    match wanted.act:
        case "lend" | "back":
            return listen(state, wanted, at)
        case "mine":
            return present(state, wanted, at)
        case _:
            return unknown(state, wanted, at)


def _heard(state: StationState, waiting: Pending, isbn: str, at: Instant) -> Step:
    wanted = waiting.wanted
    if wanted.act == "lend":
        state, commands = present(state, replace(wanted, about=isbn), at)
        return _with_title(state, isbn), commands
    state, record = lending.brought_back(state, at, BOOKS, isbn, wanted.id)
    return answered(state, wanted, at, "returned", title=title_of(state, isbn)), [record]


def _with_title(state: StationState, isbn: str) -> StationState:
    return listed(state, (title_of(state, isbn),))


def _shown(state: StationState, pending: Pending, event: Presented) -> Step:
    assert isinstance(event.finding, Known)
    wanted, at = pending.wanted, event.at
    name = holder(event.finding, f"loan/{BOOKS}")
    if name is None:
        return answered(state, wanted, at, "no-name"), []
    mine = [one for one in lending.out(state, BOOKS) if one.holder == name]
    if wanted.act == "mine":
        return _mine(state, wanted, at, mine)
    if len(mine) >= shelf(state).most:
        return answered(state, wanted, at, "enough", most=shelf(state).most), []
    return _lent(state, wanted, at, name)


def _lent(state: StationState, wanted: Wanted, at: Instant, name: str) -> Step:
    book, days = _book(state, wanted.about), shelf(state).days
    commands: list[Command] = []
    if len(lending.out(state, BOOKS, wanted.about)) >= (1 if book is None else max(1, book.copies)):
        # Every copy is away, and one of them is in somebody's hand: it came back and nobody said so.
        state, record = lending.brought_back(state, at, BOOKS, wanted.about, wanted.id)
        commands.append(record)
    until = at.wall_ms + days * DAY_MS
    loan = Loan(loan=wanted.id, shelf=BOOKS, item=wanted.about, at_ms=at.wall_ms, until_ms=until, holder=name)
    state, records = lending.lent(state, wanted, at, loan)
    said = {"title": title_of(state, wanted.about), "until": _day(until, at)}
    return answered(state, wanted, at, "lent", **said), [*commands, *records]


def _mine(state: StationState, wanted: Wanted, at: Instant, mine: list[Loan]) -> Step:
    if not mine:
        return answered(state, wanted, at, "none-of-yours"), []
    late = sum(one.until_ms < at.wall_ms for one in mine)
    state = answered(state, wanted, at, "overdue" if late else "yours", count=len(mine), late=late)
    lines = (f"{_day(one.until_ms, at)}  {title_of(state, one.item)}" for one in mine)
    return listed(state, tuple(lines)), []


def _day(wall_ms: int, at: Instant) -> str:
    """A day of the station's own time, as in 12-27."""
    day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=wall_ms, minutes=at.utc_offset_minutes)
    return f"{day.month}-{day.day:02d}"


OFFERS: Final[Mapping[str, Offer]] = {BOOKS: Offer(_asked, _shown, reads=isbn13, heard=_heard)}
