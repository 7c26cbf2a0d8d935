"""What the kiosk may ask whoever has just come in, and for how long. The door is open by then and waits for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from station_app.core.changing import replace
from station_app.core.events import CardArrived, EntryAsked, Event, Presented, TurnedBack
from station_app.core.instant import Instant
from station_app.core.memory.people import Asked
from station_app.core.model import StationState

ASK_SECONDS: Final = 60.0
"""So long after being admitted somebody may be asked; a screen without a touch stops sooner, so no tick hurries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is asked; nothing here tells who is asked."""

    presentation: str
    notice: str
    """Version of the notice that stands on the screen; an answer comes back with it."""
    consent: bool = False
    """Whether to be remembered: nobody has agreed to this notice under this name."""
    occupation: bool = False


def questions(state: StationState, at: Instant) -> Questions | None:
    """What may be asked at the kiosk now; None where nobody is to be asked anything.

    Without a question in it, it names the admission about which companions may be told.
    """
    asked = state.asked
    if asked is None or not asked.open or asked.zone != state.house.kiosk_zone:
        return None
    if at.seconds_since(asked.at) >= ASK_SECONDS:
        return None
    told = Questions(presentation=asked.presentation, notice=state.house.policy.notice)
    consent = state.consents.get(asked.lasting or "")
    agreed = consent is not None and consent.notice == told.notice
    if asked.again or agreed:
        return told
    return replace(told, consent=asked.lasting is not None, occupation=True)


def begun(state: StationState, asked: Asked) -> StationState:
    """Somebody was admitted. Who was asked today is not asked again before tomorrow, whatever the answer was."""
    day = asked.at.station_day
    met = state.met if day == state.met_day else frozenset[str]()
    again = asked.person is not None and asked.person in met
    if asked.person is not None:
        met |= {asked.person}
    return replace(state, asked=replace(asked, again=again), met=met, met_day=day)


def follow(state: StationState, event: Event) -> StationState:
    """Nobody is asked any more once somebody else is there, or once enough was asked."""
    asked = state.asked
    if asked is None or not asked.open or not _ends(event, asked):
        return state
    return replace(state, asked=replace(asked, open=False))


def _ends(event: Event, asked: Asked) -> bool:
    if isinstance(event, Presented | EntryAsked):
        return event.id != asked.presentation
    return isinstance(event, CardArrived | TurnedBack)
