"""Readiness reports that stations send: verified, kept once, the last few hundred of each station."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from station_app.core.readiness import Brief, brief_of, decode, to_sign
from station_app.hub import texts
from station_app.hub.models import ReadinessReport, Station

KEPT = 300
_LATEST_SECOND = 4_102_444_800


class NotGenuine(ValueError):
    """No report of this station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One report on a page."""

    report: ReadinessReport
    brief: Brief
    faults: Sequence[tuple[str, str]]
    more: int
    """Faults that the brief has no room for."""


def keep(station: Station, code: str, now: datetime) -> bool:
    """Keep a report; False for one that is here already. Raises NotGenuine."""
    brief = _verified(station, code)
    at = datetime.fromtimestamp(min(max(brief.at, 0), _LATEST_SECOND), UTC)
    digest = sha256(code.encode()).hexdigest()
    values = {"code": code, "at": at, "came_at": now, "verdict": brief.verdict[:16]}
    with transaction.atomic():
        # The station's row is the queue of its reports: two of one kind at once are one.
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)
        _, new = ReadinessReport.objects.get_or_create(station=station, digest=digest, defaults=values)
        if new:
            mine = ReadinessReport.objects.filter(station=station).order_by("-came_at", "-id")
            old = list(mine.values_list("pk", flat=True)[KEPT:])
            ReadinessReport.objects.filter(pk__in=old).delete()
    return new


def newest(station: Station, many: int) -> Iterator[Shown]:
    """The reports that came last, newest first."""
    for report in ReadinessReport.objects.filter(station=station).order_by("-came_at", "-id")[:many]:
        brief = brief_of(decode(report.code)[0])
        faults = [(texts.check(check), texts.fault(fault)) for check, fault in brief.faults]
        yield Shown(report=report, brief=brief, faults=faults, more=max(0, brief.failed - len(faults)))


def _verified(station: Station, code: str) -> Brief:
    try:
        text, signature = decode(code)
        brief = brief_of(text)
    except ValueError as error:
        raise NotGenuine("this is no readiness report") from error
    if brief.station != station.pk:
        raise NotGenuine("the report is of another station")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(station.public_key)).verify(signature, to_sign(text))
    except InvalidSignature:
        raise NotGenuine("the report is not signed by this station's key") from None
    return brief
