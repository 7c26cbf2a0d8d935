"""Codes of eight digits for one station's kiosk: made for whoever telephones, known and revoked like passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from station_app.hub import audit, passes
from station_app.hub.models import Pass, Station
from station_app.hub.passes import NotIssued
from station_app.hub.secret import hub_key
from station_app.identity.typed_code import HOUR, MOST_AN_HOUR, CodeBook, agreed
from station_app.upstream.ferry import opening_key, sealing_key

KIND = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCode:
    """A new code, with the digits that nobody sees again."""

    row: Pass
    digits: str


def book_of(station: Station) -> CodeBook:
    """The codes of a station; a new computer there has others. Raises NotIssued."""
    try:
        theirs = sealing_key(Ed25519PublicKey.from_public_bytes(bytes.fromhex(station.public_key)))
        return agreed(opening_key(hub_key(settings.HUB_KEY_FILE)), theirs, station.pk)
    except ValueError as error:
        raise NotIssued("code-no-station") from error


def issue(station: Station, who: User, label: str, batch: str, now: datetime) -> IssuedCode:
    """Make the next code of this hour. Raises NotIssued."""
    if station.revoked_at is not None:
        raise NotIssued("code-no-station")
    hour = int(now.timestamp()) // HOUR
    book = book_of(station)
    with transaction.atomic():
        # Of two forms at once the second counts the first: by the account, and by the station.
        User.objects.select_for_update(no_key=True).get(pk=who.pk)
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)
        if Pass.objects.filter(batch=batch).exists():
            raise NotIssued("pass-issued-already")
        if passes.issued_lately(who, now) >= passes.MOST_A_DAY:
            raise NotIssued("pass-too-many")
        used = Pass.objects.filter(kind=KIND, station=station, issued_at__gte=datetime.fromtimestamp(hour * HOUR, UTC))
        if (number := used.count()) >= MOST_AN_HOUR:
            raise NotIssued("code-too-many")
        code = book.code(hour, number)
        row = Pass.objects.create(
            pass_id=code.pass_id,
            fingerprint=passes.fingerprint_of(code.pass_id),
            kind=KIND,
            station=station,
            label=label,
            not_before=now,
            until=datetime.fromtimestamp(code.until, UTC),
            batch=batch,
            place=1,
            issued_by=who,
            issued_at=now,
        )
        audit.record(who, "pass-issued", station.pk, f"1 {row.fingerprint}")
    return IssuedCode(row=row, digits=code.digits)
