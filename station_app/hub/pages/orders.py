"""Orders to a station: their forms, the list of what became of them, and the part of its page that shows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import PermissionsMixin, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from station_app.core.alarms import SILENT_HELP
from station_app.hub import orders, stepup, texts
from station_app.hub.models import Order, Station
from station_app.hub.order_models import VERBS
from station_app.hub.pages.access import page, seen_station, sees_silent
from station_app.hub.pages.order_form import OrderForm, known_to, new_token, order_id_in
from station_app.hub.places import Places, places_of

SHOWN = 10
CONFIRMED = frozenset({"open", "selftest", "restart-device", "still"})
"""Ordered by who has shown the second factor lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One order as the list shows it."""

    order: Order
    state: str
    """Its state, or `unanswered`."""
    target: str
    value: str
    detail: str
    by: str
    good: bool
    bad: bool


def context_for(request: HttpRequest, station: Station) -> dict[str, Any]:
    """What `hub/_orders.html` needs; the station is one that the reader may see."""
    user = request.user
    told: dict[str, Any] = {"order_station": station, "orders_seen": _has(user, "view_order")}
    if told["orders_seen"]:
        now = timezone.now()
        orders.expire(station.pk, now)
        told["orders"] = shown = _shown(station, now, silent=sees_silent(request))
        told["stills_seen"] = _has(user, "order_still")
        told["orders_open"] = any(not (one.good or one.bad) for one in shown)
    told["order_verbs"] = [verb for verb in VERBS if _has(user, f"order_{verb}")] if not station.revoked_at else []
    return told


@require_safe
@page("hub.view_order")
def order_list(request: HttpRequest, station_id: str) -> HttpResponse:
    """The list alone, for whoever keeps it fresh."""
    return render(request, "hub/_order_list.html", context_for(request, seen_station(request, station_id)))


@require_http_methods(["GET", "HEAD", "POST"])
@page()
def order(request: HttpRequest, station_id: str, verb: str) -> HttpResponseBase:
    """Ask for what an order needs, and make it."""
    station = seen_station(request, station_id)
    if verb not in VERBS or station.revoked_at is not None:
        raise Http404
    if not _has(request.user, f"order_{verb}"):
        raise PermissionDenied
    if (first := second_factor(request, verb)) is not None:
        return first
    known = known_to(station, silent=sees_silent(request))
    if request.method != "POST":
        return _asked(request, station, OrderForm(verb, known))
    form = OrderForm(verb, known, request.POST)
    order_id = order_id_in(request.POST.get("once", ""), station.pk)
    if not form.is_valid() or not order_id:
        return _asked(request, station, form, "order-wrong" if form.errors else "order-once")
    # The same form sent twice, by a double tap or a lost answer, is one order.
    orders.make(station, form.wanted(), cast(User, request.user), order_id=order_id)
    if verb == "still":
        return redirect("still", station.pk, order_id)
    return redirect(reverse("station", args=[station.pk]) + "#orders")


def second_factor(request: HttpRequest, verb: str) -> HttpResponseBase | None:
    """What must come before this order, which moves a lock, ends a driver or looks; None where nothing must."""
    return stepup.asked(request) if verb in CONFIRMED else None


def _asked(request: HttpRequest, station: Station, form: OrderForm, wrong: str = "") -> HttpResponse:
    told = {"station": station, "form": form, "verb": form.verb, "once": new_token(station.pk), "wrong": wrong}
    return render(request, "hub/order.html", told, status=422 if wrong else 200)


def _shown(station: Station, now: datetime, *, silent: bool) -> Sequence[Shown]:
    found = Order.objects.filter(station=station).select_related("who").order_by("-made_at", "-id")
    if not silent:
        found = found.exclude(target__startswith=SILENT_HELP)
    places = places_of(station)
    return [_line(one, now, places) for one in found[:SHOWN]]


def _line(one: Order, now: datetime, places: Places) -> Shown:
    state = "unanswered" if orders.unanswered(one, now) else one.state
    # Done, and yet somebody has to come.
    faults_found = state == "confirmed" and one.detail.startswith("checks-failed/")
    called = {"open": places.door, "lights": places.zone, "restart-device": str, "still": str}
    words = {"mode": f"order-{one.value}", "lights": f"order-{one.value}"}
    return Shown(
        order=one,
        state=state,
        target=called.get(one.verb, texts.code)(one.target),
        value=texts.word(words[one.verb]) if one.verb in words else one.value,
        detail=texts.order_detail(one.detail) if state == one.state else "",
        by=one.who.get_username(),
        good=state == "confirmed" and not faults_found,
        bad=faults_found or state in ("expired", "refused", "unanswered"),
    )


def _has(user: object, code: str) -> bool:
    return isinstance(user, PermissionsMixin) and user.has_perm(f"hub.{code}")
