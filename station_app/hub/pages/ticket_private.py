"""What only a request's owner may see: the number to call back, and voice notes. Each look is recorded."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from station_app.hub import stepup, ticket_secrets
from station_app.hub.cases import CannotBeDone
from station_app.hub.models import Ticket, TicketVoice
from station_app.hub.pages.access import page
from station_app.hub.pages.tickets import line_of, seen_ticket


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.answer_ticket")
def contact(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask why, then show the number, this once."""
    ticket = _own(request, number)
    if not ticket.contact:
        raise Http404
    if (first := stepup.asked(request)) is not None:
        return first
    told: dict[str, Any] = line_of(ticket, timezone.now())
    if request.method != "POST":
        return render(request, "hub/request_contact.html", told)
    reason = str(request.POST.get("reason") or "")
    try:
        told["number"] = ticket_secrets.open_contact(ticket, cast(User, request.user), reason, timezone.now())
    except CannotBeDone as error:
        return render(request, "hub/request_contact.html", told | {"wrong": str(error)}, status=422)
    return render(request, "hub/request_contact.html", told)


@require_GET
@page("hub.answer_ticket")
def voice(request: HttpRequest, number: int, note: int) -> HttpResponse:
    """One voice note, as its phone recorded it."""
    ticket = _own(request, number)
    if note >= 2**63:
        raise Http404
    found = get_object_or_404(TicketVoice.objects.select_related("ticket__station"), ticket=ticket, pk=note)
    response = HttpResponse(ticket_secrets.hear(found, cast(User, request.user)), content_type=found.kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Disposition"] = "inline"
    return response


def _own(request: HttpRequest, number: int) -> Ticket:
    """For anybody but its owner there is nothing here."""
    ticket = seen_ticket(request, number)
    if ticket.owner != request.user:
        raise Http404
    return ticket
