"""What visitors have said, for as long as it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A visitor agreed to be remembered."""

    notice: str
    """Version of the notice that stood on the screen; empty for a consent that was withdrawn."""
    occupation: str = ""
    year: int = 0
    """Station year whose pseudonym it is about: it ends with that year's key."""
    day_person: str = ""
    """The pseudonym of the day that this admission was recorded under before; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Said at the kiosk just before a credential is shown, and meant for it."""

    what: Literal["need", "turn", "tell", "forget", "withdraw"]
    since: Instant
    zone: str = ""
    need: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who was admitted last and may still answer the kiosk's questions."""

    presentation: str
    lasting: str | None
    """The pseudonym of the year; recorded only with consent."""
    at: Instant
    zone: str = ""
    person: str | None = None
    """The name that this admission was recorded under."""
    open: bool = True
    """Nobody else has come since, and it has not been enough."""
    again: bool = False
    """Was asked today already."""
