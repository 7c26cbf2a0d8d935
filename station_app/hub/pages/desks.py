"""The desks of a district: what they are about, who sits there in which order, and how long each is asked alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Min
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from station_app.core.offers.handoff import host_of
from station_app.hub import audit, board_news, desks, tickets
from station_app.hub.models import Channel, Desk, DeskField, Expert, Station, Ticket
from station_app.hub.pages.access import page
from station_app.hub.pages.tickets import number_of
from station_app.hub.scope import EVERY_DISTRICT

MOST_MINUTES: Final = 240
MOST_HOURS: Final = 720
MOST_EXPERTS: Final = 20
MOST_FIELDS: Final = 40
_CODE: Final = re.compile(r"[a-z][a-z0-9-]{1,30}")
_TAKES: Final = re.compile(r"[a-z-]{2,16}(/[a-z0-9-]{1,32})?")


class Wrong(ValueError):
    """What was filled in cannot be kept."""


@require_safe
@page("hub.view_ticket")
def desk_list(request: HttpRequest) -> HttpResponse:
    """One district's; without one that is named, the first of the reader's."""
    return _shown(request, _district(request, request.GET))


@require_POST
@page("hub.change_desk")
def change(request: HttpRequest) -> HttpResponse:
    """Change one thing about them."""
    reader, district = cast(User, request.user), _district(request, request.POST)
    what = str(request.POST.get("do") or "")
    if district is None or what not in {**_CHANGES, **_FIELD_CHANGES}:
        raise PermissionDenied
    if what in _FIELD_CHANGES and not reader.has_perm(EVERY_DISTRICT):
        raise PermissionDenied  # the list of fields is every district's
    try:
        with transaction.atomic():
            {**_CHANGES, **_FIELD_CHANGES}[what](request.POST, district)
            audit.record(reader, "desk-changed", detail=f"“{district}” {what}")
    except Wrong:
        return _shown(request, district, wrong=True)
    response = HttpResponse(status=302)
    response["Location"] = f"{reverse('desks')}?{urlencode({'district': district})}"
    return response


def _district(request: HttpRequest, asked: QueryDict) -> str | None:
    mine = desks.districts_for(cast(User, request.user))
    if "district" not in asked:
        return mine[0] if mine else None
    district = str(asked.get("district"))
    if district not in mine:
        raise Http404
    return district


def _shown(request: HttpRequest, district: str | None, *, wrong: bool = False) -> HttpResponse:
    reader = cast(User, request.user)
    told: dict[str, Any] = {
        "district": district,
        "districts": desks.districts_for(reader),
        "wrong": wrong,
        "may_change": reader.has_perm("hub.change_desk"),
        "may_fields": reader.has_perm("hub.change_desk") and reader.has_perm(EVERY_DISTRICT),
    }
    if district is not None:
        told |= _told(district)
    return render(request, "hub/desks.html", told, status=422 if wrong else 200)


def _told(district: str) -> dict[str, Any]:
    people = list(desks.able(district))
    able = {one.pk for one in people}
    reached = set(Channel.objects.filter(removed_at=None).values_list("who", flat=True))
    found = list(Desk.objects.filter(district=district).select_related("field", "lead").order_by("field__position"))
    fields = list(DeskField.objects.filter(removed_at=None).order_by("position", "code"))
    taken = {desk.field.pk for desk in found}
    return {
        "desks": [_desk(desk, able, reached) for desk in found],
        "people": people,
        "free": [(one.pk, desks.name_of(one)) for one in fields if one.pk not in taken],
        "fields": fields,
    }


def _desk(desk: Desk, able: set[int], reached: set[Any]) -> dict[str, Any]:
    experts = Expert.objects.filter(desk=desk).select_related("who").order_by("position", "id")
    return {
        "desk": desk,
        "name": desks.name_of(desk.field),
        "experts": [(one, one.who.pk in able, one.who.pk in reached) for one in experts],
    }


# What can be changed.


def _desk_add(told: QueryDict, district: str) -> None:
    field = DeskField.objects.filter(pk=str(told.get("field")), removed_at=None).first()
    if field is None or Desk.objects.filter(field=field, district=district).exists():
        raise Wrong
    Desk.objects.create(field=field, district=district)


def _desk_set(told: QueryDict, district: str) -> None:
    desk = _of(told, district)
    desk.minutes, desk.answer_hours = _whole(told, "minutes", MOST_MINUTES), _whole(told, "hours", MOST_HOURS)
    desk.lead = _able(told, "lead", district) if told.get("lead") else None
    was, desk.link = desk.link, _link(told)
    desk.save()
    if desk.link != was:
        board_news.changed(*Station.objects.filter(district=district, revoked_at=None).values_list("pk", flat=True))
    still = Ticket.objects.filter(desk=desk, state__in=("waiting", "accepted"), answered_ms=None)
    still.update(answer_by_ms=F("made_ms") + desk.answer_hours * 3_600_000)


def _desk_close(told: QueryDict, district: str) -> None:
    desk = _of(told, district)
    # What waits there is offered anew, to whoever takes it now.
    waits = Ticket.objects.filter(desk=desk, state="waiting")
    waits.update(desk=None, round=F("round") + 1, step=0, next_at=timezone.now())
    desk.delete()


def _expert_add(told: QueryDict, district: str) -> None:
    desk, who = _of(told, district), _able(told, "who", district)
    mine = Expert.objects.filter(desk=desk)
    if mine.filter(who=who).exists() or mine.count() >= MOST_EXPERTS:
        raise Wrong
    last = mine.aggregate(last=Max("position"))["last"]
    Expert.objects.create(desk=desk, who=who, position=0 if last is None else last + 1)


def _expert_first(told: QueryDict, district: str) -> None:
    expert = _expert(told, district)
    first = Expert.objects.filter(desk=expert.desk).aggregate(first=Min("position"))["first"]
    if expert.position > first:
        Expert.objects.filter(pk=expert.pk).update(position=first - 1)


def _expert_remove(told: QueryDict, district: str) -> None:
    _expert(told, district).delete()


def _field_add(told: QueryDict, district: str) -> None:
    del district
    code = str(told.get("code") or "")
    if not _CODE.fullmatch(code) or DeskField.objects.filter(pk=code).exists():
        raise Wrong
    if DeskField.objects.count() >= MOST_FIELDS:
        raise Wrong
    last = DeskField.objects.aggregate(last=Max("position"))["last"] or 0
    DeskField.objects.create(code=code, position=last + 1, **_field(told))


def _field_set(told: QueryDict, district: str) -> None:
    del district
    if not DeskField.objects.filter(pk=str(told.get("code")), removed_at=None).update(**_field(told)):
        raise Wrong


def _field_remove(told: QueryDict, district: str) -> None:
    del district
    mine = DeskField.objects.filter(pk=str(told.get("code")), removed_at=None)
    if Desk.objects.filter(field__in=mine).exists() or not mine.update(removed_at=timezone.now()):
        raise Wrong


def _field(told: QueryDict) -> dict[str, str]:
    name, english = (" ".join(str(told.get(one) or "").split()) for one in ("name", "english"))
    takes = str(told.get("takes") or "").split()
    known = all(_TAKES.fullmatch(one) and one.partition("/")[0] in tickets.MATTERS for one in takes)
    if not name or len(name) > 24 or len(english) > 40 or not (name + english).isprintable():
        raise Wrong
    if not known or len(" ".join(takes)) > 400:
        raise Wrong
    return {"name": name, "english": english, "takes": " ".join(takes)}


def _of(told: QueryDict, district: str) -> Desk:
    desk = (
        Desk.objects.select_for_update(of=("self",)).filter(pk=number_of(told.get("desk")), district=district).first()
    )
    if desk is None:
        raise Wrong
    return desk


def _expert(told: QueryDict, district: str) -> Expert:
    expert = Expert.objects.filter(pk=number_of(told.get("expert")), desk__district=district).first()
    if expert is None:
        raise Wrong
    return expert


def _able(told: QueryDict, name: str, district: str) -> User:
    who = desks.able(district).filter(pk=number_of(told.get(name))).first()
    if who is None:
        raise Wrong
    return who


def _link(told: QueryDict) -> str:
    link = str(told.get("link") or "").strip()
    if link and not host_of(link):
        raise Wrong
    return link


def _whole(told: QueryDict, name: str, most: int) -> int:
    value = number_of(told.get(name))
    if not 1 <= value <= most:
        raise Wrong
    return value


_CHANGES: Mapping[str, Callable[[QueryDict, str], None]] = {
    "desk-add": _desk_add,
    "desk-set": _desk_set,
    "desk-close": _desk_close,
    "expert-add": _expert_add,
    "expert-first": _expert_first,
    "expert-remove": _expert_remove,
}
_FIELD_CHANGES: Mapping[str, Callable[[QueryDict, str], None]] = {
    "field-add": _field_add,
    "field-set": _field_set,
    "field-remove": _field_remove,
}
