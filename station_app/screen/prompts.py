"""Which sentence a voice would say at a moment. Nobody's name, number or reason is ever spoken: only what to do."""

from __future__ import annotations

from collections.abc import Mapping

from station_app.wire import Snapshot

_MOMENTS: Mapping[str, str] = {
    "welcome": "please-enter",
    "take-card": "take-card",
    "help": "calling",
    "evacuation": "leave-now",
    "wellbeing": "all-well",
}

_REASONS: Mapping[str, str] = {
    "card-expired": "contact-staff",
    "card-not-accepted": "other-way",
    "card-unreadable": "try-again",
    "card-not-authentic": "contact-staff",
    "pass-expired": "refresh-code",
    "pass-not-yet-valid": "other-way",
    "pass-foreign": "other-way",
    "pass-tampered": "refresh-code",
    "pass-used": "refresh-code",
    "pass-revoked": "other-way",
    "code-unknown": "other-way",
    "code-unreadable": "try-again",
    "code-wrong": "try-again",
    "code-wait": "please-wait",
    "full": "full",
    "closed": "closed",
    "maintenance": "contact-staff",
    "need-not-declared": "touch-room",
    "not-for-credential": "other-way",
    "no-staff": "contact-staff",
    "turn-wait": "please-wait",
    "turn-over": "please-wait",
    "policy-old": "contact-staff",
    "lockdown": "contact-staff",
    "shelter": "contact-staff",
    "evacuation": "leave-now",
    "not-recorded": "contact-staff",
    "door-fault": "contact-staff",
}

MINUTES = (1, 2, 3, 5, 10)
"""Waiting times that can be spoken."""
ROLES = ("keeper", "district", "union")
"""Whom a call asks, as far as they have a name in people's words."""
_CALL = (*(f"calling-{role}" for role in ROLES), *(f"minutes-{n}" for n in MINUTES), "help-taken", "help-unanswered")

PROMPTS: frozenset[str] = frozenset((*_MOMENTS.values(), *_REASONS.values(), *_CALL))
"""Each has a sentence `voice.ID` in every language."""


def phrases_of(snapshot: Snapshot) -> tuple[str, ...]:
    """What is spoken at this moment, whole phrases one after the other; empty where a tone is enough."""
    if snapshot.moment == "help":
        return _call_phrases(snapshot)
    prompt = prompt_of(snapshot)
    return (prompt,) if prompt else ()


def _call_phrases(snapshot: Snapshot) -> tuple[str, ...]:
    """Who is asked, and how long they may take, rounded up to what can be spoken; longer waits are only shown."""
    if snapshot.reason == "unanswered":
        return ("help-unanswered",) if snapshot.help_phone else ()
    if snapshot.reason == "taken":
        return ("help-taken",)
    role = snapshot.roles[snapshot.asked] if snapshot.asked < len(snapshot.roles) else ""
    minutes = next((n for n in MINUTES if snapshot.minutes <= n), 0) if snapshot.minutes else 0
    return (f"calling-{role}" if role in ROLES else "calling", *((f"minutes-{minutes}",) if minutes else ()))


def prompt_of(snapshot: Snapshot) -> str:
    """The id of the prompt for this snapshot; empty where a tone or silence is enough."""
    if snapshot.moment == "refused":
        return _REASONS.get(snapshot.reason, "contact-staff")
    return _MOMENTS.get(snapshot.moment, "")
