"""What a request can be about, and the code of its slip, as stations have them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "advice": (
        "wages", "contract", "injury", "legal", "occupational-health", "skills", "mutual-aid", "benefits", "mind",
        "other",
    ),
    "fault": ("water", "heating", "microwave", "charging", "light", "toilet", "dirty", "door", "internet", "other"),
    "hazard": ("fire", "wire", "gas", "floor", "violence", "other"),
    "suggestion": ("hours", "equipment", "supplies", "cleaning", "events", "other"),
    "lost": ("papers", "phone", "keys", "helmet", "power-bank", "clothes", "bag", "other"),
    "found": ("papers", "phone", "keys", "helmet", "power-bank", "clothes", "bag", "other"),
}  # fmt: skip
"""Matter -> what it can be about."""
DIGITS: Final = 12


def ticket_hash(code: str) -> str:
    """What is recorded of a ticket: SHA-256 in hex, blanks left out."""
    return hashlib.sha256(f"ticket:{code.replace(' ', '')}".encode()).hexdigest()


def ticket_shown(code: str) -> str:
    """Twelve digits as they are read out and typed: by fours."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
