"""Why a line stands in the log: a page that tells it to a manager in sentences, with the decision put again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.contrib.auth.models import PermissionsMixin, User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.core.alarms import SILENT_HELP
from station_app.core.chain import Row, fault_of
from station_app.core.facts import Value
from station_app.core.past import GRANTED
from station_app.hub import audit, texts
from station_app.hub.exports import NotNow, count_persons, look
from station_app.hub.log_texts import HIDDEN_INPUT
from station_app.hub.models import Fact, Order, Station, Visit
from station_app.hub.pages.access import page, seen_station, sees_silent
from station_app.hub.pages.log import enough
from station_app.hub.places import Places, places_of
from station_app.hub.templatetags.hub import clock
from station_app.hub.timeline import BAD, about
from station_app.hub.why import Decided, Line, Why
from station_app.hub.why import why as explained

MOST_SEQ: Final = 2**53
_GOOD: Final = frozenset({"same"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One row as the page shows it."""

    line: Line
    what: str
    about: str
    bad: bool


@require_safe
@page("hub.view_fact")
def why(request: HttpRequest, station_id: str, epoch: str, seq: int) -> HttpResponse:
    """One row of a station's journal, and why it stands there."""
    station = seen_station(request, station_id)
    if not 1 <= seq < MOST_SEQ:
        raise Http404
    fact = get_object_or_404(Fact, station=station, epoch=epoch, seq=seq)
    silent = sees_silent(request)
    if not silent and SILENT_HELP in fact.body:
        raise Http404
    try:
        with transaction.atomic():
            look(cast(User, request.user), count_persons([fact.kind]), timezone.now())
            audit.record(request.user, "log-seen", station.pk, f"why {epoch[:64]} {seq}")
    except NotNow as no:
        return enough(request, station, no)
    found, places = explained(fact), places_of(station)
    told = {
        "station": station,
        "fact": fact,
        "sentence": _sentence(found, fact, places),
        "ordered": _ordered(request, station, found.row),
        "decided": _decided(found.decided) if found.decided else None,
        "causes": _shown(found.causes, places, silent=silent),
        "followed": _shown(found.followed, places, silent=silent),
        "exact": clock(fact.wall_ms),
        "unsure": fact.clock != "trusted",
        "genuine": fault_of(_row(fact), None) is None,
    }
    return render(request, "hub/why.html", told)


@require_safe
@page("hub.view_visit")
def of_visit(request: HttpRequest, station_id: str, number: int) -> HttpResponse:
    """The row with which a visit began."""
    station = seen_station(request, station_id)
    if number > MOST_SEQ:
        raise Http404
    found = get_object_or_404(Visit, station=station, pk=number)
    began = Fact.objects.filter(
        station=station, kind="visit.started", wall_ms=found.started_ms, epoch=found.epoch, body__contains=found.visit
    ).first()
    if began is None:
        raise Http404
    return redirect("why", station.pk, found.epoch, began.seq)


def _sentence(found: Why, fact: Fact, places: Places) -> str:
    """What happened, in one sentence; never who."""
    when, body = clock(fact.wall_ms), found.row.body
    place = places.way(str(body.get("door", "")), str(body.get("zone", "")))
    if found.decided is None:
        more = about(body, places)
        what = f"{texts.code(fact.kind)} · {more}" if more else texts.code(fact.kind)
        return texts.sentence("why-other", when=when, what=what)
    granted = found.decided.outcome == GRANTED
    told = {"when": when, "what": texts.code(fact.credential), "place": place}
    return texts.sentence(f"why-{'granted' if granted else 'denied'}", **told, reason=texts.code(found.decided.outcome))


def _decided(decided: Decided) -> dict[str, Any]:
    granted = decided.outcome == GRANTED
    again = texts.code("access.granted" if decided.again == GRANTED else decided.again)
    return {
        "granted": granted,
        "code": decided.outcome,
        "rule": decided.rule,
        "policy": decided.policy,
        "means": texts.of_rules(f"rule.{decided.rule}.manager") or "",
        "read": [] if granted else _read_by_visitor(decided.outcome),
        "agreement": texts.sentence(f"why-agree-{decided.agreement}", again=again, policy=decided.policy),
        "same": decided.agreement in _GOOD,
        "other": decided.agreement == "other",
        "inputs": [(_input_name(name), _input(name, value)) for name, value in decided.inputs.items()
                   if name != HIDDEN_INPUT or decided.inputs.get("open") is False],
    }  # fmt: skip


def _read_by_visitor(reason: str) -> Sequence[str]:
    said = (texts.of_rules(f"reason.{reason}.{part}") for part in ("headline", "next"))
    return [one for one in said if one]


def _input_name(name: str) -> str:
    return texts.of_rules(f"input.{name}") or texts.word(f"why-input-{name}")


def _input(name: str, value: Value) -> str:
    if value is None or value == "":
        return texts.of_rules("value.unknown") or ""
    if isinstance(value, bool):
        return texts.of_rules("value.yes" if value else "value.no") or ""
    if name in {"opens", "opens_at"}:
        return texts.weekday_time(str(value))
    return texts.of_rules(f"value.{name}.{value}") or texts.code(str(value))


def _ordered(request: HttpRequest, station: Station, row: Line) -> str:
    """Who ordered it at the hub, for whoever may see orders."""
    name, user = row.body.get("command"), request.user
    if not isinstance(name, str) or not (isinstance(user, PermissionsMixin) and user.has_perm("hub.view_order")):
        return ""
    order = Order.objects.filter(order_id=name, station=station).select_related("who").first()
    told = {} if order is None else {"who": order.who.get_username(), "reason": order.reason}
    return texts.sentence("why-ordered", **told) if told else ""


def _shown(lines: Sequence[Line], places: Places, *, silent: bool) -> list[Shown]:
    seen = (line for line in lines if silent or SILENT_HELP not in str(line.body.get("cause", "")))
    return [
        Shown(line=line, what=texts.code(line.kind), about=about(line.body, places), bad=line.kind in BAD)
        for line in seen
    ]  # fmt: skip


def _row(fact: Fact) -> Row:
    return Row(
        seq=fact.seq, epoch=fact.epoch, id=fact.fact_id, kind=fact.kind, version=fact.version, wall=fact.wall,
        mono=fact.mono, boot=fact.boot, clock=fact.clock, body=json.loads(fact.body), salt=fact.salt,
        sealed=json.loads(fact.sealed), prev=fact.prev, hash=fact.hash,
    )  # fmt: skip
