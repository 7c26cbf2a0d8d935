"""What people ask for: help and advice, a fault or a hazard, a suggestion, something lost or found.

A request is made by touching tiles, without a name. Whoever makes it takes along a ticket of twelve digits by which the
answer can be read at any station; the journal has the ticket's digest only. With a credential it is read at the same
station, too. What is answered comes on the hub's board and never stands in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, LookUp
from station_app.core.events import Known, OfferAsked, Presented, ReplyHeard
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.offers import Figures as Figures
from station_app.core.memory.offers import Made, Pending, Told, Wanted
from station_app.core.memory.offers import Reply as Reply
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered, changed, present, told, unknown
from station_app.core.offers.slips import DIGITS as DIGITS
from station_app.core.offers.slips import cut, is_ticket, ticket_shown
from station_app.core.offers.slips import ticket_hash as ticket_hash

TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "advice": (
        "wages", "contract", "injury", "legal", "occupational-health", "skills", "mutual-aid", "benefits", "mind",
        "other",
    ),
    "fault": ("water", "heating", "microwave", "charging", "light", "toilet", "dirty", "door", "internet", "other"),
    "hazard": ("fire", "wire", "gas", "floor", "violence", "other"),
    "suggestion": ("hours", "equipment", "supplies", "cleaning", "events", "other"),
    "lost": ("papers", "phone", "keys", "helmet", "power-bank", "clothes", "bag", "other"),
    "found": ("papers", "phone", "keys", "helmet", "power-bank", "clothes", "bag", "other"),
    "union": ("work", "home", "household", "plate"),
}  # fmt: skip
"""Matter -> what it can be about. The texts have a tile for each."""
CALLS: Final = frozenset({"advice", "union"})
"""Matters for which somebody can be called back."""
CALL: Final = "call"
"""The act of whoever leaves a number."""
ANSWERS: Final = "answers"
"""The offer at which answers are read."""
KEPT_DAYS: Final = 90
MOST_KEPT: Final = 500
HOUR_MS: Final = 3_600_000
MOST_AN_HOUR: Final = 60
"""More than people at one kiosk can mean: somebody plays."""
STARS: Final = ("1", "2", "3", "4", "5")
MOST_RATED: Final = 200
MENDED_DAYS: Final = 7
"""So long a screen tells what was mended."""
_DAY_MS: Final = 86_400_000


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted = event.wanted
    topic = wanted.choice[0] if wanted.choice else ""
    if topic not in TOPICS[wanted.offer] or wanted.act not in ("ask", CALL, "sign"):
        return unknown(state, wanted, event.at)
    if _many(state, event.at):
        return answered(state, wanted, event.at, "too-many"), []
    if wanted.act == CALL and not (wanted.contact and wanted.offer in CALLS):
        return answered(state, wanted, event.at, "no-call"), []
    if wanted.act == "sign":
        return present(state, wanted, event.at)
    return _made(state, wanted, event.at, person=None, presentation=None)


def _many(state: StationState, at: Instant) -> bool:
    lately = [one for one in state.offers.requests.values() if at.wall_ms - one.at_ms < HOUR_MS]
    return len(lately) >= MOST_AN_HOUR


def _signed(state: StationState, pending: Pending, event: Presented) -> Step:
    assert isinstance(event.finding, Known)
    return _made(state, pending.wanted, event.at, person=event.finding.person, presentation=event.id)


def _made(state: StationState, wanted: Wanted, at: Instant, person: str | None, presentation: str | None) -> Step:
    topic, *more = wanted.choice
    record = told(
        "request.made",
        at,
        request=wanted.id,
        matter=wanted.offer,
        topic=topic,
        detail=more[0] if more else None,
        place=wanted.about or None,
        ticket=ticket_hash(wanted.ticket),
        person=person,
        presentation=presentation,
        contact=wanted.contact or None,
    )
    state = _kept(state, record.fact)
    way = "sign" if wanted.act == "sign" else "call" if wanted.contact else more[0] if more else ""
    said = {"ticket": ticket_shown(wanted.ticket), "called": int(bool(wanted.contact)), "way": way}
    return answered(state, wanted, at, "made", **said), [record]


def _kept(state: StationState, fact: Fact) -> StationState:
    body = fact.body
    made = Made(
        request=str(body["request"]),
        matter=str(body["matter"]),
        topic=str(body["topic"]),
        detail=str(body.get("detail", "")),
        at_ms=fact.at.wall_ms,
        ticket=str(body.get("ticket", "")),
        person=None if body.get("person") is None else str(body["person"]),
    )
    since = fact.at.wall_ms - KEPT_DAYS * _DAY_MS
    kept = {name: one for name, one in state.offers.requests.items() if one.at_ms >= since}
    newest = list({**kept, made.request: made}.items())[-MOST_KEPT:]
    return changed(state, requests=dict(newest))


def _read_or_rated(state: StationState, event: OfferAsked) -> Step:
    wanted = event.wanted
    match wanted.act:
        case "read":
            return _read(state, wanted, event.at)
        case "listen":
            return changed(state, pending=Pending(wanted=wanted, since=event.at, slip=True), answer=None), []
        case "mine":
            return present(state, wanted, event.at)
        case "rate":
            return _rated(state, wanted, event.at)
        case _:
            return unknown(state, wanted, event.at)


def _read(state: StationState, wanted: Wanted, at: Instant) -> Step:
    """By its ticket: known here, or asked of the hub, which knows those of every station."""
    code = wanted.choice[0] if wanted.choice else ""
    if not is_ticket(code):
        return answered(state, wanted, at, "no-ticket"), []
    return _by_digest(state, wanted, at, ticket_hash(code))


def scanned(state: StationState, pending: Pending, event: Presented) -> Step:
    """By the code of the slip, held to the scanner while answers are read here."""
    return _by_digest(state, pending.wanted, event.at, event.ticket)


def _by_digest(state: StationState, wanted: Wanted, at: Instant, digest: str) -> Step:
    made = next((one for one in state.offers.requests.values() if one.ticket == digest), None)
    if made is not None:
        return _shown(state, wanted, at, made.matter, _dated(state, made))
    return answered(state, wanted, at, "asking"), [LookUp(ask=wanted.ask, ticket=digest)]


def heard(state: StationState, event: ReplyHeard) -> Step:
    """The hub has answered, or could not be asked; whoever has left is told nothing."""
    answer = state.offers.answer
    if answer is None or answer.ask != event.ask or answer.result != "asking":
        return state, []
    wanted = Wanted(ask=event.ask, id="", offer=ANSWERS, act="read")
    if not event.reached:
        return answered(state, wanted, event.at, "no-hub"), []
    if event.reply is None:
        return answered(state, wanted, event.at, "no-ticket"), []
    return _shown(state, wanted, event.at, event.matter, cut(event.reply))


def _mine(state: StationState, pending: Pending, event: Presented) -> Step:
    """By the credential: the newest request that was signed under a name that this one has."""
    assert isinstance(event.finding, Known)
    names = {event.finding.person, event.finding.lasting} - {None}
    made = next((one for one in reversed(tuple(state.offers.requests.values())) if one.person in names), None)
    if made is None:
        return answered(state, pending.wanted, event.at, "none-of-yours"), []
    return _shown(state, pending.wanted, event.at, made.matter, _dated(state, made))


def reply_of(state: StationState, request: str) -> Reply:
    """Where a request of this station stands, as far as is known here."""
    replies = () if state.offers.board is None else state.offers.board.replies
    return next((one for one in replies if one.request == request), Reply(request=request, state="waiting"))


def _dated(state: StationState, made: Made) -> Reply:
    """The same with the time of its making, which this station knows best."""
    return replace(reply_of(state, made.request), made_ms=made.at_ms)


def _shown(state: StationState, wanted: Wanted, at: Instant, matter: str, reply: Reply) -> Step:
    said: dict[str, Told] = {
        "request": reply.request,
        "matter": matter,
        "state": reply.state,
        "accepted": reply.accepted_ms,
        "answered": reply.answered_ms,
        "due": reply.due_ms,
        "text": reply.text,
        "desk": reply.desk,
        "made": reply.made_ms,
        "stars": reply.stars or state.offers.rated.get(reply.request, 0),
    }
    commands: list[Command] = []
    if reply.state in ("answered", "closed", "returned"):
        commands.append(told("request.read", at, request=reply.request))
    return answered(state, wanted, at, "told", **said), commands


def _rated(state: StationState, wanted: Wanted, at: Instant) -> Step:
    """Only whoever has just read an answer can say what it was worth."""
    answer = state.offers.answer
    stars = wanted.choice[0] if wanted.choice else ""
    read = answer is not None and answer.result == "told" and answer.values.get("request") == wanted.about
    done = read and answer is not None and answer.values.get("state") in ("answered", "closed")
    if stars not in STARS or answer is None or not done:
        return unknown(state, wanted, at)
    if answer.values["stars"]:
        return answered(state, wanted, at, "rated-before"), []
    record = told("request.rated", at, request=wanted.about, stars=int(stars))
    return answered(_rating(state, record.fact), wanted, at, "rated"), [record]


def _rating(state: StationState, fact: Fact) -> StationState:
    rated = {**state.offers.rated, str(fact.body["request"]): cast(int, fact.body["stars"])}
    return changed(state, rated=dict(list(rated.items())[-MOST_RATED:]))


def mended(state: StationState) -> Mapping[str, int]:
    """What was reported here, is mended and has not been reported again: topic -> when, by the hub's clock."""
    found: dict[str, int] = {}
    for made in reversed(tuple(state.offers.requests.values())):
        reply = reply_of(state, made.request)
        if made.matter == "fault" and made.topic not in found:
            found[made.topic] = reply.answered_ms if reply.state in ("answered", "closed") else 0
    return {topic: at_ms for topic, at_ms in found.items() if at_ms}


def forgotten(state: StationState, persons: frozenset[str]) -> StationState:
    """Requests stay, as nobody's."""
    kept = {
        name: replace(one, person=None) if one.person in persons else one for name, one in state.offers.requests.items()
    }
    return changed(state, requests=kept)


OFFERS: Final[Mapping[str, Offer]] = {
    **{matter: Offer(_asked, _signed) for matter in TOPICS},
    ANSWERS: Offer(_read_or_rated, _mine),
}
RECALLS: Final[Mapping[str, Recall]] = {"request.made": _kept, "request.rated": _rating}
"""Kind of fact -> what it leaves in mind."""
