"""The one inbox of what people ask for, and one of them: whose it is, its clocks, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.hub import desks, ticket_acts, ticket_history, tickets
from station_app.hub.models import Desk, Ticket, TicketOffer, TicketVoice
from station_app.hub.pages.access import page
from station_app.hub.pages.log import page_number
from station_app.hub.request_models import OPEN
from station_app.hub.request_words import about, matter_of

A_PAGE: Final = 40
SHOWS: Final = ("waiting", "offered", "mine", "overdue", "open", "done")
COUNTED_TO: Final = 99
"""A count on a tab goes no further: nobody reads more, and no page counts more."""

_RANK: Final = Case(When(matter="hazard", then=Value(0)), default=Value(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the reader wants to see, as the address tells; what cannot be read narrows nothing."""

    show: str
    matter: str = ""
    desk: int = 0
    owner: int = 0
    district: str | None = None
    search: str = ""

    @staticmethod
    def read(asked: QueryDict) -> Chosen:
        """From the address."""
        show, matter = str(asked.get("show") or ""), str(asked.get("matter") or "")
        return Chosen(
            show=show if show in SHOWS else "waiting",
            matter=matter if matter in tickets.MATTERS else "",
            desk=number_of(asked.get("desk")),
            owner=number_of(asked.get("owner")),
            district=str(asked["district"])[:60] if asked.get("district") else None,
            search=str(asked.get("q") or "").strip().replace("\0", "")[:60],
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab was chosen."""
        return bool(self.matter or self.desk or self.owner or self.search or self.district is not None)

    def of(self, found: QuerySet[Ticket], reader: User, now: datetime) -> QuerySet[Ticket]:
        """The requests asked for: hazards, then what waits longest; what is over, the newest first."""
        return self._shown(self._narrowed(found), reader, now)

    def _narrowed(self, found: QuerySet[Ticket]) -> QuerySet[Ticket]:
        if self.matter:
            found = found.filter(matter=self.matter)
        if self.desk:
            found = found.filter(desk=self.desk)
        if self.owner:
            found = found.filter(owner=self.owner)
        if self.district is not None:
            district = "" if self.district == "-" else self.district
            found = found.filter(Q(station__district=district) | Q(station=None, district=district))
        if self.search:
            found = found.filter(Q(station__name__icontains=self.search) | Q(station__id__icontains=self.search))
        return found

    def _shown(self, found: QuerySet[Ticket], reader: User, now: datetime) -> QuerySet[Ticket]:
        match self.show:
            case "done":
                return found.exclude(state__in=OPEN).order_by("-closed_ms", "-id")
            case "mine":
                found = found.filter(owner=reader, state__in=OPEN)
            case "overdue":
                found = found.filter(tickets.overdue(now))
            case "open":
                found = found.filter(state__in=("accepted", "answered"))
            case "offered":
                mine = TicketOffer.objects.filter(who=reader, ticket__round=F("round")).values("ticket")
                found = found.filter(state="waiting", pk__in=mine)
            case _:
                found = found.filter(state="waiting")
        return found.annotate(rank=_RANK).order_by("rank", "made_ms", "id")  # what is dangerous first


def number_of(told: object) -> int:
    """A number of a row as an address or a form has it; 0 for none."""
    text = str(told or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_safe
@page("hub.view_ticket")
def inbox(request: HttpRequest) -> HttpResponse:
    """What people ask for."""
    reader, now = cast(User, request.user), timezone.now()
    chosen = Chosen.read(request.GET)
    seen = tickets.tickets_for(reader)
    found = chosen.of(seen, reader, now).select_related("station", "owner", "desk__field")
    number = page_number(request)
    rows = list(found[(number - 1) * A_PAGE : number * A_PAGE + 1])
    asked = request.GET.copy()
    asked.pop("page", None)
    told = {
        "lines": [line_of(one, now) for one in rows[:A_PAGE]],
        "chosen": chosen,
        "shows": [(show, count_of(show, seen, reader, now)) for show in SHOWS],
        "matters": [(one, matter_of(one)) for one in tickets.MATTERS],
        "desks": desks_for(reader),
        "districts": desks.districts_for(reader),
        "owners": owners_of(seen),
        "older": number + 1 if len(rows) > A_PAGE else None,
        "newer": number - 1 if number > 1 else None,
        "query": asked.urlencode(),
        "may_enter": reader.has_perm("hub.enter_ticket"),
        "now": now,
    }
    return render(request, "hub/requests.html", told)


def count_of(show: str, seen: QuerySet[Ticket], reader: User, now: datetime) -> str:
    """How many stand under a tab; what is over is not counted."""
    if show == "done":
        return ""
    count = len(Chosen(show=show).of(seen, reader, now).order_by().values_list("pk", flat=True)[: COUNTED_TO + 1])
    return f"{COUNTED_TO}+" if count > COUNTED_TO else str(count or "")


def desks_for(reader: User) -> list[tuple[int, str]]:
    """Desks of the reader's districts with their names."""
    found = Desk.objects.filter(district__in=desks.districts_for(reader)).select_related("field")
    return [(one.pk, desks.shown(one)) for one in found.order_by("district", "field__position")]


def owners_of(seen: QuerySet[Ticket]) -> list[tuple[int, str]]:
    """Accounts that have something open."""
    found = seen.filter(state__in=("accepted", "answered")).exclude(owner=None)
    return list(found.order_by("owner__username").values_list("owner", "owner__username").distinct())


def line_of(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """A row of the inbox."""
    return {
        "ticket": ticket,
        "what": about(ticket.matter, ticket.topic),
        "desk": desks.name_of(ticket.desk.field) if ticket.desk is not None else "",
        "overdue": tickets.is_overdue(ticket, now),
        "late": tickets.was_late(ticket),
        "district": tickets.district_of(ticket),
    }


@require_safe
@page("hub.view_ticket")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One of them."""
    ticket = seen_ticket(request, number)
    return render(request, "hub/request.html", told_of(request, ticket))


def seen_ticket(request: HttpRequest, number: int) -> Ticket:
    """A request of the reader's districts; another one's is as unknown as one that does not exist."""
    if number >= 2**63:
        raise Http404
    found = tickets.tickets_for(cast(User, request.user))
    return get_object_or_404(found.select_related("station", "owner", "desk__field", "match"), pk=number)


def told_of(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """All that the page of one shows."""
    reader, now = cast(User, request.user), timezone.now()
    mine = ticket.owner == reader and ticket.is_open
    may_answer = reader.has_perm("hub.answer_ticket") and tickets.colleagues(ticket).filter(pk=reader.pk).exists()
    reads = tickets.sees_words(ticket, reader)
    voices = TicketVoice.objects.filter(ticket=ticket)
    if ticket.fresh and ticket.owner == reader:
        Ticket.objects.filter(pk=ticket.pk).update(fresh=False)
    return {
        **line_of(ticket, now),
        **ticket_history.clocks(ticket, now),
        "station": ticket.station,
        "history": ticket_history.history_of(ticket),
        "reads": reads,
        "words": ticket_history.words_of(ticket, reader) if reads else (),
        "voices": list(voices.defer("sealed").order_by("id")) if ticket.owner == reader else (),
        "has_voice": voices.exists(),
        "stages": ticket_history.stages_of(ticket) if ticket.matter == "advice" else (),
        "mine": mine,
        "may_take": may_answer and ticket.state == "waiting",
        "may_note": may_answer,
        "may_hand": ticket.is_open and (mine or (may_answer and reader.has_perm("hub.change_desk"))),
        **(_choices(ticket, reader) if may_answer and ticket.is_open else {}),
    }


def _choices(ticket: Ticket, reader: User) -> dict[str, Any]:
    """What the forms of whoever may answer offer."""
    return {
        "colleagues": tickets.colleagues(ticket, but=reader),
        "other_desks": [(one.pk, desks.name_of(one.field)) for one in ticket_acts.desks_beside(ticket)],
        "returns": ticket_acts.RETURNS,
        "keeps": ticket_acts.KEEPS,
        "matches": _matches(ticket, reader),
        "over_kept": ticket.keep_until_ms is not None and tickets.ms(timezone.now()) >= ticket.keep_until_ms,
    }


def _matches(ticket: Ticket, reader: User) -> list[tuple[int, str]]:
    """Open rows of the other kind that could be the same thing: of the same topic first, the newest first."""
    if ticket.matter not in ("lost", "found"):
        return []
    other = "found" if ticket.matter == "lost" else "lost"
    open_ = tickets.tickets_for(reader).filter(matter=other, state__in=OPEN, match=None).select_related("station")
    same = list(open_.filter(topic=ticket.topic).order_by("-made_ms")[:20])
    more = list(open_.exclude(topic=ticket.topic).order_by("-made_ms")[:10])
    return [(one.pk, f"#{one.pk} {about(one.matter, one.topic)} · {one.station or ''}") for one in (*same, *more)]
