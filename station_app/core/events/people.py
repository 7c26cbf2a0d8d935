"""What visitors do at the kiosk besides showing a credential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked:
    """Somebody touched help on the screen."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentHelpAsked:
    """Somebody made the hidden sign for help."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Somebody touched the screen."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAsked:
    """Somebody without anything to show asks for the door, in weather in which it admits anybody."""

    at: Instant
    id: str
    """Id of this presentation."""
    door: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDeclared:
    """A visitor says what the next credential is for: a need like `nursing`, in a zone."""

    at: Instant
    zone: str
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAsked:
    """A visitor asks for a turn in a zone; the next credential is meant for it."""

    at: Instant
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionsDeclared:
    """Who was admitted last says who came along."""

    at: Instant
    presentation: str
    adults: int = 0
    children: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorAnswered:
    """Who was admitted last has answered the kiosk's questions."""

    at: Instant
    presentation: str
    remember: bool
    """Agrees to be remembered for the year; no answer is no consent."""
    notice: str
    """Version of the notice that was shown."""
    occupation: str = ""
    """Code of a category; empty for no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectAsked:
    """The next credential's owner wants to know what is held, to be forgotten, or to take a consent back."""

    at: Instant
    want: Literal["tell", "forget", "withdraw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedBack:
    """Whoever is at the screen has thought better of a wish, or has read enough."""

    at: Instant
