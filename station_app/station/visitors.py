"""What visitors do at the screen, as events. What a screen asks for is checked like anything from outside."""

from __future__ import annotations

from station_app.core.events import (
    CompanionsDeclared,
    EntryAsked,
    Event,
    HelpAsked,
    NeedDeclared,
    OfferLeft,
    SilentHelpAsked,
    SubjectAsked,
    Touched,
    TurnAsked,
    TurnedBack,
    VisitorAnswered,
)
from station_app.core.instant import Instant
from station_app.core.model import House
from station_app.store.rows import uuid7
from station_app.wire import Intent


def event_of(intent: Intent, house: House, at: Instant) -> Event | None:
    """The event of a visitor's intent; None for one that is no visitor's, or names nothing of this house."""
    match intent.want:
        case "help":
            return HelpAsked(at=at)
        case "silent-help":
            return SilentHelpAsked(at=at)
        case "touched":
            return Touched(at=at)
        case "offers-left":
            return OfferLeft(at=at)
        case "back":
            return TurnedBack(at=at)
        case "tell" | "forget" | "withdraw":
            return SubjectAsked(at=at, want=intent.want)
        case "entry" if intent.door in house.doors:
            return EntryAsked(at=at, id=uuid7(at.wall_ms), door=intent.door)
        case "need" if intent.zone in house.zones and intent.need:
            return NeedDeclared(at=at, zone=intent.zone, need=intent.need)
        case "turn" if intent.zone in house.zones:
            return TurnAsked(at=at, zone=intent.zone)
        case _:
            return _of_presentation(intent, at)


def _of_presentation(intent: Intent, at: Instant) -> Event | None:
    """What is said about an admission that the core itself has told the screen of."""
    name = intent.presentation
    if intent.want == "companions" and name:
        return CompanionsDeclared(at=at, presentation=name, adults=intent.adults, children=intent.children)
    if intent.want == "answer" and name:
        told = {"notice": intent.notice, "occupation": intent.occupation}
        return VisitorAnswered(at=at, presentation=name, remember=intent.remember, **told)
    return None
