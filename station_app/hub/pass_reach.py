"""How a pass stands, and which stations have heard that it is revoked, as their own facts tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from station_app.hub.models import ListReach, Pass, Revocation, Station

STATES = ("valid", "ahead", "over", "revoked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How many stations have a revocation, of how many that it is meant for."""

    have: int
    of: int

    @property
    def whole(self) -> bool:
        """Nobody lacks it."""
        return self.have == self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """One station that a revocation is meant for."""

    station: Station
    has: bool
    reach: ListReach | None
    """What it has told of its list; None for nothing yet."""


def state_of(one: Pass, now: datetime) -> str:
    """One of STATES."""
    if one.revoked_at is not None:
        return "revoked"
    if one.until <= now:
        return "over"
    return "ahead" if one.not_before > now else "valid"


def in_state(state: str, now: datetime) -> Q:
    """The passes that stand so."""
    if state == "revoked":
        return Q(revoked_at__isnull=False)
    begun = Q(not_before__gt=now) if state == "ahead" else Q(not_before__lte=now)
    return Q(revoked_at=None) & (Q(until__lte=now) if state == "over" else Q(until__gt=now) & begun)


def heard(found: Sequence[Pass]) -> Mapping[int, Heard]:
    """Of each revoked pass among these, by its key; in few queries however many there are."""
    revoked = [one for one in found if one.revoked_at is not None]
    if not revoked:
        return {}
    told = Revocation.objects.filter(what__in=[one.pass_id for one in revoked])
    numbers = {what: number for what, number in told.values_list("what", "number")}
    through = _in_force()
    trusted = set(_trusted(None).values_list("pk", flat=True))
    return {one.pk: _heard(one, numbers.get(one.pass_id), through, trusted) for one in revoked}


def stations_told(one: Pass) -> Sequence[At]:
    """Every station that this pass's revocation is meant for, those without it first."""
    number = Revocation.objects.filter(what=one.pass_id).values_list("number", flat=True).first()
    reaches, through = {reach.station.pk: reach for reach in _reaches().select_related("station")}, _in_force()
    found = [
        At(station=station, has=_has(number, through.get(station.pk, 0)), reach=reach)
        for station in _trusted(one)
        for reach in [reaches.get(station.pk)]
    ]
    return sorted(found, key=lambda at: at.has)


def _heard(one: Pass, number: int | None, through: Mapping[str, int], trusted: set[str]) -> Heard:
    meant = trusted if one.station is None else {one.station.pk} & trusted
    return Heard(have=sum(_has(number, through.get(station, 0)) for station in meant), of=len(meant))


def _has(number: int | None, through: int) -> bool:
    return number is not None and through >= number


def _in_force() -> Mapping[str, int]:
    """Station -> number of the last revocation that is in force there: the last ones may wait there for another day."""
    told = _reaches().values_list("station_id", "through", "waiting")
    return {station: _begun(station, through, waiting) if waiting else through for station, through, waiting in told}


def _begun(station: str, through: int, waiting: int) -> int:
    """The same where so many wait: of passes alone, for a key's revocation waits nowhere."""
    theirs = Revocation.objects.filter(Q(station=station) | Q(station=None), number__lte=through, what__contains=":")
    first = theirs.order_by("-number").values_list("number", flat=True)[waiting - 1 : waiting]
    return next(iter(first), 1) - 1


def _reaches() -> QuerySet[ListReach]:
    return ListReach.objects.filter(list="revocations")


def _trusted(one: Pass | None) -> QuerySet[Station]:
    """Stations that this hub still talks to; of a pass, those that it names."""
    found = Station.objects.filter(revoked_at=None).order_by("name", "pk")
    return found if one is None or one.station is None else found.filter(pk=one.station.pk)
