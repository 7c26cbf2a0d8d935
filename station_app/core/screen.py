"""What the kiosk says, and for how long. It follows decisions; it never holds one up."""

from __future__ import annotations

from station_app.core import incidents
from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Show
from station_app.core.events import CardArrived, CardLeftBehind, CardTaken, TurnedBack
from station_app.core.instant import Instant
from station_app.core.model import Screen, StationState

WELCOME_SECONDS = 5.0
REFUSED_SECONDS = 8.0
READING_SECONDS = 5.0
TAKE_CARD_SECONDS = 60.0
HELP_SECONDS = 30.0
TOLD_SECONDS = 20.0
TURN_SECONDS = 20.0

OPENED_BY_ORDER = "opened-by-order"
"""Reason of a welcome that nobody has asked for here."""
_READ = frozenset({"told", "refused", "goodbye"})
"""Moments that whoever has read them may end."""

TAPPED = "tapped"
"""Reason of a welcome where no door opens: the tap is the entry."""
YOUR_TURN = "your-turn"
"""Reason of a welcome at the kiosk where the door of a room further in is unlocked: its turn has begun."""


def card_arrived(state: StationState, event: CardArrived) -> Step:
    """Say at once that the card is being read."""
    state = replace(state, card_on=event.reader)
    return _show(state, Screen(moment="reading", since=event.at, seconds=READING_SECONDS))


def card_taken(state: StationState, event: CardTaken) -> Step:
    """Nothing lies on the reader any more."""
    state, closed = incidents.close_one(state, event.at, f"card-left/{event.reader}", device=event.reader)
    if state.card_on != event.reader:
        return state, closed
    state = replace(state, card_on=None)
    if state.screen.moment in ("take-card", "reading"):
        state, shown = rest(state)
        return state, [*closed, *shown]
    return state, closed


def card_left(state: StationState, event: CardLeftBehind) -> Step:
    """A card was forgotten."""
    return incidents.open_one(state, event.at, f"card-left/{event.reader}", device=event.reader)


def welcome(state: StationState, at: Instant, reason: str = "") -> Step:
    """Come in; or `tapped`, where there is no door."""
    return _show(state, Screen(moment="welcome", reason=reason, since=at, seconds=WELCOME_SECONDS))


def goodbye(state: StationState, at: Instant) -> Step:
    """A second tap has ended a stay."""
    return _show(state, Screen(moment="goodbye", since=at, seconds=WELCOME_SECONDS))


def told(state: StationState, at: Instant, reason: str = "") -> Step:
    """What is held about whoever has just asked, or (`forgotten`) that it is no more."""
    return _show(state, Screen(moment="told", reason=reason, since=at, seconds=TOLD_SECONDS))


def turn(state: StationState, at: Instant, reason: str, number: int, minutes: int = 0) -> Step:
    """What becomes of a number: it waits (no reason), is `called`, `reminded`, or its time is `over`.

    A number is never shown in place of what stands for a reason of safety.
    """
    if state.screen.moment in ("help", "wellbeing", "maintenance", "evacuation", "lockdown", "shelter"):
        return state, []
    said = Screen(moment="turn", reason=reason, since=at, seconds=TURN_SECONDS, number=number, minutes=minutes)
    return _show(state, said)


def opened_by_order(state: StationState, at: Instant) -> Step:
    """A manager opens from afar: those inside and whoever waits outside learn why the lock moves."""
    return _show(state, Screen(moment="welcome", reason=OPENED_BY_ORDER, since=at, seconds=WELCOME_SECONDS))


def refused(state: StationState, at: Instant, reason: str, opens_at: str) -> Step:
    """Not now, and what to do next."""
    return _show(state, Screen(moment="refused", reason=reason, since=at, seconds=REFUSED_SECONDS, opens_at=opens_at))


def help_said(state: StationState, said: Screen) -> Step:
    """Somebody needs a person: where their call stands."""
    return _show(state, said)


def wellbeing_asked(state: StationState, at: Instant, reason: str = "") -> Step:
    """Ask whether all is well, until somebody stirs: gently (no reason), `loud`, or while somebody is `called`."""
    return _show(state, Screen(moment="wellbeing", reason=reason, since=at))


def turned_back(state: StationState, event: TurnedBack) -> Step:
    """Whoever was told something has read it: nothing of it is left."""
    return rest(state) if state.screen.moment in _READ else (state, [])


def time_passed(state: StationState, at: Instant) -> Step:
    """A moment that has stood long enough gives way: to the card that still lies there, else to what stands."""
    now = state.screen
    if not now.seconds or now.since is None or at.seconds_since(now.since) < now.seconds:
        return state, []
    if state.card_on is not None and now.moment in ("welcome", "goodbye", "refused"):
        return _show(state, Screen(moment="take-card", since=at, seconds=TAKE_CARD_SECONDS))
    return rest(state)


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until the present moment gives way."""
    shown = state.screen
    return [shown.seconds - at.seconds_since(shown.since)] if shown.seconds and shown.since else []


def rest(state: StationState) -> Step:
    """What stands when nothing happens."""
    if state.mode.name == "evacuation":
        return _show(state, Screen(moment="evacuation"))
    if state.maintenance is not None:
        return _show(state, Screen(moment="maintenance"))
    return _show(state, Screen() if state.mode.name == "normal" else Screen(moment=state.mode.name))


def refreshed(state: StationState) -> list[Command]:
    """The same moment again, because something beside it changed (a reader, the number inside)."""
    return [Show(screen=state.screen)]


def _show(state: StationState, screen: Screen) -> Step:
    if state.mode.name == "evacuation" and screen.moment != "help":
        screen = Screen(moment="evacuation")  # nothing that somebody shows or touches takes its place
    return replace(state, screen=screen), [Show(screen=screen)]
