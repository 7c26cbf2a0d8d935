"""What the rules want done, carried out by the shell in this order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    """`entry`, `exit`, `selftest`, `order` or `evacuation`."""
    presentation: str | None = None
    """Of an order: its id."""
    if_unrecorded: WhenStoreFails = "admit"
    """What to do when the facts before this could not be recorded. An exit always opens."""
    not_after_mono_ms: int = 0
    """Of an order: never later than this by the monotonic clock of this run of the machine; 0 for whenever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Say this on the screen."""

    screen: Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Let a zone's load be on or off. Off is only ever held for a while: a dead program leaves everything on."""

    zone: str
    load: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Delete what names a person, in the journal and everything that follows from it; the facts stay and count."""

    scope: Literal["person", "age"]
    person: str = ""
    """For `person`: whose."""
    before_ms: int = 0
    """For `age`: of facts older than this wall time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Say on the screen what is held about a person: how many visits, since when, until when. Nothing is printed."""

    persons: tuple[str, ...]
    """Pseudonyms under which something may be held."""
    notice: str = ""
    """Version of the notice that this person has agreed to; empty for none."""
    occupation: str = ""
    """What was said with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSelftest:
    """Begin the self-test of the whole station, with nobody to follow prompts; maintenance has begun."""

    order: str
    """Id of the order; `RunBegan` and `RunEnded` bring it back."""
    by: str
    not_after_mono_ms: int
    """Never begun later than this by the monotonic clock of this run of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartDevice:
    """End a device's driver with its link, and begin it anew."""

    order: str
    """Id of the order; `DeviceRestarted` brings it back."""
    device: str
    not_after_mono_ms: int
    """Never later than this by the monotonic clock of this run of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStill:
    """Ask a camera for one picture and hand it to the hub: announced on the screen first, kept nowhere here."""

    order: str
    """Id of the order; `StillBegan` and `StillEnded` bring it back, and the picture is bound to it."""
    camera: str
    not_after_mono_ms: int
    """Never later than this by the monotonic clock of this run of the machine."""


Work = RunSelftest | RestartDevice | TakeStill
"""What an order has done besides doors; never done where the facts before it could not be recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Ask the hub for the answer of a ticket that this station does not know; `ReplyHeard` brings it."""

    ask: str
    ticket: str
    """SHA-256 of the ticket, in hex."""


Command = Record | HoldLock | Show | Switch | Erase | Tell | LookUp | Work
