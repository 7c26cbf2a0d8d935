"""Passes at the hub: issued with the hub's own key, known by what stations know them by, and revoked.

The text of a pass is shown once and kept nowhere. Whose passes a station accepts is not for the hub to say: a list that
names its key is signed elsewhere, and until one has been published no pass is made here that no door would know.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models import Q, QuerySet

from station_app.hub import audit, pass_feed
from station_app.hub.models import Pass, PhoneInvitation, Station
from station_app.hub.scope import EVERY_DISTRICT, stations_for
from station_app.hub.secret import hub_key
from station_app.identity import passes as wire
from station_app.identity import phone_code
from station_app.identity.keys import Issuer, IssuingKey
from station_app.identity.pass_key_list import list_of, text_in

MOST_AT_ONCE = 60
MOST_A_DAY = 200
"""Passes that an account may issue within 24 hours: as many as a station lets be revoked in that time."""
LONGEST_DAYS = 90
LONGEST_PHONE = timedelta(days=30)
INVITED = timedelta(days=2)
"""So long a phone may take the pass that somebody was invited to take."""
LONGEST_STAFF = timedelta(seconds=wire.LONGEST_STAFF_SECONDS)
DAY = timedelta(days=1)
ONE_USE_BYTES = 8
LONGEST_LABEL = 40
LONGEST_REASON = 200
RENEWED = "renewed"
"""Why the old one of two is revoked."""
_LONG_NUMBER = re.compile(r"\d{6}")
"""So many digits in a row might be somebody's number."""
_HOLDER = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,23}")


class NotIssued(ValueError):
    """No pass can be made of this; the code says why: `pass_texts` has words for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to issue; whoever fills it in has checked that he may."""

    kind: str
    station: Station | None
    """None: every station."""
    valid: timedelta
    begins: datetime | None = None
    """None: at once."""
    count: int = 1
    label: str = ""
    subject: str = ""
    batch: str = ""
    """One batch is issued once; empty for a new one."""
    renews: Pass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new pass, with the text that nobody sees again."""

    row: Pass
    text: str
    """For a phone the code of its invitation: the pass is made when the phone takes it."""


def public_key() -> bytes:
    """The public half of the key that signs this hub's passes; made when first asked for."""
    return hub_key(_key_file()).public_key().public_bytes_raw()


def issuer_for(station: Station | None) -> Issuer | None:
    """This hub's line in the newest list of issuers that is published for a station, or for all; None for none."""
    found = pass_feed.keys_of(station.pk if station else None)
    if found is None:
        return None
    mine = public_key()
    return next((one for one in list_of(text_in(found.envelope)).issuers if one.public == mine), None)


def issuing_key(issuer: Issuer) -> IssuingKey:
    """The key that signs this hub's passes, under the name that stations know it by."""
    return IssuingKey(seed=hub_key(_key_file()).private_bytes_raw(), name=issuer.name, public=issuer.public)


def issue(wanted: Wanted, who: User, now: datetime) -> Sequence[Issued]:
    """Make passes, all or none. Raises NotIssued."""
    issuer = _fit(wanted, now)
    batch = wanted.batch or secrets.token_hex(8)
    key = issuing_key(issuer)
    made = [_one(wanted, key, place, now) for place in range(1, wanted.count + 1)]
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=who.pk)  # of two forms at once, the second counts the first
        if Pass.objects.filter(batch=batch).exists():
            raise NotIssued("pass-issued-already")
        if issued_lately(who, now) + wanted.count > MOST_A_DAY:
            raise NotIssued("pass-too-many")
        rows = [row for row, _ in made]
        for row in rows:
            row.issued_by, row.issued_at, row.batch = who, now, batch
            row.save()  # one by one: not every database tells the keys of many
        PhoneInvitation.objects.bulk_create(_invitation(row, text, now) for row, text in made if row.kind == "phone")
        names = " ".join(row.fingerprint for row in rows[:10])
        audit.record(who, "pass-issued", wanted.station.pk if wanted.station else "", f"{len(rows)} {names}")
    return [Issued(row=row, text=text) for row, (_, text) in zip(rows, made, strict=True)]


def renew(old: Pass, who: User, now: datetime, batch: str, *, ends: datetime | None = None) -> Issued:
    """A new pass in the place of another, as long as that one was. Raises NotIssued.

    The old one is revoked at once, or at the moment that `ends` names (`end_due`).
    """
    wanted = Wanted(
        kind=old.kind,
        station=old.station,
        valid=old.until - old.not_before,
        label=old.label,
        subject=old.subject,
        batch=batch,
        renews=old,
    )
    with transaction.atomic():
        pass_feed.take_turn()
        (new,) = issue(wanted, who, now)
        # After the account's row, which `issue` locks: of two that renew it, one finds it renewed.
        if not Pass.objects.select_for_update(no_key=True).filter(pk=old.pk, revoked_at=None, due_at=None).exists():
            raise NotIssued("pass-renewed-already")
        if ends is None:
            revoke([old], who, RENEWED, now)
        else:
            Pass.objects.filter(pk=old.pk).update(due_at=ends)
    return new


def end_due(now: datetime) -> int:
    """Revoke what was to be revoked by now, in the name of whoever renewed it; how many."""
    due = Pass.objects.filter(due_at__lte=now, revoked_at=None, until__gt=now).select_related("station")
    done = 0
    for one in due.order_by("due_at", "id")[:MOST_A_DAY]:
        by = Pass.objects.filter(renews=one).order_by("-id").values_list("issued_by", flat=True)[:1]
        done += revoke([one], User.objects.get(pk=by[0]), RENEWED, now)
    return done


def revoke(found: Sequence[Pass], who: User, reason: str, now: datetime) -> int:
    """Revoke passes, each at the stations that it names; how many were valid until now."""
    done = 0
    with transaction.atomic():
        pass_feed.take_turn()
        for station_id in {_where(one) for one in found}:
            mine = [one for one in found if _where(one) == station_id]
            rows = Pass.objects.filter(pk__in=[one.pk for one in mine], revoked_at=None)
            here = rows.update(revoked_at=now, revoked_by=who, reason=reason)
            if not here:
                continue
            done += here
            pass_feed.revoke([(one.pass_id, _ms(one.until)) for one in mine], station_id, now)
            names = " ".join(one.fingerprint for one in mine[:10])
            audit.record(who, "pass-revoked", station_id or "", f"{here} {names}")
    return done


def label_in(told: str) -> str:
    """What a pass is for, in one line that holds nobody's number. Raises NotIssued."""
    label = told.strip()
    if len(label) > LONGEST_LABEL or not (label == "" or label.isprintable()) or _LONG_NUMBER.search(label):
        raise NotIssued("pass-label-wrong")
    return label


def reason_in(told: str) -> str:
    """Why something is revoked, in one line that holds nobody's number; empty where that is none."""
    reason = told.strip()
    fits = len(reason) <= LONGEST_REASON and reason.isprintable() and not _LONG_NUMBER.search(reason)
    return reason if fits else ""


def passes_for(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Pass]:
    """The passes that an account may see: those of its stations, and for who sees every district those for all."""
    mine = Q(station__in=stations_for(user))
    if isinstance(user, User) and user.has_perm(EVERY_DISTRICT):
        mine |= Q(station=None)
    return Pass.objects.filter(mine)


def issued_lately(who: User, now: datetime) -> int:
    """Passes that an account has issued within 24 hours."""
    return Pass.objects.filter(issued_by=who, issued_at__gt=now - DAY).count()


def fingerprint_of(pass_id: str) -> str:
    """Eight letters by which people tell a pass."""
    return b32encode(hashlib.sha256(b"pass " + pass_id.encode()).digest()[:5]).decode()


def fingerprint_in(told: str) -> str:
    """The fingerprint that somebody typed, or of a pass whose code was scanned; empty where it is none."""
    told = told.strip()
    if told.startswith((wire.PREFIX, phone_code.PREFIX)):
        pass_id = wire.pass_id_in(told)
        return fingerprint_of(pass_id) if pass_id else ""
    letters = told.replace("-", "").replace(" ", "").upper()
    return letters if len(letters) == 8 and all(one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" for one in letters) else ""


def _fit(wanted: Wanted, now: datetime) -> Issuer:
    issuer = issuer_for(wanted.station)
    staff = wanted.kind == "staff"
    ends = _beginning(wanted, now) + wanted.valid
    if issuer is None:
        raise NotIssued("pass-no-key")
    if staff and not issuer.staff:
        raise NotIssued("pass-no-staff-key")
    if staff and (wanted.station is None or not _is_holder(wanted.subject) or wanted.valid > LONGEST_STAFF):
        raise NotIssued("pass-staff-wrong")
    if wanted.kind == "phone" and wanted.valid > LONGEST_PHONE:
        raise NotIssued("pass-phone-wrong")
    if (
        not 1 <= wanted.count <= MOST_AT_ONCE
        or wanted.valid <= timedelta()
        or ends - now > timedelta(days=LONGEST_DAYS)
    ):
        raise NotIssued("pass-wrong")
    if issuer.not_before > now.timestamp() or ends.timestamp() > issuer.until:
        raise NotIssued("pass-key-ends")
    return issuer


def _beginning(wanted: Wanted, now: datetime) -> datetime:
    return max(wanted.begins or now, now)


def _is_holder(subject: str) -> bool:
    return len(subject) <= 24 and bool(_HOLDER.fullmatch(subject)) and not _LONG_NUMBER.search(subject)


def _one(wanted: Wanted, key: IssuingKey, place: int, now: datetime) -> tuple[Pass, str]:
    # A worker's pass says when it begins only where that lies ahead: a smaller code is read sooner.
    ahead = _beginning(wanted, now) > now
    begins = _beginning(wanted, now).replace(microsecond=0)
    what = wire.Pass(
        station=wanted.station.pk if wanted.station else wire.ANY_STATION,
        until=int((begins + wanted.valid).timestamp()),
        not_before=int(begins.timestamp()) if wanted.kind == "staff" or ahead else None,
        subject=wanted.subject or None,
        staff=wanted.kind == "staff",
        one_use=secrets.token_bytes(ONE_USE_BYTES),
    )
    try:
        text = secrets.token_hex(16) if wanted.kind == "phone" else wire.issue(key, what)
    except ValueError as error:
        raise NotIssued("pass-staff-wrong" if what.staff else "pass-wrong") from error
    pass_id = wire.pass_id_of(key.name, what.one_use)
    told: dict[str, Any] = {
        "pass_id": pass_id,
        "fingerprint": fingerprint_of(pass_id),
        "kind": wanted.kind,
        "station": wanted.station,
        "label": wanted.label,
        "subject": wanted.subject,
        "not_before": begins,
        "until": begins + wanted.valid,
        "place": place,
        "renews": wanted.renews,
    }
    return Pass(**told), text


def digest_of(code: str) -> str:
    """What is kept of an invitation's code."""
    return hashlib.sha256(b"invitation " + code.encode()).hexdigest()


def _invitation(row: Pass, code: str, now: datetime) -> PhoneInvitation:
    return PhoneInvitation(one=row, digest=digest_of(code), until=min(row.until, max(row.not_before, now) + INVITED))


def _key_file() -> Path:
    return Path(settings.HUB_KEY_FILE).with_name("pass-issuer.key")


def _where(one: Pass) -> str | None:
    return one.station.pk if one.station else None


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
