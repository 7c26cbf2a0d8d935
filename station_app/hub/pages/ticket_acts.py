"""What can be done about a request: each act is one form, and one row of its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from station_app.hub import ticket_acts, tickets
from station_app.hub.models import Desk, Ticket
from station_app.hub.pages.access import page
from station_app.hub.pages.tickets import number_of, seen_ticket, told_of

Form = Mapping[str, str]


@require_POST
@page("hub.answer_ticket")
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Do one thing about it."""
    ticket = seen_ticket(request, number)
    if what not in _ACTS:
        raise Http404
    form = {name: str(value) for name, value in request.POST.items()}
    try:
        _ACTS[what](ticket, cast(User, request.user), form)
    except ticket_acts.CannotBeDone as error:
        fresh = seen_ticket(request, number)
        told = {**told_of(request, fresh), "wrong": str(error), "typed": form, "tried": what}
        return render(request, "hub/request.html", told, status=422)
    return redirect("request", ticket.pk)


def _accept(ticket: Ticket, who: User, form: Form) -> None:
    del form
    if not tickets.colleagues(ticket).filter(pk=who.pk).exists():
        raise ticket_acts.CannotBeDone("request-not-yours")
    ticket_acts.accept(ticket, who)


def _note(ticket: Ticket, who: User, form: Form) -> None:
    ticket_acts.note(ticket, who, form.get("note", ""))


def _move(ticket: Ticket, who: User, form: Form) -> None:
    desk = Desk.objects.select_related("field").filter(pk=number_of(form.get("desk"))).first()
    if desk is None:
        raise ticket_acts.CannotBeDone("request-no-desk-there")
    ticket_acts.move(ticket, who, desk)


def _hand(ticket: Ticket, who: User, form: Form) -> None:
    whom = tickets.colleagues(ticket).filter(pk=number_of(form.get("whom"))).first()
    if whom is None:
        raise ticket_acts.CannotBeDone("case-no-colleague")
    ticket_acts.hand(ticket, who, whom)


def _due(ticket: Ticket, who: User, form: Form) -> None:
    ticket_acts.say_due(ticket, who, _day(form, "day", needed=True) or date.min)


def _judge(ticket: Ticket, who: User, form: Form) -> None:
    ticket_acts.judge(ticket, who, adopted=form.get("adopted") == "yes", text=form.get("text", ""))


def _match(ticket: Ticket, who: User, form: Form) -> None:
    other = tickets.tickets_for(who).filter(pk=number_of(form.get("other"))).first()
    if other is None:
        raise ticket_acts.CannotBeDone("request-no-match")
    ticket_acts.match(ticket, who, other)


def _stage(ticket: Ticket, who: User, form: Form) -> None:
    days = {name: _day(form, name) for name in ("reached_on", "remind_on")}
    ticket_acts.follow_up(ticket, who, form.get("stage", ""), days, timezone.now())


def _day(form: Form, name: str, *, needed: bool = False) -> date | None:
    text = form.get(name, "").strip()
    if not text and not needed:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ticket_acts.CannotBeDone("request-day-wrong") from error
    today = timezone.now().date()
    if abs(day - today) > ticket_acts.FARTHEST:
        raise ticket_acts.CannotBeDone("request-day-wrong")
    return day


_ACTS: Mapping[str, Callable[[Ticket, User, Form], Any]] = {
    "accept": _accept,
    "give-back": lambda ticket, who, _: ticket_acts.give_back(ticket, who),
    "move": _move,
    "hand": _hand,
    "answer": lambda ticket, who, form: ticket_acts.answer(ticket, who, form.get("text", "")),
    "due": _due,
    "mend": lambda ticket, who, form: ticket_acts.mend(ticket, who, form.get("text", "")),
    "judge": _judge,
    "match": _match,
    "keep": lambda ticket, who, form: ticket_acts.keep_for(ticket, who, number_of(form.get("days"))),
    "hand-over": lambda ticket, who, _: ticket_acts.hand_over(ticket, who),
    "hand-on": lambda ticket, who, _: ticket_acts.hand_on(ticket, who),
    "close": lambda ticket, who, _: ticket_acts.close(ticket, who),
    "return": lambda ticket, who, form: ticket_acts.send_back(
        ticket, who, form.get("reason", ""), form.get("text", "")
    ),
    "note": _note,
    "stage": _stage,
}
"""As the address names it -> what is done with the form. Raises CannotBeDone."""
