"""What a request's page tells beside the row itself: its clocks, its history, what its maker wrote, its stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User

from station_app.hub import audit, texts, tickets
from station_app.hub.models import DeskField, Ticket, TicketDeed, TicketOffer, TicketStage, TicketWord
from station_app.hub.request_texts import REQUEST_DEEDS, REQUEST_WORDS
from station_app.hub.ticket_acts import STAGES

MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened."""

    at_ms: int
    what: str
    who: str = ""
    detail: str = ""


def clocks(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """How long it took, or takes, from its making."""
    at = tickets.ms(now)
    return {
        "accept_after": lasted((ticket.accepted_ms or at) - ticket.made_ms),
        "answer_after": lasted((ticket.answered_ms or at) - ticket.made_ms),
        "accept_late": (ticket.accepted_ms or at) > ticket.accept_by_ms,
        "answer_late": (ticket.answered_ms or at) > ticket.answer_by_ms,
    }


def lasted(span_ms: int) -> str:
    """A span of time as people say it."""
    minutes = max(0, span_ms) // 60_000
    if minutes < 60:
        return f"{minutes} {texts.word('minutes')}"
    if minutes < 48 * 60:
        return texts.sentence("request-hours-minutes", hours=minutes // 60, minutes=minutes % 60)
    return texts.sentence("request-days", days=minutes // 1440)


def history_of(ticket: Ticket) -> Sequence[Line]:
    """What happened, the newest first."""
    deeds = TicketDeed.objects.filter(ticket=ticket).select_related("who", "whom").order_by("-id")[:MOST]
    offers = TicketOffer.objects.filter(ticket=ticket).select_related("who").order_by("-id")[:MOST]
    lines = [_of_deed(deed) for deed in deeds]
    lines += [
        Line(
            at_ms=tickets.ms(offer.at),
            what=texts.word("request-told-offered"),
            who=offer.who.get_username(),
            detail="" if offer.told else texts.word("request-told-page-only"),
        )
        for offer in offers
    ]
    if ticket.read_ms is not None:
        lines.append(Line(at_ms=ticket.read_ms, what=texts.word("request-read")))
    lines.append(Line(at_ms=ticket.made_ms, what=texts.word("request-made"), detail=source_of(ticket)))
    return sorted(lines, key=lambda line: line.at_ms, reverse=True)


def source_of(ticket: Ticket) -> str:
    """How it came."""
    return texts.word(f"request-source-{ticket.source}")


def _of_deed(deed: TicketDeed) -> Line:
    what = texts.deed(f"request-{deed.what}") if f"request-{deed.what}" in REQUEST_DEEDS else deed.what
    who = deed.who.get_username() if deed.who is not None else texts.word("request-by-worker")
    detail = _detail(deed.what, deed.detail)
    if deed.whom is not None:
        detail = f"→ {deed.whom.get_username()} {detail}".strip()
    return Line(at_ms=tickets.ms(deed.at), what=what, who=who, detail=detail)


def _detail(what: str, detail: str) -> str:
    match what:
        case "stage":
            return texts.word(f"request-stage-{detail}")
        case "returned":
            return texts.word(f"request-outcome-{detail}")
        case "moved":
            field = DeskField.objects.filter(code=detail).first()
            return field.name if field is not None else detail
        case _:
            return texts.word(detail) if detail in REQUEST_WORDS else detail


def words_of(ticket: Ticket, reader: User) -> list[TicketWord]:
    """What was written; who read it, and when, may matter later."""
    found = list(TicketWord.objects.filter(ticket=ticket).select_related("who").order_by("id"))
    if found:
        audit.record(reader, "request-words-seen", ticket.station.pk if ticket.station else "", f"#{ticket.pk}")
    return found


def stages_of(ticket: Ticket) -> list[tuple[str, TicketStage | None]]:
    """The stages of following unpaid wages up, in their order."""
    reached = {one.stage: one for one in TicketStage.objects.filter(ticket=ticket)}
    return [(stage, reached.get(stage)) for stage in STAGES]
