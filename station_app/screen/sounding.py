"""What is heard at a moment: a tone, and what to do next. Nobody's name, number or reason is ever spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from station_app.screen.prompts import phrases_of
from station_app.wire import Snapshot

_TONES: Final[Mapping[str, str]] = {
    "reading": "reading",
    "welcome": "granted",
    "goodbye": "granted",
    "told": "granted",
    "refused": "refused",
    "take-card": "attention",
    "turn": "attention",
    "help": "help",
    "wellbeing": "attention",
    "evacuation": "attention",
    "lockdown": "attention",
    "shelter": "attention",
}
TONES: Final = frozenset(_TONES.values())

AGAIN_SECONDS: Final[Mapping[str, int]] = {"evacuation": 8, "wellbeing": 20}
"""Moments that are said again as long as they stand, for whoever sleeps or has just come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One thing to be heard."""

    tone: str
    phrases: tuple[str, ...] = ()


def sound_of(before: Snapshot | None, now: Snapshot) -> Sound | None:
    """What is heard when a snapshot follows another; None where nothing new has happened to anybody."""
    if before is not None and _happening(before) == _happening(now):
        return None
    tone = _TONES.get(now.moment, "")
    return Sound(tone=tone, phrases=phrases_of(now)) if tone else None


def again_seconds(snapshot: Snapshot) -> int:
    """After how long the same is said once more; 0 for never. A gentle question is asked once."""
    if snapshot.moment == "wellbeing" and not snapshot.reason:
        return 0
    return AGAIN_SECONDS.get(snapshot.moment, 0)


def _happening(snapshot: Snapshot) -> tuple[object, ...]:
    return snapshot.moment, snapshot.reason, snapshot.number, snapshot.asked, snapshot.since_ms
