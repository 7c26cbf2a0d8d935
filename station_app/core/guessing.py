"""Codes typed at the kiosk: after five wrong ones nobody's is looked at for a minute, and then for longer and longer.

A right code is refused during the pause, too, and not spent: else the pause would tell which one was right. Only an
admission by a code, or six hours without a wrong one, begins anew. At 60 codes that are good at a time somebody who
tries day and night needs thousands of years on average.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from station_app.core.answer import Recall
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import Known, Presented, Unknown
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.guessing import Guesses
from station_app.core.model import StationState
from station_app.core.reasons import Denial

FREE: Final = 5
PAUSE_SECONDS: Final = 60.0
LONGEST_SECONDS: Final = 3600.0
FORGOTTEN_SECONDS: Final = 6 * 3600.0
WRONG: Final[Denial] = "code-wrong"
WAIT: Final[Denial] = "code-wait"


def pause_seconds(wrong: int) -> float:
    """How long no code is looked at after so many wrong ones."""
    return 0.0 if wrong < FREE else min(PAUSE_SECONDS * 2.0 ** min(wrong - FREE, 10), LONGEST_SECONDS)


def heard(state: StationState, event: Presented) -> Presented:
    """The same presentation, or during a pause one that says nothing of the code."""
    guesses = state.guesses
    if not _is_typed(event) or guesses.at is None:
        return event
    waiting = event.at.seconds_since(guesses.at) < pause_seconds(guesses.wrong)
    return replace(event, finding=Unknown(reason=WAIT)) if waiting else event


def counted(state: StationState, event: Presented, commands: Sequence[Command]) -> StationState:
    """What a code leaves in mind; `event` as it was heard."""
    if not _is_typed(event):
        return state
    if isinstance(event.finding, Unknown):
        return replace(state, guesses=_one_more(state.guesses, event.at)) if event.finding.reason == WRONG else state
    granted = any(isinstance(one, Record) and one.fact.kind == "access.granted" for one in commands)
    return replace(state, guesses=Guesses()) if granted else state


def _one_more(guesses: Guesses, at: Instant) -> Guesses:
    old = guesses.at is not None and at.seconds_since(guesses.at) >= FORGOTTEN_SECONDS
    return Guesses(wrong=1 if old else guesses.wrong + 1, at=at)


def _is_typed(event: Presented) -> bool:
    """No scanner brings a code that is known, or wrong; of a pass it says more."""
    finding = event.finding
    return event.credential == "code" and (isinstance(finding, Known) or finding.reason in (WRONG, WAIT))


def _recall_denied(state: StationState, told: Fact) -> StationState:
    if told.body["reason"] != WRONG or told.body.get("rule") != "genuine":
        return state
    return replace(state, guesses=_one_more(state.guesses, told.at))


def _recall_granted(state: StationState, told: Fact) -> StationState:
    return replace(state, guesses=Guesses()) if told.body["credential"] == "code" else state


RECALLS: Final[Mapping[str, Recall]] = {"access.denied": _recall_denied, "access.granted": _recall_granted}
"""Kind of fact -> what it leaves in mind."""
