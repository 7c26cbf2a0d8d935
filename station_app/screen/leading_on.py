"""What somebody who was not let in can do next, of what really exists at this station: no page is a dead end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from station_app.core.reasons import REASONS
from station_app.screen.elsewhere import HELPS
from station_app.wire import Snapshot

Texts = Mapping[str, str]
NextKey = Literal["help", "ways", "rooms"]
"""help: a person. ways: the page with the ways in. rooms: the page with the rooms."""

WAYS: Final[Mapping[str, str]] = {"id-card": "card", "tag": "tag", "code": "code"}
"""Kind on the wire -> its name in the texts."""

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "card-expired": ("id-card",),
    "card-not-accepted": ("tag",),
    "card-unreadable": ("id-card",),
    "card-not-authentic": ("id-card",),
    "pass-expired": ("code",),
    "pass-not-yet-valid": ("code",),
    "pass-foreign": ("code",),
    "pass-tampered": ("code",),
    "pass-used": ("code",),
    "pass-revoked": ("code",),
    "code-unknown": ("code",),
    "code-unreadable": ("code",),
    "code-wrong": (),
    "code-wait": (),
}
"""Reason -> the ways by which it can have come about; another way, or a person, leads on."""

_PERSON: Final = frozenset(
    {"closed", "not-for-credential", "no-staff", "lockdown", "shelter", "maintenance", "not-recorded", "door-fault"}
)
"""Reasons at which a person is what helps; their sentence says so."""


def advice(snapshot: Snapshot, reason: str, text: Texts) -> str:
    """What to do next: the same way again if that can help, another one that works here, or a person."""
    said = text[f"reason.{reason}.next"]
    if reason not in _SHOWN:
        return said
    other = _other(snapshot, reason)
    if not other:
        return said + text["lead.help"]
    return said + text["lead.other"].format(other=text[f"way.{WAYS[other]}.use"])


def next_keys(snapshot: Snapshot, reason: str) -> tuple[NextKey, ...]:
    """What can be touched for it; nothing where waiting, or another station, is what helps."""
    if reason == "need-not-declared":
        return ("rooms",) if snapshot.rooms else ("help",)
    if reason in _SHOWN:
        return ("ways",) if _other(snapshot, reason) and reason != "card-expired" else ("help",)
    if reason in REASONS and reason not in _PERSON:
        return ()
    return () if snapshot.near and reason in HELPS else ("help",)


def _other(snapshot: Snapshot, reason: str) -> str:
    """Another way in that works here; empty for none."""
    working = [way.kind for way in snapshot.ways if way.works and way.kind not in _SHOWN[reason]]
    return next((kind for kind in WAYS if kind in working), "")
