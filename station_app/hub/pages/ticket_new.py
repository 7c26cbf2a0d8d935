"""Noting down what was asked for elsewhere: on the hotline 12351, on a talk day, by telephone or in person."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from station_app.core.offers.requests import TOPICS, ticket_hash, ticket_shown
from station_app.hub import audit, desks, ticket_secrets, tickets
from station_app.hub.cases import CannotBeDone
from station_app.hub.models import Station, Ticket, TicketDeed
from station_app.hub.pages.access import page
from station_app.hub.pages.moments import local_moment
from station_app.hub.pages.tickets import told_of
from station_app.hub.request_words import matter_of, topic_of
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import CHINA
from station_app.store.rows import uuid7

OLDEST: Final = timedelta(days=90)
_TOKEN: Final = re.compile(r"[0-9a-f-]{36}")
_PHONE: Final = re.compile(r"\+?\d{5,15}")


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.enter_ticket")
def new(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it."""
    if request.method != "POST":
        return _form(request, {})
    form = {name: str(value) for name, value in request.POST.items()}
    reader, now = cast(User, request.user), timezone.now()
    try:
        values = _read(form, reader, now)
        ticket, code = _keep(values, form, reader, now)
    except CannotBeDone as error:
        return _form(request, form, str(error))
    if not code:  # the same form once more
        return redirect("request", ticket.pk)
    fresh = Ticket.objects.select_related("station", "owner", "desk__field", "match").get(pk=ticket.pk)
    return render(request, "hub/request.html", {**told_of(request, fresh), "code": code})


def _read(form: dict[str, str], reader: User, now: datetime) -> dict[str, Any]:
    matter, _, topic = form.get("about", "").partition("/")
    source, token = form.get("source", ""), form.get("token", "")
    if topic not in _topics(matter) or source not in tickets.SOURCES or not _TOKEN.fullmatch(token):
        raise CannotBeDone("request-new-wrong")
    station = _station(form.get("station", ""), reader)
    district = station.district if station is not None else form.get("district", "")
    if district not in desks.districts_for(reader) and station is None:
        raise CannotBeDone("request-new-wrong")
    said = _said(form.get("said", ""), now)
    return {
        "request": token,
        "source": source,
        "station": station,
        "district": "" if station is not None else district,
        "matter": matter,
        "topic": topic,
        "contact": _contact(form.get("phone", ""), token),
        **tickets.begun(matter, topic, district, tickets.ms(said), now),
    }


def _topics(matter: str) -> tuple[str, ...]:
    return ("",) if matter == "union" else TOPICS.get(matter, ())


def _station(told: str, reader: User) -> Station | None:
    """By its id, or by its whole name where only one has it."""
    told = told.strip()
    if not told:
        return None
    mine = stations_for(reader)
    found = list(mine.filter(id=told)[:1]) or list(mine.filter(name=told)[:2])
    if len(found) != 1:
        raise CannotBeDone("request-new-no-station")
    return found[0]


def _said(told: str, now: datetime) -> datetime:
    said = local_moment(told) if told else now
    if said is None or not now - OLDEST <= said <= now + timedelta(minutes=1):
        raise CannotBeDone("request-new-wrong")
    return min(said, now)


def _contact(told: str, token: str) -> str:
    digits = re.sub(r"[\s-]", "", told)
    if not digits:
        return ""
    if not _PHONE.fullmatch(digits):
        raise CannotBeDone("request-new-phone")
    return ticket_secrets.seal_contact(digits, token)


def _keep(values: dict[str, Any], form: dict[str, str], reader: User, now: datetime) -> tuple[Ticket, str]:
    """The row, and the code of its slip; no code where the same form made it before."""
    code = ticket_secrets.new_code()
    with transaction.atomic():
        before = Ticket.objects.filter(request=values["request"]).first()
        if before is not None:
            return before, ""
        ticket = Ticket.objects.create(**values, code_hash=ticket_hash(code))
        ticket_secrets.add_words(ticket, form.get("text", ""), now, reader)
        TicketDeed.objects.create(ticket=ticket, at=now, who=reader, what="noted-down")
        station = ticket.station.pk if ticket.station is not None else ""
        audit.record(reader, "request-noted-down", station, f"#{ticket.pk}")
    return ticket, ticket_shown(code)


def _form(request: HttpRequest, form: dict[str, str], wrong: str = "") -> HttpResponse:
    now = timezone.now()
    told = {
        "wrong": wrong,
        "typed": form,
        "token": uuid7(tickets.ms(now)),
        "said": form.get("said") or now.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M"),
        "sources": tickets.SOURCES,
        "districts": desks.districts_for(cast(User, request.user)),
        "matters": [
            (
                matter_of(matter),
                [(f"{matter}/{topic}", topic_of(matter, topic) or matter_of(matter)) for topic in _topics(matter)],
            )
            for matter in tickets.MATTERS
        ],
    }
    return render(request, "hub/request_new.html", told, status=422 if wrong else 200)
