"""The cases of the inbox: they follow what stations tell, and change by what people do about them.

Taking a case on counts at once, here: nobody else is asked any more. The station is asked to take it for acknowledged,
too, and its own word on that stands beside. Only the station ends what it told of; what the hub found, people end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from station_app.hub import audit, orders, texts
from station_app.hub.incident_models import Case, CaseDeed
from station_app.hub.models import Incident, Order, Station, StationState
from station_app.hub.roles import ADMIN
from station_app.hub.scope import stations_for

LATE: Final = timedelta(minutes=10)
SETTLE: Final = timedelta(seconds=20)
"""What comes late comes with its end, as a rule: so long after it nobody is told yet."""
ENDINGS: Final = ("on-site", "by-phone", "false-alarm", "test", "passed")
"""How a case came to its end, as people choose."""
_NUMBER: Final = re.compile(r"\d(?:[ \-]?\d){10,}|\d(?:[ \-]?\d){9,}[\dXx]")
"""Looks like somebody's telephone or ID number."""


class CannotBeDone(ValueError):
    """Why not, as a code of the pages' words."""


# What stations tell.


def follow(station: str, epoch: str, names: Collection[str] | None, now: datetime) -> None:
    """Take over how incidents stand by the facts; `names`: those of this journal that have changed, None for all."""
    mine: dict[str, Any] = {"station": station, "epoch": epoch}
    if names is not None:
        mine["incident__in"] = names
    known = {case.incident: case for case in Case.objects.filter(**mine)}
    for incident in Incident.objects.filter(**mine).order_by("id"):
        case = known.get(incident.incident)
        if case is None:
            case = Case(station_id=station, epoch=epoch, incident=incident.incident, came_at=now)
        _take_over(case, incident, now)


def _take_over(case: Case, incident: Incident, now: datetime) -> None:
    new, was_open = case.pk is None, case.closed_ms is None
    anew = bool(case.acknowledged_by) and not incident.acknowledged_by and incident.closed_ms is None
    for name in ("cause", "severity", "drill", "silent", "opened_ms", "closed_ms", "level", "repeats"):
        setattr(case, name, getattr(incident, name))
    case.asked, case.acknowledged_by = incident.owner, incident.acknowledged_by
    if anew:  # the same call once more: everybody is asked from the start
        case.round, case.told, case.taken_by, case.taken_at = case.round + 1, 0, None, None
    if case.state != "open":
        case.next_at = None
    elif new or anew or not was_open:
        case.next_at = first_at(case.opened_ms, now)
    case.save()


def first_at(opened_ms: int, now: datetime) -> datetime:
    """When the first are told of what was opened then."""
    late = abs(now.timestamp() * 1000 - opened_ms) > LATE.total_seconds() * 1000
    return now + SETTLE if late else now


def end_of_journals(now: datetime) -> int:
    """End what only a journal could have ended that is no longer in use; returns how many."""
    of_journals = Case.objects.filter(closed_ms=None).exclude(epoch="").filter(station__stationstate__epoch__gt="")
    ended = list(of_journals.exclude(station__stationstate__epoch=F("epoch")))
    for case in ended:
        with transaction.atomic():
            if Case.objects.filter(pk=case.pk, closed_ms=None).update(closed_ms=ms(now), next_at=None):
                keep(case, "ended", now, detail="journal-replaced")
    return len(ended)


# What people may see and do.


def cases_for(user: User, *, silent: bool) -> QuerySet[Case]:
    """The cases of an account's districts; `silent`: silent ones are among them."""
    found = Case.objects.filter(station__in=stations_for(user).values("pk"))
    return found if silent else found.filter(silent=False)


def colleagues(case: Case, *, but: User | None = None) -> QuerySet[User]:
    """Who may take this case on: by right, by district and, of a silent one, by the right to know of it."""
    found = User.objects.filter(is_active=True).filter(with_right("order_acknowledge"))
    if case.silent:
        found = found.filter(with_right("view_silent_incident"))
    found = found.filter(with_right("every_district") | Q(scope__district=case.station.district))
    return found.exclude(pk=but.pk if but else None).distinct().order_by("username")


def with_right(code: str) -> Q:
    """Accounts that have a right, by role or by themselves."""
    right = Permission.objects.filter(content_type__app_label="hub", codename=code)
    by_role = User.objects.filter(Q(groups__permissions__in=right) | Q(groups__name=ADMIN)).values("pk")
    return Q(pk__in=by_role) | Q(user_permissions__in=right) | Q(is_superuser=True)


def take(case: Case, who: User, now: datetime | None = None) -> Case:
    """Make a case one's own, and ask its station to take it for acknowledged. Raises CannotBeDone."""
    now = now or timezone.now()
    with transaction.atomic():
        case = _open(case)
        if case.taken_by == who:
            return case
        before = case.taken_by
        order = None if case.acknowledged_by else _ask(case, "acknowledge", who, texts.word("case-taken-reason"), now)
        _own(case, who, now)
        keep(case, "taken", now, who, order=order, whom=before)
        audit.record(who, "incident-taken", case.station.pk, f"#{case.pk}")
    return case


def hand(case: Case, who: User, whom: User, now: datetime | None = None) -> Case:
    """Hand a case to a colleague, who may take it on; the station hears that somebody has. Raises CannotBeDone."""
    now = now or timezone.now()
    with transaction.atomic():
        case = _open(case)
        if not colleagues(case).filter(pk=whom.pk).exists():
            raise CannotBeDone("case-no-colleague")
        if case.taken_by == whom:
            return case
        order = None if case.acknowledged_by else _ask(case, "acknowledge", who, texts.word("case-taken-reason"), now)
        _own(case, whom, now)
        keep(case, "handed", now, who, whom=whom, order=order)
        audit.record(who, "incident-handed", case.station.pk, f"#{case.pk} “{whom.get_username()}”")
    return case


def resolve(case: Case, who: User, ending: str, note: str = "", now: datetime | None = None) -> Case:
    """Say that it is over: the station judges whether it is; what the hub found ends here. Raises CannotBeDone."""
    now = now or timezone.now()
    if ending not in ENDINGS:
        raise CannotBeDone("case-ending-wrong")
    note = checked(note, needed=False)
    with transaction.atomic():
        case = _open(case)
        reason = " · ".join(filter(None, (texts.word(f"case-ending-{ending}"), note)))[:200]
        order = _ask(case, "resolve", who, reason, now)
        if order is None:  # no station can be asked
            case.closed_ms, case.next_at = ms(now), None
            case.save(update_fields=["closed_ms", "next_at"])
            keep(case, "resolved", now, who, detail=ending)
        elif CaseDeed.objects.filter(case=case, order=order).exists():
            return case
        else:
            keep(case, "resolving", now, who, order=order, detail=ending)
        if note:
            keep(case, "noted", now, who, detail=note)
        audit.record(who, "incident-resolved", case.station.pk, f"#{case.pk} {ending}")
    return case


def write(case: Case, who: User, note: str, now: datetime | None = None) -> None:
    """Add a note. Raises CannotBeDone."""
    note = checked(note)
    with transaction.atomic():
        keep(case, "noted", now or timezone.now(), who, detail=note)
        audit.record(who, "incident-noted", case.station.pk, f"#{case.pk}")


def checked(note: str, *, needed: bool = True) -> str:
    """One line of words without what looks like a person's number. Raises CannotBeDone."""
    note = " ".join(note.split())
    if not note and not needed:
        return ""
    if not note or len(note) > 200 or not note.isprintable():
        raise CannotBeDone("case-note-wrong")
    if _NUMBER.search(note):
        raise CannotBeDone("case-note-number")
    return note


def _open(case: Case) -> Case:
    """The row as it is now, held for this change."""
    fresh = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if fresh.closed_ms is not None:
        raise CannotBeDone("case-over")
    return fresh


def _ask(case: Case, verb: Literal["acknowledge", "resolve"], who: User, reason: str, now: datetime) -> Order | None:
    """The order that asks the station; the one that is under way already, or None where no station can be asked."""
    station: Station = case.station
    state = StationState.objects.filter(station=station).first()
    if case.by_hub or station.revoked_at is not None or state is None or state.epoch != case.epoch:
        return None
    mine = CaseDeed.objects.filter(case=case, order__verb=verb).select_related("order").order_by("-id")
    for deed in mine:
        if deed.order and deed.order.state in ("waiting", "handed", "received", "acted") and now < deed.order.not_after:
            return deed.order
    return orders.make(station, orders.Wanted(verb=verb, target=case.cause, reason=reason), who, now)


def _own(case: Case, whom: User, now: datetime) -> None:
    case.taken_by, case.taken_at, case.next_at = whom, now, None
    case.save(update_fields=["taken_by", "taken_at", "next_at"])


def keep(case: Case, what: str, now: datetime, who: User | None = None, **told: Any) -> None:
    """Add to a case's history what somebody, or the hub itself, did."""
    CaseDeed.objects.create(case=case, at=now, who=who, what=what, **told)


def ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


# Whom a fact names.


def names_of(told: Collection[str]) -> Mapping[str, str]:
    """What stations tell of who did something -> words: an account's name, or a role."""
    numbers = {one: int(one.removeprefix("account-")) for one in told if re.fullmatch(r"account-\d{1,18}", one)}
    accounts = dict(User.objects.filter(pk__in=numbers.values()).values_list("pk", "username"))
    return {one: accounts.get(numbers.get(one, 0)) or texts.code(one) for one in told}
