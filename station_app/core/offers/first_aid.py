"""The first-aid box: whoever takes something says so with two touches and no credential; its keeper counts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.events import Known, OfferAsked, Presented
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.offers import Board, Pending, Wanted
from station_app.core.memory.things import Lot, Things
from station_app.core.model import StationState
from station_app.core.offers import stock
from station_app.core.offers.answering import Offer, answered, changed, present, told, unknown

FIRST_AID: Final = "first-aid"
ITEMS: Final = (
    "plaster", "bandage", "gauze", "disinfectant", "swabs", "heat-medicine", "cooling-oil", "burn-cream",
    "thermometer", "mask", "gloves", "other",
)  # fmt: skip
"""What a box holds; each has a drawing and a word."""
HOUR_MS: Final = 3_600_000
MOST_AN_HOUR: Final = 40
"""More than people in need can mean: somebody plays."""


def lots(state: StationState) -> tuple[Lot, ...]:
    """What is there as far as anybody knows."""
    return state.offers.things.lots


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted, at = event.wanted, event.at
    item = wanted.choice[0] if wanted.choice else ""
    if item not in ITEMS:
        return unknown(state, wanted, at)
    match wanted.act:
        case "used" | "low":
            return _used(state, wanted, at, item)
        case "count":
            if _counted(wanted, at) is None:
                return answered(state, wanted, at, "no-count"), []
            return present(state, wanted, at)
        case _:
            return unknown(state, wanted, at)


def _used(state: StationState, wanted: Wanted, at: Instant, item: str) -> Step:
    if sum(at.wall_ms - one < HOUR_MS for one in state.offers.things.taps_ms) >= MOST_AN_HOUR:
        return answered(state, wanted, at, "too-many"), []
    low = wanted.act == "low"
    record = told("stock.used", at, item=item, count=0 if low else 1, low=True if low else None)
    state = _taken(state, record.fact)
    return answered(state, wanted, at, "noted" if low else "used", item=item), [record]


def _counted(wanted: Wanted, at: Instant) -> Lot | None:
    """What a keeper has typed: item, pieces, and the day it goes bad or nothing."""
    item, number, expires = (*wanted.choice, "", "")[:3]
    digits = number.isascii() and number.isdigit()
    if not digits or int(number) > stock.MOST or (expires and not stock.is_day(expires)):
        return None
    return Lot(item=item, count=int(number), expires=expires, lot=expires, counted_ms=at.wall_ms)


def _signed(state: StationState, pending: Pending, event: Presented) -> Step:
    assert isinstance(event.finding, Known)
    wanted, at = pending.wanted, event.at
    if event.credential != "staff":
        return answered(state, wanted, at, "not-staff"), []
    found = _counted(wanted, at)
    assert found is not None
    by = f"staff-{(event.finding.person or '')[1:7]}".rstrip("-")
    body = {"item": found.item, "count": found.count, "by": by, "lot": found.lot, "expires": found.expires}
    record = told("stock.counted", at, **{name: value for name, value in body.items() if value != ""})
    return answered(_looked(state, record.fact), wanted, at, "counted", item=found.item, count=found.count), [record]


def board_told(state: StationState, board: Board) -> StationState:
    """Take over what was counted at the hub since somebody has counted here."""
    things: Things = state.offers.things
    known = {(one.item, one.lot): one.counted_ms for one in things.lots}
    found = things.lots
    for one in board.stock:
        if one.counted_ms > known.get((one.item, one.lot or one.expires), -1):
            found = stock.counted(found, one)
    return state if found == things.lots else changed(state, things=replace(things, lots=found))


def _looked(state: StationState, fact: Fact) -> StationState:
    body = fact.body
    found = Lot(
        item=str(body["item"]),
        count=int(str(body["count"])),
        expires=str(body.get("expires", "")),
        lot=str(body.get("lot", "")),
        counted_ms=fact.at.wall_ms,
    )
    things: Things = state.offers.things
    return changed(state, things=replace(things, lots=stock.counted(things.lots, found)))


def _taken(state: StationState, fact: Fact) -> StationState:
    things: Things = state.offers.things
    since = fact.at.wall_ms - HOUR_MS
    taps = (*(one for one in things.taps_ms if one > since), fact.at.wall_ms)
    left = stock.taken(things.lots, str(fact.body["item"]), int(str(fact.body["count"])))
    return changed(state, things=replace(things, lots=left, taps_ms=taps))


OFFERS: Final[Mapping[str, Offer]] = {FIRST_AID: Offer(_asked, _signed, staff=True)}
RECALLS: Final[Mapping[str, Recall]] = {"stock.counted": _looked, "stock.used": _taken}
"""Kind of fact -> what it leaves in mind."""
