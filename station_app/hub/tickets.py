"""The one inbox of what people ask for: rows follow the facts of stations, or what staff have noted down.

A row is made once, whatever is folded anew afterwards: what people did with it is in no fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from station_app.hub import desks
from station_app.hub.models import Fact, Station, Ticket, TicketVoice, TicketWord
from station_app.hub.request_models import OPEN
from station_app.hub.scope import EVERY_DISTRICT, districts_of, stations_for

if TYPE_CHECKING:
    from station_app.hub.told import Told

MATTERS: Final = ("advice", "fault", "hazard", "suggestion", "lost", "found", "union")
SOURCES: Final = ("hotline", "talk-day", "phone", "visit")
"""How a request comes that was not made at a kiosk."""
ACCEPT_MINUTES: Final = 5
"""The published bar: accepted in five minutes on average, every one answered."""
ANSWER_HOURS: Final = 24
"""Where no desk has said otherwise."""
LATE: Final = timedelta(minutes=10)
"""A row that comes so long after its making is late, and its page says so."""
KEEP_DAYS: Final = 30
"""Something found is kept at least so long."""
_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS


# What stations tell.


def _made(station: str, epoch: str, told: Told) -> None:
    del epoch  # a request is itself, whichever journal tells of it
    name, matter = told.text("request", 64), told.text("matter", 16)
    if not name or matter not in MATTERS:
        return
    now = timezone.now()
    came_ms = ms(now)
    unsure = told.clock == "unknown" or not 0 < told.wall_ms <= came_ms + _HOUR_MS
    about = {
        "matter": matter,
        "topic": told.text("topic", 32),
        "detail": told.text("detail", 40),
        "place": told.text("place", 40),
        "zone": told.text("zone", 40),
        "person": told.text("person", 128),
        "contact": told.text("contact", 400),
        "code_hash": told.text("ticket", 64),
        "told_ms": told.wall_ms,
        "unsure": unsure,
    }
    made_ms = came_ms if unsure else min(told.wall_ms, came_ms)
    district = Station.objects.filter(pk=station).values_list("district", flat=True).first() or ""
    Ticket.objects.get_or_create(
        station_id=station, request=name, defaults=about | begun(matter, about["topic"], district, made_ms, now)
    )


def begun(matter: Any, topic: Any, district: str, made_ms: int, now: datetime) -> dict[str, Any]:
    """What a new row begins with: its desk, and the clocks, which run from its making."""
    desk = desks.desk_for(matter, topic, district)
    hours = desk.answer_hours if desk is not None else ANSWER_HOURS
    return {
        "made_ms": made_ms,
        "came_at": now,
        "desk": desk,
        "accept_by_ms": made_ms + ACCEPT_MINUTES * 60_000,
        "answer_by_ms": made_ms + hours * _HOUR_MS,
        "keep_until_ms": made_ms + KEEP_DAYS * _DAY_MS if matter == "found" else None,
        "next_at": now,
    }


def _meant(station: str, told: Told) -> QuerySet[Ticket]:
    """The request that a fact is about: of this station, else the one that was read here by its slip."""
    name = told.text("request", 64)
    mine = Ticket.objects.filter(station=station, request=name)
    if not name or mine.exists():
        return mine
    others = list(Ticket.objects.filter(request=name).values_list("pk", flat=True)[:2])
    return Ticket.objects.filter(pk__in=others if len(others) == 1 else [])


def _rated(station: str, epoch: str, told: Told) -> None:
    del epoch
    stars = told.number("stars")
    if 1 <= stars <= 5:  # once: the first word counts
        _meant(station, told).filter(stars=None).update(stars=stars, rated_ms=told.wall_ms)


def _read(station: str, epoch: str, told: Told) -> None:
    del epoch
    _meant(station, told).filter(read_ms=None).update(read_ms=told.wall_ms)


TOLD: Mapping[str, Callable[[str, str, Told], None]] = {
    "request.made": _made,
    "request.rated": _rated,
    "request.read": _read,
}
"""Kind of fact -> what it says of a request."""


def forget_person(station: str, request: str) -> None:
    """A row's maker was erased at the station: here nobody is named, called or quoted any more."""
    mine = Ticket.objects.filter(station=station, request=request)
    TicketWord.objects.filter(ticket__in=mine, who=None).delete()
    TicketVoice.objects.filter(ticket__in=mine).delete()
    mine.update(person="", contact="")


def strip_contact(ticket: Ticket) -> None:
    """Take a contact out of the row and of the fact that brought it; the chain has its digest only."""
    import msgspec

    from station_app.core.chain import canonical

    Ticket.objects.filter(pk=ticket.pk).update(contact="")
    if ticket.station is None:
        return
    facts = Fact.objects.filter(station=ticket.station, kind="request.made", wall_ms=ticket.told_ms)
    for fact in facts.filter(body__contains=ticket.request):
        body = msgspec.json.decode(fact.body)
        if body.get("request") == ticket.request and body.pop("contact", None) is not None:
            same = Fact.objects.filter(station=fact.station_id, epoch=fact.epoch, seq=fact.seq, wall_ms=fact.wall_ms)  # pyright: ignore[reportAttributeAccessIssue]
            same.update(body=canonical(body))


# Who sees what.


def tickets_for(user: User) -> QuerySet[Ticket]:
    """The requests of an account's districts: a station's by where it is now, others by what was noted."""
    mine = Q(station__in=stations_for(user).values("pk"))
    if not user.has_perm(EVERY_DISTRICT):
        return Ticket.objects.filter(mine | Q(station=None, district__in=districts_of(user)))
    return Ticket.objects.filter(mine | Q(station=None))


def district_of(ticket: Ticket) -> str:
    """Where it belongs now."""
    return ticket.district if ticket.station is None else ticket.station.district


def colleagues(ticket: Ticket, *, but: User | None = None) -> QuerySet[User]:
    """Who may take this request on."""
    return desks.able(district_of(ticket)).exclude(pk=but.pk if but else None)


def sees_words(ticket: Ticket, user: User) -> bool:
    """Whether somebody may read what its maker wrote: the desk's people; where there is none, who may take it on."""
    if not user.has_perm("hub.answer_ticket"):
        return False
    if ticket.owner == user:
        return True
    if ticket.desk is None:
        return colleagues(ticket).filter(pk=user.pk).exists()
    return user.pk in desks.members(ticket.desk)


def overdue(now: datetime) -> Q:
    """What is late by any of its clocks."""
    at = ms(now)
    return (
        Q(state="waiting", accept_by_ms__lt=at)
        | Q(state__in=("waiting", "accepted"), answered_ms=None, answer_by_ms__lt=at)
        | Q(state__in=OPEN, due_ms__lt=at)
        | Q(state__in=OPEN, keep_until_ms__lt=at)
    )


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    """The same of one row."""
    at = ms(now)
    if not ticket.is_open:
        return False
    unanswered = ticket.state != "answered" and ticket.answered_ms is None and ticket.answer_by_ms < at
    unaccepted = ticket.state == "waiting" and ticket.accept_by_ms < at
    return (
        unanswered or unaccepted or any(one is not None and one < at for one in (ticket.due_ms, ticket.keep_until_ms))
    )


def was_late(ticket: Ticket) -> bool:
    """Whether the hub learnt of it long after its making."""
    return ms(ticket.came_at) - ticket.made_ms > LATE.total_seconds() * 1000


def ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def moment(at_ms: int) -> datetime:
    """And back."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)
