"""What the board tells a station of its requests: where each stands, and how requests fare here and everywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast

from django.utils import translation

from station_app.core.memory.offers import Figures, Reply, ReplyState
from station_app.core.offers.handoff import NEEDS
from station_app.core.offers.slips import MOST_REPLIES
from station_app.hub import desks, texts, ticket_figures, tickets
from station_app.hub.models import Station, Ticket
from station_app.hub.request_models import LONGEST_ANSWER

OLDEST: Final = timedelta(days=90)


def replies(station: Station, now: datetime) -> tuple[Reply, ...]:
    """The newest requests of a station, the newest first."""
    mine = Ticket.objects.filter(station=station, made_ms__gt=tickets.ms(now - OLDEST))
    return tuple(map(reply_of, mine.select_related("desk__field").order_by("-made_ms", "-id")[:MOST_REPLIES]))


def reply_of(ticket: Ticket) -> Reply:
    """Where one stands, as a station's screen shows it."""
    return Reply(
        request=ticket.request,
        state=cast(ReplyState, ticket.state),
        accepted_ms=ticket.accepted_ms or 0,
        answered_ms=ticket.answered_ms or 0,
        due_ms=ticket.due_ms or 0,
        text=_text(ticket),
        made_ms=ticket.made_ms,
        stars=ticket.stars or 0,
        desk=ticket.desk.field.name if ticket.desk is not None else "",
    )


def by_code(digest: str) -> Ticket | None:
    """The request whose slip has this digest, at whichever station it was made."""
    if not digest:
        return None
    return Ticket.objects.filter(code_hash=digest).select_related("desk__field").order_by("id").first()


def figures(station: Station, now: datetime) -> Figures:
    """Of 90 days, here and everywhere."""
    here, fleet = ticket_figures.of_station(station.pk, now), ticket_figures.of_fleet(now)
    return Figures(
        accept_minutes=here.accept_minutes,
        answered_percent=here.answered_percent,
        rating=here.rating,
        adopted=here.adopted,
        fleet_accept_minutes=fleet.accept_minutes,
        fleet_answered_percent=fleet.answered_percent,
        fleet_rating=fleet.rating,
    )


def links(station: Station, now: datetime) -> dict[str, str]:
    """Topic of advice -> the page of the desk that takes it in the station's district."""
    del now
    found = ((topic, desks.desk_for("advice", topic, station.district)) for topic in NEEDS)
    return {topic: desk.link for topic, desk in found if desk is not None and desk.link}


def _text(ticket: Ticket) -> str:
    """The answer; of what ended without words, how it ended."""
    if ticket.answer or not ticket.outcome:
        return ticket.answer[:LONGEST_ANSWER]
    with translation.override("zh-hans"):
        return texts.word(f"request-outcome-{ticket.outcome}")
