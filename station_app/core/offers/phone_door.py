"""Coming in with a phone where no scanner reads it: the screen shows a code, the phone scans it and tells the hub.

The hub brings what the phone shows to this station, where it is judged like a code before the scanner: by the same
rules, once, within half a minute. Here it is only said which code stands on the screen; whoever knows it has made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Step
from station_app.core.events import OfferAsked
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered, unknown

PHONE: Final = "phone"
CODE: Final = "code"


def _asked(state: StationState, event: OfferAsked) -> Step:
    token = event.wanted.about
    if not token:
        return unknown(state, event.wanted, event.at)
    return answered(state, event.wanted, event.at, CODE, token=token), []


OFFERS: Final[Mapping[str, Offer]] = {PHONE: Offer(asked=_asked)}
"""Name -> its rules."""
