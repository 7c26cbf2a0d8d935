"""A phone takes the pass that somebody was invited to: from then on only that phone can show it.

An invitation is for the first phone that comes with it. The same phone may ask again and gets the same pass, for an
answer may be lost on the way; another one is refused, and the pass can be revoked like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from station_app.hub import passes
from station_app.hub.models import Pass, PhoneInvitation
from station_app.identity import passes as wire
from station_app.identity.phone_code import signs

CODE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
POINT: Final = re.compile(r"0[23][0-9a-f]{64}", re.ASCII)
SIGNATURE: Final = re.compile(r"[0-9a-f]{128}", re.ASCII)
PROOF: Final = b"rest-station door 1\n"
"""Before the code in what a phone signs to show that it has the key that it names."""


class NotTaken(ValueError):
    """The phone gets no pass; the code says why: `door_texts` has words for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a phone asks with; all in hex."""

    code: str
    point: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The pass for the phone, and what its page says of it."""

    grant: bytes
    one: Pass


def take(asked: Request, now: datetime) -> Taken:
    """Bind a pass to the phone that asks. Raises NotTaken."""
    if not _is_whole(asked):
        raise NotTaken("door-wrong")
    with transaction.atomic():
        found = PhoneInvitation.objects.select_for_update(no_key=True, of=("self",))
        invited = found.select_related("one__station").filter(digest=passes.digest_of(asked.code)).first()
        if invited is None:
            raise NotTaken("door-unknown")
        grant = _bound(invited, asked.point, now)
        if not invited.point:
            invited.point, invited.taken_at = asked.point, now
            invited.save(update_fields=["point", "taken_at"])
    return Taken(grant=grant, one=invited.one)


def _is_whole(asked: Request) -> bool:
    if not (CODE.fullmatch(asked.code) and POINT.fullmatch(asked.point) and SIGNATURE.fullmatch(asked.signature)):
        return False
    return signs(bytes.fromhex(asked.point), PROOF + asked.code.encode(), bytes.fromhex(asked.signature))


def _bound(invited: PhoneInvitation, point: str, now: datetime) -> bytes:
    one = invited.one
    if invited.point not in ("", point):
        raise NotTaken("door-taken")
    if one.revoked_at is not None:
        raise NotTaken("door-revoked")
    if one.until <= now or (not invited.point and invited.until <= now):
        raise NotTaken("door-over")
    issuer = passes.issuer_for(one.station)
    if issuer is None or not one.pass_id.startswith(f"{issuer.name}:") or one.until.timestamp() > issuer.until:
        raise NotTaken("door-no-key")
    what = wire.Pass(
        station=one.station.pk if one.station else wire.ANY_STATION,
        until=int(one.until.timestamp()),
        not_before=int(one.not_before.timestamp()) if one.not_before > one.issued_at else None,
        one_use=bytes.fromhex(one.pass_id.partition(":")[2]),
        phone=bytes.fromhex(point),
    )
    return wire.grant(passes.issuing_key(issuer), what)
