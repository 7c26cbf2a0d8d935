"""Writing the audit trail and judging it: a chain of hashes as the stations' journals have."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from station_app.core.chain import GENESIS, canonical
from station_app.hub.activity_texts import ACTIVITY_DEEDS
from station_app.hub.audit_models import Audit
from station_app.hub.bulletin_texts import BULLETIN_DEEDS
from station_app.hub.parking_texts import PARKING_DEEDS
from station_app.hub.request_texts import REQUEST_DEEDS
from station_app.hub.roles import role_of
from station_app.hub.thing_texts import THING_DEEDS
from station_app.hub.union_texts import UNION_DEEDS

DEEDS = (
    *REQUEST_DEEDS,
    *ACTIVITY_DEEDS,
    *PARKING_DEEDS,
    *THING_DEEDS,
    *BULLETIN_DEEDS,
    *UNION_DEEDS,
    "login",
    "login-failed",
    "login-locked",
    "logout",
    "factor-added",
    "factor-removed",
    "factor-failed",
    "factor-confirmed",
    "session-ended",
    "log-seen",
    "log-exported",
    "export-asked",
    "export-approved",
    "export-refused",
    "export-withdrawn",
    "report-exported",
    "audit-seen",
    "audit-exported",
    "ordered",
    "still-seen",
    "incident-seen",
    "incident-taken",
    "incident-handed",
    "incident-resolved",
    "incident-noted",
    "rota-changed",
    "channel-made",
    "channel-tested",
    "channel-removed",
    "notices-seen",
    "notices-set",
    "policy-published",
    "pass-issued",
    "pass-revoked",
    "passes-seen",
    "pass-keys-published",
    "pass-key-revoked",
    "policy-written",
    "policy-submitted",
    "policy-approved",
    "policy-sent-back",
    "policy-discarded",
    "policy-tried",
    "policy-signed",
    "policy-stopped",
    "policy-signer",
    "station-revoked",
    "station-placed",
    "station-enrolled",
    "station-published",
    "station-unpublished",
    "ferry-taken",
    "ferry-made",
    "bundle-taken",
    "registry-changed",
    "registry-exported",
    "registry-imported",
    "code-made",
    "account-changed",
    "account-stopped",
    "accounts-seen",
    "password-made",
)
TERMINAL = "terminal"
"""The role of whoever works at the hub's own machine."""
TRIGGERS = ("audit_never_changes", "audit_never_shrinks")
_TURN = 0x61756469
"""PostgreSQL's advisory lock of those who add rows; SQLite has one writer anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is true of the trail."""

    rows: int
    head: str
    """Hash of the last row: noted elsewhere, it shows later whether rows at the end were cut off."""
    wrong: int | None = None
    """Number of the first row that does not fit."""
    guarded: bool = True
    """Whether the database refuses changes, too."""

    @property
    def whole(self) -> bool:
        """Nothing is wrong with it."""
        return self.wrong is None and self.guarded


def record(who: Any, what: str, station: str = "", detail: str = "") -> Audit:
    """Add one row. `who`: an account, or None for the terminal; within a transaction it is part of it."""
    if what not in DEEDS:
        raise ValueError(f"no such deed: {what!r}")
    named = getattr(who, "is_authenticated", False)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
        last = Audit.objects.order_by("-number").values_list("number", "hash").first()
        row = Audit(
            number=last[0] + 1 if last else 1,
            at=timezone.now(),
            who=who.get_username()[:150] if named else "",
            role=role_of(who) if named else TERMINAL if who is None else "",
            what=what,
            station=station[:32],
            detail=detail[:200],
            prev=last[1] if last else GENESIS,
        )
        row.hash = row_hash(row)
        row.save()
    return row


def row_hash(row: Audit) -> str:
    """SHA-256 of all that a row tells, the hash of the row before included."""
    told = [row.number, _moment(row.at), row.who, row.role, row.what, row.station, row.detail, row.prev]
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def verify() -> Verdict:
    """Read the whole trail."""
    number, prev = 0, GENESIS
    for row in Audit.objects.order_by("number").iterator(2000):
        if row.number != number + 1 or row.prev != prev or row.hash != row_hash(row):
            return Verdict(rows=number, head=prev, wrong=number + 1, guarded=guarded())
        number, prev = row.number, row.hash
    return Verdict(rows=number, head=prev, guarded=guarded())


def guarded() -> bool:
    """Whether both triggers stand; a table that a migration made anew would have lost them."""
    named = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'hub_audit'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'hub_audit'::regclass AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(named[connection.vendor])
        found: Sequence[tuple[str]] = cursor.fetchall()
    return {name for (name,) in found} >= set(TRIGGERS)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
