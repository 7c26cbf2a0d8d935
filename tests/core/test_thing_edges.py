"""What nobody means, comes too late or names nobody takes nothing from a station."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_thing_rules import BOARD, DREAM, ask, card, facts, result, station

from station_app.core.events import BoardArrived, CodeHeard, Presented, Unknown
from station_app.core.flow import next_deadline
from station_app.core.memory.offers import Board
from station_app.core.memory.things import Lot
from station_app.core.offers import stock
from station_app.core.offers.answering import LISTEN_SECONDS
from station_app.core.offers.isbn import isbn13
from station_app.core.offers.loans import code_of


@pytest.mark.parametrize("offer", ["supplies", "loans", "books", "first-aid"])
def test_an_act_that_there_is_none_of_is_nothing(offer: str) -> None:
    here = station()

    assert (facts(ask(here, offer, "dance", "umbrella", ("plaster",))), result(here)) == ([], "unknown")


def test_something_that_is_in_no_box_is_nothing() -> None:
    here = station()
    ask(here, "first-aid", "used", choice=("dragon",))

    assert result(here) == "unknown"


@pytest.mark.parametrize(
    ("offer", "act", "about"), [("supplies", "take", "heat-1"), ("loans", "lend", "umbrella"), ("books", "mine", "")]
)
def test_a_credential_that_names_nobody_takes_nothing(offer: str, act: str, about: str) -> None:
    here = station()
    ask(here, offer, act, about)

    assert (facts(card(here, who="")), result(here)) == ([], "no-name")


@pytest.mark.parametrize(("offer", "act", "about"), [("supplies", "take", "heat-1"), ("loans", "lend", "umbrella")])
def test_what_is_taken_off_the_board_before_the_card_comes_is_nothing(offer: str, act: str, about: str) -> None:
    here = station()
    ask(here, offer, act, about)
    here.hear(BoardArrived(at=here.at, board=Board(made_ms=2)))

    assert (facts(card(here)), result(here)) == ([], "unknown")


def test_a_rack_that_is_emptied_before_the_card_comes_lends_nothing() -> None:
    here = station()
    ask(here, "loans", "lend", "umbrella")
    here.hear(BoardArrived(at=here.at, board=replace(BOARD, racks=(replace(BOARD.racks[0], count=0),))))

    assert (facts(card(here)), result(here)) == ([], "all-out")


def test_a_round_that_ends_before_the_card_comes_gives_nothing() -> None:
    here = station()
    ask(here, "supplies", "take", "heat-1")
    here.hear(BoardArrived(at=here.at, board=replace(BOARD, rounds=(replace(BOARD.rounds[0], pieces=0),))))

    assert (facts(card(here)), result(here)) == ([], "none-left")


def test_a_book_that_is_scanned_too_late_is_nothing() -> None:
    here = station()
    ask(here, "books", "lend")
    here.later(LISTEN_SECONDS + 1)
    here.hear(CodeHeard(at=here.at, text=DREAM))

    assert result(here) == "listening"


def test_while_a_page_listens_it_is_known_when_that_is_over() -> None:
    here = station()
    ask(here, "books", "lend")

    assert 0 < next_deadline(here.state, here.at) <= LISTEN_SECONDS


def test_a_card_that_could_not_be_read_leaves_the_wish_waiting() -> None:
    here = station()
    ask(here, "supplies", "take", "heat-1")
    unread = Unknown(reason="card-unreadable")
    here.hear(Presented(at=here.at, id="p-0", reader="reader", credential="id-card", finding=unread))

    assert facts(card(here)) == ["handout.given"]


def test_the_sticker_of_a_thing_names_its_rack_and_number() -> None:
    assert code_of("umbrella", 7) == "thing:umbrella:7"


def test_an_isbn_with_blanks_is_the_same_book() -> None:
    assert isbn13("978 7 02 000220 7") == DREAM


def test_a_box_of_too_many_lots_takes_no_further_one() -> None:
    full = tuple(Lot(item="plaster", count=1, lot=f"lot-{number}") for number in range(stock.MOST_LOTS))

    assert stock.counted(full, Lot(item="plaster", count=1, lot="one more")) == full
