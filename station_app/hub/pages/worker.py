"""The phone's page of one request: for whoever has its code, without an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from station_app.core.offers.requests import DIGITS, ticket_hash, ticket_shown
from station_app.hub import desks, ticket_history, ticket_offers, ticket_secrets, tickets
from station_app.hub.cases import CannotBeDone
from station_app.hub.live import rings
from station_app.hub.models import Ticket, TicketVoice, TicketWord
from station_app.hub.notice_models import setting
from station_app.hub.request_words import about
from station_app.hub.ticket_secrets import LARGEST_VOICE, VOICE_SECONDS

MOST_A_MINUTE: Final = 60
"""Requests of one address; many phones may share one."""
MOST_UNKNOWN: Final = 20
"""Of them, those that name no ticket: whoever tries digits out does not get far."""
_LONGEST: Final = 40


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed, or the page of the one that was."""
    typed = request.GET.get("code", "")
    if typed:
        return redirect("worker-ticket", digits_of(typed) or "-")
    return _page(request, "hub/worker_code.html", {})


@require_safe
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """How it stands, and what was answered."""
    found = _found(request, code)
    return _told(request, code, found) if isinstance(found, Ticket) else found


@require_POST
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Say once what the answer was worth."""
    found = _found(request, code)
    if not isinstance(found, Ticket):
        return found
    stars = request.POST.get("stars", "")
    if stars in ("1", "2", "3", "4", "5"):
        mine = Ticket.objects.filter(pk=found.pk, stars=None, state__in=("answered", "closed"))
        mine.update(stars=int(stars), rated_ms=tickets.ms(timezone.now()))
    return redirect("worker-ticket", digits_of(code))


@require_POST
def words(request: HttpRequest, code: str) -> HttpResponse:
    """Add something in writing."""
    found = _found(request, code)
    if not isinstance(found, Ticket):
        return found
    text = request.POST.get("text", "")
    wrong = _added(request, found, lambda: ticket_secrets.add_words(found, text, timezone.now()))
    if wrong:
        return _told(request, code, found, {"wrong": wrong, "typed": text}, status=422)
    return redirect(f"{reverse('worker-ticket', args=[digits_of(code)])}?sent")


@require_POST
def voice(request: HttpRequest, code: str) -> HttpResponse:
    """Add something spoken: the recorder's bytes as the body."""
    found = _found(request, code)
    if not isinstance(found, Ticket):
        return JsonResponse({"wrong": "unknown"}, status=found.status_code)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_VOICE:  # refused before it is read
        return JsonResponse({"wrong": "request-voice-wrong"}, status=413)
    wrong = _added(request, found, lambda: ticket_secrets.add_voice(found, request.body, timezone.now()))
    return JsonResponse({"wrong": wrong} if wrong else {}, status=422 if wrong else 200)


def digits_of(typed: str) -> str:
    """Twelve digits as they may be typed or copied: with blanks and hyphens, in full width; empty for anything else."""
    if len(typed) > _LONGEST:
        return ""
    digits = "".join(str(int(one)) for one in typed if one.isdecimal())
    rest = [one for one in typed if not one.isdecimal() and not one.isspace() and one not in "-–—·_."]
    return digits if len(digits) == DIGITS and not rest else ""


def _found(request: HttpRequest, code: str) -> Ticket | HttpResponse:
    """The ticket; else what is said to whoever asks too often, or for one that is not known."""
    if not _may_ask(request, "asked", MOST_A_MINUTE):
        return _page(request, "hub/worker_code.html", {"often": True}, status=429)
    digits = digits_of(code)
    mine = Ticket.objects.filter(code_hash=ticket_hash(digits)) if digits else Ticket.objects.none()
    found = mine.select_related("station", "owner", "desk__field").order_by("id").first()
    if found is not None:
        return found
    if not _may_ask(request, "unknown", MOST_UNKNOWN):
        return _page(request, "hub/worker_code.html", {"often": True}, status=429)
    return _page(request, "hub/worker_code.html", {"unknown": True, "code": code[:_LONGEST]}, status=404)


def _may_ask(request: HttpRequest, what: str, most: int) -> bool:
    name = f"worker-{what}-{request.META.get('REMOTE_ADDR', '')}-{int(timezone.now().timestamp()) // 60}"
    cache.add(name, 0, 90)
    try:
        return cache.incr(name) <= most
    except ValueError:  # it was thrown out in between
        return True


def _added(request: HttpRequest, found: Ticket, add: Callable[[], None]) -> str:
    """Keep what was added and tell the owner; a key of the pages' words for why not."""
    try:
        add()
    except CannotBeDone as error:
        return str(error)
    address = setting("address") or f"{request.scheme}://{request.get_host()}"
    ticket_offers.tell_owner(found, "notice-request-word", timezone.now(), address)
    if found.station is not None:
        rings.state(found.station.pk)
    return ""


def _told(
    request: HttpRequest, code: str, found: Ticket, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    told = {
        "ticket": found,
        "what": about(found.matter, found.topic),
        "desk": desks.name_of(found.desk.field) if found.desk is not None else "",
        "digits": digits_of(code),
        "code": ticket_shown(digits_of(code)),
        "late": tickets.was_late(found),
        "stars": range(5, 0, -1),
        "may_rate": found.state in ("answered", "closed") and found.stars is None,
        "words": TicketWord.objects.filter(ticket=found, who=None).count(),
        "voices": TicketVoice.objects.filter(ticket=found).count(),
        "seconds": VOICE_SECONDS,
        "sent": "sent" in request.GET,
        **ticket_history.clocks(found, now),
        **(more or {}),
    }
    return _page(request, "hub/worker_ticket.html", told, status)


def _page(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, told, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Permissions-Policy"] = "camera=(), microphone=(self), geolocation=()"
    return response
