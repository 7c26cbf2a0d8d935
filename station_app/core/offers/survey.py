"""Three taps on how it is here: asked of few, never of the same person twice a week, and counted without a name.

Whoever has just been served by an offer may be asked, one in so many; anybody may answer from the menu. The facts name
the question and the answer, and nobody. Who was asked is kept in mind for a week, under a name that is good for
nothing else, and never written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Step
from station_app.core.commands import Command
from station_app.core.events import Known, OfferAsked
from station_app.core.instant import Instant
from station_app.core.memory.survey import Asking
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered, changed, told, unknown
from station_app.core.offers.holding import holder

SURVEY: Final = "survey"
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "overall": ("good", "fair", "poor"),
    "clean": ("good", "fair", "poor"),
    "missing": ("seats", "charging", "water", "quiet", "nothing"),
}
"""Question -> its answers, in the order in which they are asked. The texts have a tile for each."""
EDITION: Final = "station-1"
"""Answers to other questions than these are counted under another name."""
ONE_IN: Final = 5
"""So many are served for one who is asked."""
WEEK_MS: Final = 7 * 86_400_000
HOUR_MS: Final = 3_600_000
MOST_AN_HOUR: Final = 30
"""More answers than this in an hour come from somebody who plays."""
MOST_KEPT: Final = 2_000
SERVED: Final = frozenset({"made", "rated", "given", "lent", "returned", "joined", "left", "done"})
"""Results of other offers after which somebody has been served."""


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted, at = event.wanted, event.at
    given = dict(map(_parted, wanted.choice))
    if wanted.act != "answer" or not given or not all(word in QUESTIONS.get(name, ()) for name, word in given.items()):
        return unknown(state, wanted, at)
    asking = state.offers.asking
    lately = tuple(ms for ms in asking.answered_ms if 0 <= at.wall_ms - ms < HOUR_MS)
    if len(lately) >= MOST_AN_HOUR:
        return answered(state, wanted, at, "too-many"), []
    records: list[Command] = [
        told("survey.answered", at, survey=EDITION, question=name, answer=word) for name, word in given.items()
    ]
    kept = Asking(served=asking.served, asked=asking.asked, answered_ms=(*lately, at.wall_ms))
    return answered(changed(state, asking=kept), wanted, at, "done"), records


def _parted(answer: str) -> tuple[str, str]:
    question, _, word = answer.partition(":")
    return question, word


def follow(state: StationState, at: Instant, known: Known | None = None) -> StationState:
    """Whoever has been served just now may be the one who is asked; `known`: the credential it was done with."""
    answer, asking = state.offers.answer, state.offers.asking
    if SURVEY not in state.house.policy.offers or answer is None or answer.since != at:
        return state
    if answer.offer == SURVEY or answer.result not in SERVED:
        return state
    asked = {name: ms for name, ms in asking.asked.items() if 0 <= at.wall_ms - ms < WEEK_MS}
    served = asking.served + 1
    name = None if known is None else holder(known, SURVEY)
    invited = served >= ONE_IN and name not in asked
    if invited and name is not None:
        asked = dict(list({**asked, name: at.wall_ms}.items())[-MOST_KEPT:])
    # Who was asked this week already is passed over: the next one is asked instead.
    kept = Asking(served=0 if invited else served, asked=asked, answered_ms=asking.answered_ms, invited=invited)
    return changed(state, asking=kept)


def passed(state: StationState) -> StationState:
    """Whoever was to be asked has gone on or away."""
    asking = state.offers.asking
    if not asking.invited:
        return state
    return changed(state, asking=Asking(served=asking.served, asked=asking.asked, answered_ms=asking.answered_ms))


OFFERS: Final[Mapping[str, Offer]] = {SURVEY: Offer(_asked)}
