"""What the kiosk says, and for how long. It follows decisions; it never holds one up."""

from __future__ import annotations

from dataclasses import replace

from station_app.core.commands import Command, Show
from station_app.core.events import CardArrived, CardTaken
from station_app.core.model import Instant, Screen, StationState
from station_app.core.visits import Step

WELCOME_SECONDS = 5.0
REFUSED_SECONDS = 8.0
READING_SECONDS = 5.0
TAKE_CARD_SECONDS = 60.0
HELP_SECONDS = 30.0


def card_arrived(state: StationState, event: CardArrived) -> Step:
    """Say at once that the card is being read."""
    state = replace(state, card_on=event.reader)
    return _show(state, Screen(moment="reading", since=event.at, seconds=READING_SECONDS))


def card_taken(state: StationState, event: CardTaken) -> Step:
    """Nothing lies on the reader any more."""
    if state.card_on != event.reader:
        return state, []
    state = replace(state, card_on=None)
    if state.screen.moment in ("take-card", "reading"):
        return rest(state)
    return state, []


def welcome(state: StationState, at: Instant) -> Step:
    """Come in."""
    return _show(state, Screen(moment="welcome", since=at, seconds=WELCOME_SECONDS))


def refused(state: StationState, at: Instant, reason: str, opens_at: str) -> Step:
    """Not now, and what to do next."""
    return _show(state, Screen(moment="refused", reason=reason, since=at, seconds=REFUSED_SECONDS, opens_at=opens_at))


def help_asked(state: StationState, at: Instant) -> Step:
    """Somebody needs a person."""
    return _show(state, Screen(moment="help", since=at, seconds=HELP_SECONDS))


def time_passed(state: StationState, at: Instant) -> Step:
    """A moment that has stood long enough gives way: to the card that still lies there, else to what stands."""
    now = state.screen
    if not now.seconds or now.since is None or at.seconds_since(now.since) < now.seconds:
        return state, []
    if state.card_on is not None and now.moment in ("welcome", "refused"):
        return _show(state, Screen(moment="take-card", since=at, seconds=TAKE_CARD_SECONDS))
    return rest(state)


def rest(state: StationState) -> Step:
    """What stands when nothing happens."""
    return _show(state, Screen() if state.maintenance is None else Screen(moment="maintenance"))


def refreshed(state: StationState) -> list[Command]:
    """The same moment again, because something beside it changed (a reader, the number inside)."""
    return [Show(screen=state.screen)]


def _show(state: StationState, screen: Screen) -> Step:
    return replace(state, screen=screen), [Show(screen=screen)]
