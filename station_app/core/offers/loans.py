"""Umbrellas, power banks and chargers: each has a number and a code, and is lent to a credential without a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Step
from station_app.core.events import Known, OfferAsked, Presented
from station_app.core.instant import Instant
from station_app.core.memory.offers import Pending, Wanted
from station_app.core.memory.things import Loan, Rack
from station_app.core.model import StationState
from station_app.core.offers import lending
from station_app.core.offers.answering import Offer, answered, listen, present, unknown
from station_app.core.offers.holding import holder

LOANS: Final = "loans"
ITEMS: Final = ("umbrella", "power-bank", "charger")
HOUR_MS: Final = 3_600_000
_CODE: Final = re.compile(r"thing:([a-z0-9-]{1,24}):([1-9][0-9]{0,2})", re.ASCII)


def code_of(rack: str, number: int) -> str:
    """What the sticker on a thing says."""
    return f"thing:{rack}:{number}"


def racks(state: StationState) -> tuple[Rack, ...]:
    """Those that the hub tells of."""
    return () if state.offers.board is None else state.offers.board.racks


def free(state: StationState, rack: Rack) -> list[int]:
    """Numbers that hang there."""
    away = {one.item for one in lending.out(state, rack.id)}
    return [number for number in range(1, rack.count + 1) if str(number) not in away]


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted, at = event.wanted, event.at
    rack = _rack(state, wanted.about)
    match wanted.act:
        case "lend" if rack is not None:
            return present(state, wanted, at) if free(state, rack) else (answered(state, wanted, at, "all-out"), [])
        case "back" if rack is not None:
            return _back(state, wanted, at, rack, wanted.choice[0] if wanted.choice else "")
        case "listen":
            return listen(state, wanted, at)
        case _:
            return unknown(state, wanted, at)


def _rack(state: StationState, name: str) -> Rack | None:
    return next((one for one in racks(state) if one.id == name), None)


def _shown(state: StationState, pending: Pending, event: Presented) -> Step:
    assert isinstance(event.finding, Known)
    wanted, at = pending.wanted, event.at
    rack = _rack(state, wanted.about)
    name = holder(event.finding, f"loan/{wanted.about}")
    if rack is None or name is None:
        return (unknown(state, wanted, at)) if rack is None else (answered(state, wanted, at, "no-name"), [])
    mine = next((one for one in lending.out(state, rack.id) if one.holder == name), None)
    if mine is not None:
        return answered(state, wanted, at, "have-one", number=mine.item), []
    there = free(state, rack)
    if not there:
        return answered(state, wanted, at, "all-out"), []
    loan = Loan(
        loan=wanted.id,
        shelf=rack.id,
        item=str(there[0]),
        at_ms=at.wall_ms,
        until_ms=at.wall_ms + rack.hours * HOUR_MS,
        holder=name,
    )
    state, records = lending.lent(state, wanted, at, loan)
    return answered(state, wanted, at, "lent", number=loan.item, hours=rack.hours), records


def _back(state: StationState, wanted: Wanted, at: Instant, rack: Rack, number: str) -> Step:
    """By its number: only what is away can be touched. By its code anything comes back."""
    if not lending.out(state, rack.id, number):
        return unknown(state, wanted, at)
    state, record = lending.brought_back(state, at, rack.id, number, wanted.id)
    return answered(state, wanted, at, "returned", number=number), [record]


def _reads(text: str) -> str | None:
    return text.strip() if _CODE.fullmatch(text.strip()) else None


def _heard(state: StationState, waiting: Pending, code: str, at: Instant) -> Step:
    _, name, number = code.split(":")
    rack = _rack(state, name)
    if rack is None or int(number) > rack.count:
        return answered(state, waiting.wanted, at, "not-ours"), []
    state, record = lending.brought_back(state, at, name, number, waiting.wanted.id)
    return answered(state, waiting.wanted, at, "returned", number=number), [record]


def _there(state: StationState) -> bool:
    return bool(racks(state))


OFFERS: Final[Mapping[str, Offer]] = {LOANS: Offer(_asked, _shown, reads=_reads, heard=_heard, there=_there)}
