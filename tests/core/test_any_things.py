"""Whatever people do at the kiosk, in any order and over any restarts: nobody has a round twice, and nothing is given
or lent that is not there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from core_world import CoreStation, one_door
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.events import BoardArrived, CodeHeard, Known, OfferAsked, OfferLeft, Presented
from station_app.core.memory.offers import Board, Wanted
from station_app.core.memory.things import Book, BookShelf, Rack, Round
from station_app.core.offers import lending, stock
from station_app.core.replay import recall

ROUND = Round(id="r", item="water", until_ms=2**50, person=2, pieces=7)
BOOKS = ("9787020002207", "9787544253994")
COPIES = {BOOKS[0]: 1, BOOKS[1]: 2}
BOARD = Board(
    made_ms=1,
    rounds=(ROUND,),
    racks=(Rack(id="umbrella", item="umbrella", count=2),),
    books=BookShelf(most=2, books=tuple(Book(isbn=isbn, title=isbn, copies=COPIES[isbn]) for isbn in BOOKS)),
)
ASKS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("supplies", "take", "r", ()),
    ("loans", "lend", "umbrella", ()),
    ("loans", "back", "umbrella", ("1",)),
    ("loans", "back", "umbrella", ("2",)),
    ("loans", "listen", "", ()),
    ("books", "lend", "", ()),
    ("books", "back", "", ()),
    ("books", "mine", "", ()),
    ("first-aid", "used", "", ("plaster",)),
    ("first-aid", "count", "", ("plaster", "3", "2027-01-01")),
)
DEEDS = st.one_of(
    st.tuples(st.just("ask"), st.integers(0, len(ASKS) - 1)),
    st.tuples(st.just("card"), st.sampled_from(("anna", "bo", "chen", "dan", ""))),
    st.tuples(st.just("scan"), st.sampled_from((*BOOKS, "thing:umbrella:1", "thing:umbrella:2", "thing:umbrella:3"))),
    st.tuples(st.just("staff"), st.just("")),
    st.tuples(st.just("leave"), st.just("")),
    st.tuples(st.just("wait"), st.sampled_from((1, 31, 91, 90_000))),
    st.tuples(st.just("restart"), st.just("")),
)


class Life:
    """A station whose kiosk is used."""

    def __init__(self) -> None:
        house = one_door()
        offers = frozenset({"supplies", "first-aid", "loans", "books"})
        self.here = CoreStation(replace(house, policy=replace(house.policy, offers=offers)))
        self.here.hear(BoardArrived(at=self.here.at, board=BOARD))
        self._number = 0

    def do(self, deed: str, what: object) -> None:
        """One thing that happens."""
        here = self.here
        self._number += 1
        match deed, what:
            case "ask", int(which):
                offer, act, about, choice = ASKS[which]
                name = f"ask-{self._number:04d}"
                wanted = Wanted(ask=name, id=f"id-{self._number}", offer=offer, act=act, about=about, choice=choice)
                here.hear(OfferAsked(at=here.at, wanted=wanted))
            case "card", str(who):
                self._shown(Known(person=f"day-{who}" if who else None, lasting=who or None), staff=False)
            case "staff", _:
                self._shown(Known(person="keeper"), staff=True)
            case "scan", str(text):
                here.hear(CodeHeard(at=here.at, text=text))
            case "wait", int(seconds):
                here.wait(seconds)
            case "restart", _:
                # What a restart remembers is what the journal says, and the board that was kept.
                fresh = Life().here.state
                here.state = recall(fresh, here.facts)
            case _:
                here.hear(OfferLeft(at=here.at))

    def _shown(self, known: Known, *, staff: bool) -> None:
        kind = "staff" if staff else "id-card"
        name = f"p-{self._number}"
        self.here.hear(Presented(at=self.here.at, id=name, reader="reader", credential=kind, finding=known))


@given(st.lists(DEEDS, max_size=60))
def test_whatever_people_do_nobody_has_a_round_twice_and_nothing_goes_below_none(
    deeds: list[tuple[str, object]],
) -> None:
    life = Life()
    for deed, what in deeds:
        life.do(deed, what)
        away = lending.out(life.here.state, "umbrella")
        assert len({one.item for one in away}) == len(away) <= 2
        assert all(len(lending.out(life.here.state, "books", isbn)) <= copies for isbn, copies in COPIES.items())
        assert (stock.left(life.here.state.offers.things.lots, "plaster") or 0) >= 0
    facts = life.here.facts
    given_to = [one.body["holder"] for one in facts if one.kind == "handout.given"]
    assert len(set(given_to)) == len(given_to)
    assert sum(int(str(one.body["count"])) for one in facts if one.kind == "handout.given") <= ROUND.pieces
    lent = Counter(one.body["loan"] for one in facts if one.kind == "loan.lent")
    assert max(lent.values(), default=0) <= 1
    assert not {"anna", "bo", "chen", "dan"} & {str(value) for one in facts for value in one.body.values()}
