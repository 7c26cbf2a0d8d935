"""From the rules' state to what the screen is told of the offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from station_app.core.instant import Instant
from station_app.core.memory.offers import Answer, Figures
from station_app.core.model import StationState
from station_app.core.offers import (
    activities,
    bulletins,
    first_aid,
    handoff,
    joining,
    loans,
    offering,
    parking,
    requests,
    room_turns,
    supplies,
    survey,
)
from station_app.station import things_picture
from station_app.station.entry_picture import title_of
from station_app.wire import OfferAnswer, Offers, OpenFault, RequestFigures, TurnRoom
from station_app.wire.offers import BulletinTold, ParkingTold

MOST_FAULTS: Final = 12
MOST_ROOMS: Final = 24


class OffersPicture:
    """Publishes what is offered, and only when the screen would look different."""

    def __init__(self, publish: Callable[[Offers], None], now: Callable[[], Instant], station: str) -> None:
        self._publish = publish
        self._now = now
        self._station = station
        self._last: Offers | None = None
        self._seen: tuple[object, ...] = ()

    def show(self, state: StationState) -> None:
        """Take over a state."""
        # Scans change none of these: what is told of offers is not even put together for them.
        seen = (state.offers, state.house, state.lost_devices, *_turned(state))
        if len(self._seen) == len(seen) and all(new is old for new, old in zip(seen, self._seen, strict=True)):
            return
        self._seen = seen
        offers = _offers(state, self._now(), self._last.serial if self._last else 0)
        offers = msgspec.structs.replace(offers, union_url=joining.form_url(state, self._station))
        if offers != self._last:
            self._last = msgspec.structs.replace(offers, serial=offers.serial + 1)
            self._publish(self._last)


def _turned(state: StationState) -> tuple[object, ...]:
    """What moves a room's turns, where the turns of rooms are offered."""
    if room_turns.NAME not in state.house.policy.offers:
        return ()
    return (state.turns, state.visits, state.doors)


def _offers(state: StationState, at: Instant, serial: int) -> Offers:
    offered = offering.offered(state)
    board = state.offers.board
    return Offers(
        serial=serial,
        offered=offered,
        answer=_answer(state.offers.answer),
        calls=bool(board and board.contact_key),
        public_url=board.public_url if board else "",
        topics={name: requests.TOPICS[name] for name in offered if name in requests.TOPICS},
        faults=_faults(state),
        mended=dict(requests.mended(state)),
        invited=state.offers.asking.invited,
        questions=dict(survey.QUESTIONS) if survey.SURVEY in offered else {},
        links=handoff.links(state) if "advice" in offered else {},
        turns=_rooms(state, at) if room_turns.NAME in offered else (),
        figures=_figures(board.figures if board else None),
        rounds=things_picture.rounds(state) if supplies.SUPPLIES in offered else (),
        stock=things_picture.stock(state) if first_aid.FIRST_AID in offered else (),
        racks=things_picture.racks(state) if loans.LOANS in offered else (),
        activities=things_picture.activities(state) if activities.NAME in offered else (),
        parking=things_picture.parked(state, at) if parking.PARKING in offered else ParkingTold(),
        bulletins=_bulletins(state) if bulletins.NOTICES in offered else (),
    )


def _answer(answer: Answer | None) -> OfferAnswer | None:
    if answer is None:
        return None
    return OfferAnswer(
        ask=answer.ask, offer=answer.offer, result=answer.result, values=dict(answer.values), lines=answer.lines
    )


def _faults(state: StationState) -> tuple[OpenFault, ...]:
    """The newest things that were reported here and are not mended, each topic once."""
    found: dict[str, OpenFault] = {}
    for made in reversed(tuple(state.offers.requests.values())):
        reply = requests.reply_of(state, made.request)
        if made.matter == "fault" and reply.state in ("waiting", "accepted") and made.topic not in found:
            told = {"topic": made.topic, "state": reply.state, "made_ms": made.at_ms, "due_ms": reply.due_ms}
            found[made.topic] = msgspec.convert(told, OpenFault)
    return tuple(found.values())[:MOST_FAULTS]


def _bulletins(state: StationState) -> tuple[BulletinTold, ...]:
    return tuple(msgspec.convert(one, BulletinTold, from_attributes=True) for one in bulletins.bulletins(state))


def _rooms(state: StationState, at: Instant) -> tuple[TurnRoom, ...]:
    return tuple(
        TurnRoom(
            zone=room.zone,
            title=title_of(state, room.zone),
            kind=state.house.rule(room.zone).kind,
            free=room.free,
            waiting=room.waiting,
            called=room.called,
            next_ms=room.next_ms,
            needs=room.needs,
        )
        for room in room_turns.rooms(state, at)[:MOST_ROOMS]
    )


def _figures(figures: Figures | None) -> RequestFigures | None:
    return None if figures is None else msgspec.convert(figures, RequestFigures, from_attributes=True)
