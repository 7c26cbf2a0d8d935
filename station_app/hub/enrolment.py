"""One-time codes: how a station's key comes to be trusted."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from station_app.hub import audit, replacing
from station_app.hub.models import EnrolmentCode, Station

VALID = timedelta(hours=1)
MAX_WRONG_TRIES = 10
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: nothing that is read aloud or typed as something else."""
STATION_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")


class CodeRefused(ValueError):
    """The code does not enrol this station."""


def new_code(station: str, now: datetime, *, by: User | None = None, reason: str = "") -> str:
    """Make a code for a station; its older unused ones are void. `by`: None for the hub's terminal."""
    if not STATION_ID.fullmatch(station):
        raise ValueError(f"a station id has 1 to 32 letters, digits, _ or -, got {station!r}")
    code = "".join(secrets.choice(LETTERS) for _ in range(10))
    with transaction.atomic():
        EnrolmentCode.objects.filter(station=station, used_at=None).delete()
        EnrolmentCode.objects.create(
            station=station, digest=_digest(station, code), valid_until=now + VALID, made_by=by, reason=reason
        )
    return f"{code[:5]}-{code[5:]}"


def redeem(station: str, code: str, public_key: str, name: str, now: datetime) -> Station:
    """Trust a key from now on; the journal of a station enrolled before stays as it is.

    Asked again with the same code and key it answers again: whoever lost the answer, by a cut or a kill, runs the
    same command once more.
    """
    with transaction.atomic():
        found = EnrolmentCode.objects.select_for_update().filter(station=station).order_by("id").last()
        fits = found is not None and hmac.compare_digest(found.digest, _digest(station, _plain(code)))
        if found is not None and not fits:
            found.wrong_tries += 1
            found.save(update_fields=["wrong_tries"])
        valid = found is not None and found.valid_until >= now and found.wrong_tries <= MAX_WRONG_TRIES
        if found is not None and fits and valid:
            enrolled = Station.objects.select_for_update(no_key=True).filter(id=station).first()
            if found.used_at is None:
                found.used_at = now
                found.save(update_fields=["used_at"])
                return _trusted(enrolled, found, public_key, name, now)
            if enrolled is not None and enrolled.public_key == public_key and enrolled.revoked_at is None:
                return enrolled
    # Said outside the transaction, so that the wrong try is counted.
    raise CodeRefused(
        "the code is wrong, used, of another station or older than an hour: ask for a new one on the station's page,"
        " or with `station hub code`"
    )


def _trusted(enrolled: Station | None, code: EnrolmentCode, public_key: str, name: str, now: datetime) -> Station:
    if enrolled is not None and enrolled.public_key != public_key:
        replacing.note(enrolled, code, now)
    values = {"public_key": public_key, "enrolled_at": now, "revoked_at": None, "last_contact": now}
    if name:
        values["name"] = name
    audit.record(AnonymousUser(), "station-enrolled", code.station)
    return Station.objects.update_or_create(id=code.station, defaults=values)[0]


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper().replace("O", "0").replace("I", "1").replace("L", "1")


def _digest(station: str, code: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{station}\0{code}".encode(), "sha256").hex()
