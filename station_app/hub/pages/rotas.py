"""The on-call rota of a district: who is on duty, by which steps, and when nobody can be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from station_app.hub import audit, cases, notices, oncall, texts
from station_app.hub.models import Case, Channel, Exchange, Shift, Station, Step
from station_app.hub.pages.access import page
from station_app.hub.pages.moments import local_moment
from station_app.hub.scope import EVERY_DISTRICT, districts_of, stations_for
from station_app.hub.templatetags.hub import day_clock

MOST_STEPS: Final = 8
MOST_WAIT: Final = 1440
LONGEST_EXCHANGE: Final = timedelta(days=92)


class Wrong(ValueError):
    """What was filled in cannot be kept."""


@require_safe
@page()
def rota(request: HttpRequest) -> HttpResponse:
    """One district's; without one that is named, the first of the reader's."""
    return _shown(request, _district(request, request.GET))


@require_http_methods(["POST"])
@page("hub.change_rota")
def change(request: HttpRequest) -> HttpResponse:
    """Change one thing about it."""
    district = _district(request, request.POST)
    what = str(request.POST.get("do") or "")
    if district is None or what not in _CHANGES:
        raise PermissionDenied
    try:
        with transaction.atomic():
            _CHANGES[what](request.POST, district)
            audit.record(request.user, "rota-changed", detail=f"“{district}” {what}")
    except Wrong:
        return _shown(request, district, wrong=True)
    response = HttpResponse(status=302)
    response["Location"] = f"{reverse('rota')}?{urlencode({'district': district})}"
    return response


def districts_for(user: User) -> list[str]:
    """The districts whose rota an account may see."""
    if user.has_perm(EVERY_DISTRICT):
        named = stations_for(user).values_list("district", flat=True)
        return sorted({*named, *Step.objects.values_list("district", flat=True)})
    return list(districts_of(user))


def able(district: str) -> list[User]:
    """Who may take on what happens in a district."""
    return list(cases.colleagues(Case(station=Station(district=district), silent=False)))


def _district(request: HttpRequest, asked: QueryDict) -> str | None:
    mine = districts_for(cast(User, request.user))
    if "district" not in asked:
        return mine[0] if mine else None
    district = str(asked.get("district"))
    if district not in mine:
        raise Http404
    return district


def _shown(request: HttpRequest, district: str | None, *, wrong: bool = False) -> HttpResponse:
    reader, now = cast(User, request.user), timezone.now()
    told: dict[str, Any] = {"district": district, "districts": districts_for(reader), "wrong": wrong}
    if district is not None:
        told |= _told(district, now)
        told["may_change"] = reader.has_perm("hub.change_rota")
    return render(request, "hub/rota.html", told, status=422 if wrong else 200)


def _told(district: str, now: datetime) -> dict[str, Any]:
    people = able(district)
    names = {one.pk: one.username for one in people}
    found = notices.rota_of(district, everybody=names)
    with_channel = set(Channel.objects.filter(removed_at=None).values_list("who", flat=True))
    reachable = frozenset(names) & with_channel
    group = Channel.objects.filter(removed_at=None, district=district).exists()
    shifts = Shift.objects.filter(district=district).select_related("who").order_by("step", "days", "begin", "id")
    exchanges = Exchange.objects.filter(district=district, until__gt=now).select_related("who").order_by("since")
    planned = {duty.who for duty in found.duties} if shifts else set()
    return {
        "steps": [_step(found, number, names, now) for number in range(len(found.rungs))],
        "shifts": [
            (one, _days(one.days), f"{_clock(one.begin)}–{_clock(one.end)}", names.get(one.who.pk)) for one in shifts
        ],
        "exchanges": [(one, f"{day_clock(one.since)} – {day_clock(one.until)}") for one in exchanges],
        "people": people,
        "weekdays": [(str(number), _day(number)) for number in range(7)],
        "holes": [] if group else [f"{day_clock(a)} – {day_clock(b)}" for a, b in oncall.holes(found, reachable, now)],
        "without": sorted(names[who] for who in planned if who in names and who not in reachable),
        "can_add": len(found.rungs) < MOST_STEPS,
        "can_remove": len(found.rungs) > 1,
    }


def _step(found: oncall.Rota, number: int, names: Mapping[int, str], now: datetime) -> dict[str, Any]:
    rung = found.rungs[number]
    key = "rota-wait-last" if number == found.last else "rota-wait"
    on_duty = sorted(names[who] for who in found.on_duty(number, now) if who in names)
    return {
        "number": number,
        "name": texts.sentence("rota-step-n", n=number + 1),
        "rung": rung,
        "waits": texts.sentence(key, urgent=rung.urgent_minutes, other=rung.minutes),
        "now": " · ".join(on_duty),
    }


def _days(days: str) -> str:
    return " ".join(_day(int(day)) for day in days)


def _day(number: int) -> str:
    return texts.weekday_time(f"{number} ").strip()


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


# What can be changed.


def _step_set(told: QueryDict, district: str) -> None:
    number = _whole(told, "number", 0, MOST_STEPS)
    values = {name: _whole(told, name, 1, MOST_WAIT) for name in ("urgent_minutes", "minutes")}
    _steps(district)
    if not Step.objects.filter(district=district, number=number).update(**values):
        raise Wrong


def _step_add(told: QueryDict, district: str) -> None:
    have = _steps(district)
    if have >= MOST_STEPS:
        raise Wrong
    Step.objects.create(district=district, number=have)


def _step_remove(told: QueryDict, district: str) -> None:
    last = _steps(district) - 1
    if last < 1 or Shift.objects.filter(district=district, step=last).exists():
        raise Wrong
    Step.objects.filter(district=district, number=last).delete()
    Exchange.objects.filter(district=district, step=last).delete()


def _steps(district: str) -> int:
    """How many steps there are; the one that every district has stands in the table from its first change on."""
    Step.objects.get_or_create(district=district, number=0)
    return Step.objects.filter(district=district).count()


def _shift_add(told: QueryDict, district: str) -> None:
    days = "".join(sorted(set(told.getlist("days"))))
    if not re.fullmatch("[0-6]{1,7}", days):
        raise Wrong
    who = _who(told, district)
    begin, end = minute_of(told.get("begin", "")), minute_of(told.get("end", "")) or 1440
    Shift.objects.create(district=district, step=_of_step(told, district), who=who, days=days, begin=begin, end=end)


def _shift_remove(told: QueryDict, district: str) -> None:
    if not Shift.objects.filter(district=district, pk=_whole(told, "id", 0, 2**62)).delete()[0]:
        raise Wrong


def _exchange_add(told: QueryDict, district: str) -> None:
    since, until = _moment(told.get("since", "")), _moment(told.get("until", ""))
    if not since < until <= since + LONGEST_EXCHANGE:
        raise Wrong
    who = _who(told, district) if told.get("who") else None
    Exchange.objects.create(district=district, step=_of_step(told, district), who=who, since=since, until=until)


def _exchange_remove(told: QueryDict, district: str) -> None:
    if not Exchange.objects.filter(district=district, pk=_whole(told, "id", 0, 2**62)).delete()[0]:
        raise Wrong


_CHANGES: Final[Mapping[str, Callable[[QueryDict, str], None]]] = {
    "step-set": _step_set,
    "step-add": _step_add,
    "step-remove": _step_remove,
    "shift-add": _shift_add,
    "shift-remove": _shift_remove,
    "exchange-add": _exchange_add,
    "exchange-remove": _exchange_remove,
}


def _of_step(told: QueryDict, district: str) -> int:
    return _whole(told, "step", 0, _steps(district) - 1)


def _who(told: QueryDict, district: str) -> User:
    chosen = _whole(told, "who", 0, 2**31)
    found = next((one for one in able(district) if one.pk == chosen), None)
    if found is None:
        raise Wrong
    return found


def _whole(told: QueryDict, name: str, least: int, most: int) -> int:
    value = str(told.get(name) or "")
    if not re.fullmatch(r"[0-9]{1,19}", value) or not least <= int(value) <= most:
        raise Wrong
    return int(value)


def minute_of(value: str) -> int:
    """Minutes of the day of `08:30`. Raises Wrong."""
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", value)
    if found is None:
        raise Wrong
    return int(found[1]) * 60 + int(found[2])


def _moment(value: str) -> datetime:
    found = local_moment(value)
    if found is None:
        raise Wrong
    return found
