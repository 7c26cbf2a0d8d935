"""Why a presentation was granted or denied: stable codes. The sentences for people are in resources/i18n."""

from __future__ import annotations

from typing import Literal, get_args

Denial = Literal[
    "card-expired",
    "card-not-accepted",
    "card-unreadable",
    "card-not-authentic",
    "pass-expired",
    "pass-not-yet-valid",
    "pass-foreign",
    "pass-tampered",
    "pass-used",
    "pass-revoked",
    "code-unknown",
    "code-unreadable",
    "code-wrong",
    "code-wait",
    "full",
    "closed",
    "not-recorded",
    "maintenance",
    "need-not-declared",
    "not-for-credential",
    "no-staff",
    "turn-wait",
    "turn-over",
    "policy-old",
    "lockdown",
    "shelter",
    "evacuation",
]

DENIALS: tuple[str, ...] = get_args(Denial)

DOOR_FAULT = "door-fault"
"""Granted, and then the lock did not move."""

REASONS = (*DENIALS, DOOR_FAULT)
"""All that the screen may have to explain."""
