"""What is lent and brought back, of racks and of the book shelf.

One loan is one fact that it began and one that it is over. Something that comes back and was lent to nobody is welcome:
that is recorded, too, and takes nothing away from what is out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Record
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.offers import Wanted
from station_app.core.memory.things import Loan, Things
from station_app.core.model import StationState
from station_app.core.offers.answering import changed, told

MOST_KEPT: Final = 2000


def out(state: StationState, shelf: str, item: str | None = None) -> list[Loan]:
    """What is away of a shelf, or of one thing on it; oldest first."""
    loans = state.offers.things.loans.values()
    return [one for one in loans if one.shelf == shelf and item in (None, one.item)]


def lent(state: StationState, wanted: Wanted, at: Instant, loan: Loan) -> Step:
    """Somebody takes it along. The wish's own id is the loan's."""
    # No `presentation`: it would join the shelf's name of somebody with a visit.
    record = told(
        "loan.lent", at, loan=wanted.id, shelf=loan.shelf, item=loan.item, until=loan.until_ms, holder=loan.holder
    )
    return _lent(state, record.fact), [record]


def brought_back(state: StationState, at: Instant, shelf: str, item: str, new: str) -> tuple[StationState, Record]:
    """It is here again: the oldest loan of it is over; `new` names the return of what was lent to nobody."""
    loans = out(state, shelf, item)
    record = told("loan.returned", at, loan=loans[0].loan if loans else new, shelf=shelf, item=item)
    return _returned(state, record.fact), record


def _lent(state: StationState, fact: Fact) -> StationState:
    body = fact.body
    loan = Loan(
        loan=str(body["loan"]),
        shelf=str(body["shelf"]),
        item=str(body["item"]),
        at_ms=fact.at.wall_ms,
        until_ms=int(str(body["until"])),
        holder=None if body.get("holder") is None else str(body["holder"]),
    )
    things: Things = state.offers.things
    newest = list({**things.loans, loan.loan: loan}.items())[-MOST_KEPT:]
    return changed(state, things=replace(things, loans=dict(newest)))


def _returned(state: StationState, fact: Fact) -> StationState:
    things: Things = state.offers.things
    name = str(fact.body["loan"])
    if name not in things.loans:
        return state
    left = {loan: one for loan, one in things.loans.items() if loan != name}
    return changed(state, things=replace(things, loans=left))


RECALLS: Final[Mapping[str, Recall]] = {"loan.lent": _lent, "loan.returned": _returned}
"""Kind of fact -> what it leaves in mind."""
