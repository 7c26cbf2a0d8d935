"""A code of eight digits that a manager has read out: typed at the kiosk, and then a presentation like any other.

The offer only switches it on. What is typed is judged where codes are, and comes in as a credential; what the screen is
answered here is no more than that it was heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Step
from station_app.core.events import OfferAsked
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered

CODE: Final = "code"
TRIED: Final = "tried"


def _asked(state: StationState, event: OfferAsked) -> Step:
    return answered(state, event.wanted, event.at, TRIED), []


OFFERS: Final[Mapping[str, Offer]] = {CODE: Offer(asked=_asked)}
"""Name -> its rules."""
