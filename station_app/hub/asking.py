"""A question that a station has signed, and the hub's signed answer, whatever server has taken them.

Nothing in a question's content can make its station another one: only the signature says who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils import timezone

from station_app.hub.enrolment import STATION_ID
from station_app.hub.models import Station
from station_app.hub.replacing import replaced_by_now
from station_app.hub.secret import hub_key
from station_app.upstream import signing
from station_app.upstream.messages import Refusal


class Refused(Exception):
    """The request is answered with a refusal."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.refusal = Refusal(error=error, message=message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """An answer as it goes out."""

    status: int
    content: bytes
    headers: Mapping[str, str]
    """Those of its signature; none where the question bears no signature to bind an answer to."""


def station_of(signed: signing.Request, body: bytes, now: datetime) -> Station:
    """The station that signed. Raises Refused."""
    name = signing.key_id_of(signed)
    station = Station.objects.filter(id=name).first() if STATION_ID.fullmatch(name) else None
    if station is None:
        raise Refused(401, "unknown", "the hub does not know this station: enrol it with `station enrol`")
    if station.revoked_at is not None:
        raise Refused(403, "revoked", "the key of this station was revoked: enrol it again with a new code")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(station.public_key))
    try:
        signing.verify_request(signed, body, key, now.timestamp())
    except signing.ClockAway as error:
        raise Refused(401, "clock", str(error)) from error
    except signing.BadSignature as error:
        if (replaced := replaced_by_now(station, signed, body, now)) is not None:
            raise Refused(403, "replaced", _told_replaced(replaced.at)) from error
        raise Refused(401, "signature", "the request is not signed by this station's key") from error
    return station


def _told_replaced(at: datetime) -> str:
    return (
        f"another computer took this station over on {at:%Y-%m-%d %H:%M} UTC, and this one's key counts no longer:"
        " take it off the network; if it is to serve again, enrol it with a new code of the hub"
    )


def answered(signed: signing.Request, handle: Callable[[], msgspec.Struct]) -> Signed:
    """What `handle` says, or its refusal, signed."""
    status = 200
    try:
        content = handle()
    except Refused as refused:
        status, content = refused.status, refused.refusal
    return sealed(signed, msgspec.json.encode(content), status)


def sealed(signed: signing.Request, content: bytes, status: int = 200) -> Signed:
    """An answer with its signature, of this moment: some are long in coming."""
    headers: dict[str, Any] = {}
    answer = signing.Answer(status_code=status, headers=headers, request=signed)
    try:
        key = hub_key(settings.HUB_KEY_FILE)
        signing.sign_answer(answer, content, key, int(timezone.now().timestamp()))
    except signing.BadSignature:
        headers = {}
    return Signed(status=status, content=content, headers=headers)
