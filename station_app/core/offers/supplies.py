"""Hand-outs, as 送清凉: the same thing for everybody, once for each person, round and station, without a name.

Whoever takes something is remembered by a name that is good for this round only. Whoever has a card and a pass can
take twice; whoever has neither is handed it by a person, since nobody here could tell a second time from a first one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.events import Known, OfferAsked, Presented
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.offers import Pending, Wanted
from station_app.core.memory.things import Given, Round, Things
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered, changed, present, told, unknown
from station_app.core.offers.holding import holder

SUPPLIES: Final = "supplies"
ITEMS: Final = (
    "water", "drink", "towel", "medicine", "hat", "mask", "gloves", "raincoat", "food", "warmer", "gift",
)  # fmt: skip
"""What can be handed out; each has a drawing and a word."""
_NOTHING: Final = Given()


def rounds(state: StationState) -> tuple[Round, ...]:
    """Those that the hub tells of."""
    return () if state.offers.board is None else state.offers.board.rounds


def left(state: StationState, one: Round) -> int:
    """Pieces of a round that are still there."""
    return max(0, one.pieces - state.offers.things.given.get(one.id, _NOTHING).pieces)


def runs(one: Round, at: Instant) -> bool:
    """Whether it is handed out now; a clock that cannot be believed ends nothing."""
    return at.clock == "unknown" or one.from_ms <= at.wall_ms < one.until_ms


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted, at = event.wanted, event.at
    one = _round(state, wanted.about)
    if one is None or wanted.act != "take":
        return unknown(state, wanted, at)
    denial = _denial(state, one, at)
    if denial is not None:
        return answered(state, wanted, at, denial), []
    return present(state, wanted, at)


def _round(state: StationState, name: str) -> Round | None:
    return next((one for one in rounds(state) if one.id == name), None)


def _denial(state: StationState, one: Round, at: Instant) -> str | None:
    if not runs(one, at):
        return "not-yet" if at.wall_ms < one.from_ms else "over"
    return "none-left" if left(state, one) < one.person else None


def _shown(state: StationState, pending: Pending, event: Presented) -> Step:
    assert isinstance(event.finding, Known)
    wanted, at = pending.wanted, event.at
    one = _round(state, wanted.about)
    if one is None:
        return unknown(state, wanted, at)
    name = holder(event.finding, f"handout/{one.id}")
    if name is None:
        return answered(state, wanted, at, "no-name"), []
    if name in state.offers.things.given.get(one.id, _NOTHING).holders:
        return answered(state, wanted, at, "already"), []
    denial = _denial(state, one, at)
    if denial is not None:
        return answered(state, wanted, at, denial), []
    return _given(state, wanted, at, one, name)


def _given(state: StationState, wanted: Wanted, at: Instant, one: Round, name: str) -> Step:
    # No `presentation`: it would join the round's name with a visit.
    record = told("handout.given", at, round=one.id, item=one.item, count=one.person, holder=name)
    state = _recalled(state, record.fact)
    return answered(state, wanted, at, "given", count=one.person, left=left(state, one)), [record]


def _recalled(state: StationState, fact: Fact) -> StationState:
    things: Things = state.offers.things
    name, count = str(fact.body["round"]), fact.body["count"]
    before = things.given.get(name, _NOTHING)
    who = fact.body.get("holder")
    holders = before.holders if who is None else before.holders | {str(who)}
    given = Given(pieces=before.pieces + (count if isinstance(count, int) else 1), holders=holders)
    return changed(state, things=replace(things, given={**things.given, name: given}))


def _there(state: StationState) -> bool:
    return bool(rounds(state))


OFFERS: Final[Mapping[str, Offer]] = {SUPPLIES: Offer(_asked, _shown, there=_there)}
RECALLS: Final[Mapping[str, Recall]] = {"handout.given": _recalled}
"""Kind of fact -> what it leaves in mind."""
