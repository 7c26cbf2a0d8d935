"""Hand-outs, the box, loans and books: once for each, never more than there is, and nobody's name."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core.commands import Record
from station_app.core.events import BoardArrived, CodeHeard, Known, OfferAsked, OfferLeft, Presented
from station_app.core.memory.offers import Board, Wanted
from station_app.core.memory.things import Book, BookShelf, Lot, Rack, Round
from station_app.core.model import Credential
from station_app.core.offers import lending, offering, stock, supplies
from station_app.core.offers.first_aid import MOST_AN_HOUR, lots
from station_app.core.offers.isbn import isbn13
from station_app.core.replay import recall

OFFERS = frozenset({"supplies", "first-aid", "loans", "books"})
BOARD = Board(
    made_ms=1,
    rounds=(Round(id="heat-1", item="water", from_ms=0, until_ms=2**50, person=2, pieces=5),),
    racks=(Rack(id="umbrella", item="umbrella", count=2, hours=24),),
    books=BookShelf(days=30, most=2, books=(Book(isbn="9787020002207", title="红楼梦", copies=1),)),
)
DREAM = "9787020002207"
_NUMBERS = itertools.count()


def station(board: Board = BOARD) -> CoreStation:
    house = one_door()
    here = CoreStation(replace(house, policy=replace(house.policy, offers=OFFERS)))
    here.hear(BoardArrived(at=here.at, board=board))
    return here


def ask(here: CoreStation, offer: str, act: str, about: str = "", choice: tuple[str, ...] = ()) -> list[object]:
    """Somebody touches something; what the rules want done."""
    number = next(_NUMBERS)
    wanted = Wanted(
        ask=f"ask-{number:05d}-{offer}-{act}", id=f"id-{number}", offer=offer, act=act, about=about, choice=choice
    )
    return list(here.hear(OfferAsked(at=here.at, wanted=wanted)))


def card(here: CoreStation, who: str = "anna", credential: Credential = "id-card") -> list[object]:
    """Somebody lays a card on the kiosk's reader."""
    known = Known(person=f"day-{who}", lasting=who or None) if who else Known(person=None)
    return list(here.hear(Presented(at=here.at, id="p-1", reader="reader", credential=credential, finding=known)))


def scan(here: CoreStation, text: str) -> list[object]:
    """A code is held to the scanner while a page listens."""
    assert offering.listens(here.state, text)
    return list(here.hear(CodeHeard(at=here.at, text=text)))


def facts(commands: list[object]) -> list[str]:
    return [one.fact.kind for one in commands if isinstance(one, Record)]


def bodies(commands: list[object]) -> list[dict[str, object]]:
    return [dict(one.fact.body) for one in commands if isinstance(one, Record)]


def result(here: CoreStation) -> str:
    assert here.state.offers.answer is not None
    return here.state.offers.answer.result


def take(here: CoreStation, who: str = "anna") -> str:
    """Two touches of a round; what is said."""
    ask(here, "supplies", "take", "heat-1")
    card(here, who)
    return result(here)


def test_a_round_is_given_to_a_credential_and_the_fact_names_neither_person_nor_presentation() -> None:
    here = station()
    ask(here, "supplies", "take", "heat-1")
    (body,) = bodies(card(here))

    assert (body.keys(), body["count"], "anna" in str(body)) == ({"round", "item", "count", "holder"}, 2, False)


def test_the_same_person_gets_it_once_even_on_another_day() -> None:
    here = station()
    first = take(here)
    here.wait(86_400)

    assert (first, take(here)) == ("given", "already")


def test_what_is_gone_is_said_before_a_card_is_asked_for() -> None:
    here = station()
    take(here, "anna")
    take(here, "bo")
    ask(here, "supplies", "take", "heat-1")

    assert (result(here), supplies.left(here.state, BOARD.rounds[0])) == ("none-left", 1)


@pytest.mark.parametrize(("begins", "ends", "said"), [(2**49, 2**50, "not-yet"), (0, 1, "over")])
def test_a_round_is_on_between_its_days_only(begins: int, ends: int, said: str) -> None:
    here = station(replace(BOARD, rounds=(replace(BOARD.rounds[0], from_ms=begins, until_ms=ends),)))
    ask(here, "supplies", "take", "heat-1")

    assert result(here) == said


def test_a_clock_that_cannot_be_believed_ends_no_round() -> None:
    here = station(replace(BOARD, rounds=(replace(BOARD.rounds[0], until_ms=1),)))
    here.at = replace(here.at, clock="unknown")

    assert take(here) == "given"


def test_a_credential_that_names_nobody_takes_nothing() -> None:
    assert take(station(), "") == "no-name"


def test_a_round_that_the_hub_has_withdrawn_meanwhile_gives_nothing() -> None:
    here = station()
    ask(here, "supplies", "take", "heat-1")
    here.hear(BoardArrived(at=here.at, board=replace(BOARD, rounds=())))

    assert (facts(card(here)), result(here)) == ([], "unknown")


def test_without_a_round_there_is_no_tile() -> None:
    assert "supplies" not in offering.offered(station(replace(BOARD, rounds=())).state)


def test_after_a_restart_nobody_is_given_it_twice() -> None:
    here = station()
    take(here)
    again = station()
    again.state = recall(again.state, here.facts)

    assert (take(again), take(again, "bo")) == ("already", "given")


def test_whoever_takes_a_plaster_needs_no_card() -> None:
    assert facts(ask(station(), "first-aid", "used", choice=("plaster",))) == ["stock.used"]


def test_what_is_almost_gone_is_told_and_nothing_is_taken_off() -> None:
    (body,) = bodies(ask(station(), "first-aid", "low", choice=("plaster",)))

    assert body == {"item": "plaster", "count": 0, "low": True}


def test_a_child_at_the_tiles_is_stopped_within_the_hour() -> None:
    here = station()
    for _ in range(MOST_AN_HOUR + 1):
        ask(here, "first-aid", "used", choice=("plaster",))
    stopped = result(here)
    here.wait(3601)
    ask(here, "first-aid", "used", choice=("plaster",))

    assert (stopped, result(here)) == ("too-many", "used")


def count(here: CoreStation, *choice: str, credential: Credential = "staff") -> list[object]:
    ask(here, "first-aid", "count", choice=choice)
    return card(here, "keeper", credential)


def test_a_keeper_counts_with_a_staff_credential() -> None:
    here = station()
    count(here, "plaster", "12", "2027-03-31")

    assert lots(here.state) == (
        Lot(item="plaster", count=12, expires="2027-03-31", lot="2027-03-31", counted_ms=here.at.wall_ms),
    )


def test_a_visitor_counts_nothing() -> None:
    here = station()

    assert (facts(count(here, "plaster", "12", "", credential="id-card")), result(here)) == ([], "not-staff")


@pytest.mark.parametrize("typed", [("plaster", "", ""), ("plaster", "1", "2027-02-30"), ("plaster", "99999", "")])
def test_what_is_no_number_or_no_day_is_said_before_a_card_is_asked_for(typed: tuple[str, ...]) -> None:
    here = station()
    ask(here, "first-aid", "count", choice=typed)

    assert result(here) == "no-count"


def test_what_goes_bad_first_is_taken_first() -> None:
    here = station()
    count(here, "plaster", "5", "2028-01-01")
    count(here, "plaster", "1", "2027-01-01")
    ask(here, "first-aid", "used", choice=("plaster",))

    assert (stock.first_expiry(lots(here.state), "plaster"), stock.left(lots(here.state), "plaster")) == (
        "2028-01-01",
        5,
    )


def test_what_was_counted_at_the_hub_later_counts() -> None:
    here = station()
    count(here, "plaster", "5", "")
    late = Lot(item="plaster", count=9, counted_ms=here.at.wall_ms + 1)
    here.hear(BoardArrived(at=here.at, board=replace(BOARD, stock=(late,))))

    assert stock.left(lots(here.state), "plaster") == 9


def test_an_older_counting_at_the_hub_changes_nothing() -> None:
    here = station()
    count(here, "plaster", "5", "")
    here.hear(BoardArrived(at=here.at, board=replace(BOARD, stock=(Lot(item="plaster", count=9, counted_ms=1),))))

    assert stock.left(lots(here.state), "plaster") == 5


def lend(here: CoreStation, who: str = "anna") -> str:
    ask(here, "loans", "lend", "umbrella")
    card(here, who)
    return result(here)


def test_the_lowest_number_that_hangs_there_is_lent_without_a_name() -> None:
    here = station()
    ask(here, "loans", "lend", "umbrella")
    (body,) = bodies(card(here))

    assert (body["item"], body["until"], "anna" in str(body)) == ("1", here.at.wall_ms + 86_400_000, False)


def test_one_person_has_one_at_a_time_and_there_are_no_more_than_there_are() -> None:
    here = station()

    assert [lend(here), lend(here), lend(here, "bo"), lend(here, "chen")] == ["lent", "have-one", "lent", "all-out"]


def test_a_thing_comes_back_by_its_code_and_can_be_lent_again() -> None:
    here = station()
    lend(here)
    ask(here, "loans", "listen")
    scan(here, "thing:umbrella:1")

    assert (result(here), lend(here)) == ("returned", "lent")


def test_a_thing_comes_back_by_its_number() -> None:
    here = station()
    lend(here)
    ask(here, "loans", "back", "umbrella", ("1",))

    assert (result(here), lending.out(here.state, "umbrella")) == ("returned", [])


def test_a_thing_that_is_not_away_cannot_be_touched() -> None:
    here = station()

    assert (facts(ask(here, "loans", "back", "umbrella", ("1",))), result(here)) == ([], "unknown")


def test_the_code_of_another_stations_thing_is_not_ours() -> None:
    here = station()
    ask(here, "loans", "listen")

    assert (facts(scan(here, "thing:umbrella:9")), result(here)) == ([], "not-ours")


def borrow(here: CoreStation, who: str = "anna", code: str = DREAM) -> list[object]:
    ask(here, "books", "lend")
    scan(here, code)
    return card(here, who)


def test_a_book_is_scanned_and_then_lent_to_a_card() -> None:
    here = station()

    assert (facts(borrow(here)), result(here)) == (["loan.lent"], "lent")


def test_the_title_is_shown_while_a_card_is_waited_for() -> None:
    here = station()
    ask(here, "books", "lend")
    scan(here, DREAM)

    assert here.state.offers.answer is not None
    assert (result(here), here.state.offers.answer.lines) == ("present", ("红楼梦",))


def test_a_book_comes_back_without_a_card() -> None:
    here = station()
    borrow(here)
    ask(here, "books", "back")

    assert (facts(scan(here, DREAM)), lending.out(here.state, "books")) == (["loan.returned"], [])


def test_a_book_that_was_lent_to_nobody_is_welcome() -> None:
    here = station()
    ask(here, "books", "back")

    assert (facts(scan(here, DREAM)), result(here)) == (["loan.returned"], "returned")


def test_a_book_in_the_hand_whose_copies_are_all_away_has_come_back() -> None:
    here = station()
    borrow(here)

    assert (facts(borrow(here, "bo")), len(lending.out(here.state, "books"))) == (["loan.returned", "loan.lent"], 1)


def test_a_book_that_no_catalogue_knows_is_lent_too() -> None:
    here = station()
    borrow(here, code="9787544253994")

    assert result(here) == "lent"


def test_nobody_has_more_books_than_the_shelf_allows() -> None:
    here = station()
    for code in ("9787544253994", "9787506365437", DREAM):
        borrow(here, code=code)

    assert (result(here), len(lending.out(here.state, "books"))) == ("enough", 2)


def test_by_the_same_credential_one_sees_what_one_has_and_what_is_overdue() -> None:
    here = station()
    borrow(here)
    here.wait(31 * 86_400)
    ask(here, "books", "mine")
    card(here)

    assert here.state.offers.answer is not None
    assert (result(here), here.state.offers.answer.lines) == ("overdue", ("12-23  红楼梦",))


def test_somebody_else_sees_nothing_of_it() -> None:
    here = station()
    borrow(here)
    ask(here, "books", "mine")
    card(here, "bo")

    assert result(here) == "none-of-yours"


def test_a_code_that_nobody_waits_for_is_a_credential_as_ever() -> None:
    here = station()
    ask(here, "books", "lend")
    here.hear(OfferLeft(at=here.at))

    assert not offering.listens(here.state, DREAM)


def test_while_a_book_is_waited_for_a_pass_is_still_a_pass() -> None:
    here = station()
    ask(here, "books", "lend")

    assert not offering.listens(here.state, "HC1:NCFOXN")


def test_a_book_that_does_not_come_is_waited_for_no_longer() -> None:
    here = station()
    ask(here, "books", "lend")
    here.wait(91)

    assert (result(here), here.state.offers.listening) == ("no-code", None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9787020002207", "9787020002207"),
        ("978-7-02-000220-7", "9787020002207"),
        ("7-02-000220-X", "9787020002207"),
        ("9787020002207 05", "9787020002207"),
        ("9787020002208", None),
        ("7020002201", None),
        ("6901234567892", None),
        ("", None),
    ],
)
def test_a_books_number_is_known_by_its_check_digit(text: str, number: str | None) -> None:
    assert isbn13(text) == number
