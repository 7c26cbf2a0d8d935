"""What the rules want done, carried out by the shell in this order."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.core.facts import Fact
from station_app.core.model import Screen, WhenStoreFails


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Write a fact to the journal before anything that follows is done."""

    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLock:
    """Keep a door's lock released for a while, then let it fall back."""

    door: str
    seconds: float
    cause: str
    """`entry`, `exit` or `selftest`."""
    presentation: str | None = None
    if_unrecorded: WhenStoreFails = "admit"
    """What to do when the facts before this could not be recorded. An exit always opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Say this on the screen."""

    screen: Screen


Command = Record | HoldLock | Show
