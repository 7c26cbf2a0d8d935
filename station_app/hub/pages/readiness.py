"""A station's readiness report as its QR code brings it: is it genuine, and for staff what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.core.readiness import Brief, brief_of, decode, to_sign
from station_app.hub import texts
from station_app.hub.models import Fact, Station
from station_app.hub.scope import may

OLD = timedelta(days=1)
"""A report is a picture of a moment; an older one is shown as old."""
AHEAD = timedelta(minutes=10)
LONG_AGO = timedelta(days=31)
"""A station is looked at once a month; what was tested longer before its report may have failed meanwhile."""

Standing = Literal["genuine", "altered", "unknown-station"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is true of a code."""

    standing: Standing
    brief: Brief | None = None
    """Only of a genuine one: nobody reads what nobody has signed."""
    station: Station | None = None


@require_safe
def readiness(request: HttpRequest, code: str) -> HttpResponse:
    """Anybody learns whether the report is genuine, and of when; what is in it is for whoever may see stations."""
    judged = judge(code)
    may_see = judged.station is not None and may(request.user, "hub.view_station", judged.station)
    told: dict[str, object] = {"standing": judged.standing, "may_see": may_see}
    if judged.brief is not None:
        # a genuine report of last year must not pass for one of now, whoever reads it
        told |= _age(judged.brief)
        if may_see:
            told |= _details(judged.brief, judged.station)
    return render(request, "hub/readiness.html", told)


def judge(code: str) -> Judged:
    """Read a code and check its signature with the key of the station that it names."""
    try:
        text, signature = decode(code)
        brief = brief_of(text)
    except ValueError:
        return Judged(standing="altered")
    station = Station.objects.filter(id=brief.station, revoked_at=None).first()
    if station is None:
        return Judged(standing="unknown-station")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(station.public_key)).verify(signature, to_sign(text))
    except InvalidSignature:
        return Judged(standing="altered")
    return Judged(standing="genuine", brief=brief, station=station)


def _age(brief: Brief) -> dict[str, object]:
    at, now = _moment(brief.at), timezone.now()
    return {"at": at, "old": now - at > OLD or at - now > AHEAD}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(max(seconds, 0), 4_102_444_800), UTC)


def _details(brief: Brief, station: Station | None) -> dict[str, object]:
    tested = _moment(brief.tested) if brief.tested else None
    return {
        "brief": brief,
        "station": station,
        "tested": tested,
        "tested_long_ago": tested is not None and _moment(brief.at) - tested > LONG_AGO,
        "faults": [(texts.check(check), texts.fault(fault)) for check, fault in brief.faults],
        "journal": _journal(brief),
    }


def _journal(brief: Brief) -> str:
    """Whether the hub's copy of the journal has the row that the report names as its head."""
    rows = Fact.objects.filter(station=brief.station, epoch=brief.epoch, seq=brief.seq)
    stored = rows.values_list("hash", flat=True).first()
    if stored is None:
        return "journal-not-here"
    return "journal-agrees" if stored.startswith(brief.head) and brief.head else "journal-differs"
