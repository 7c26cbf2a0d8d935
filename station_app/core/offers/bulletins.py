"""Notices that expire: the hub's word, kept offline, and gone at their end whether or not there is a network.

Nothing is asked for and nothing is written down. The screen's clock says which of them stand: a station without a
network tells of an end by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.events import OfferAsked
from station_app.core.memory.bulletins import Bulletin
from station_app.core.memory.offers import Board
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, unknown

NOTICES: Final = "notices"
LANGUAGES: Final = ("zh-CN", "en", "zh-TW")
MOST: Final = 8
"""Notices that a station keeps; the hub takes no more for one, and what it sends beyond is cut."""
LONGEST_TITLE: Final = 40
LONGEST_TEXT: Final = 600
LONGEST_LINK: Final = 200
MOST_BYTES: Final = 40_960
"""Of all words together: what the screen is told of offers is one line with a limit. The longest Chinese ones fit."""


def stands(from_ms: int, until_ms: int, now_ms: int) -> bool:
    """Whether a notice is shown at this wall time."""
    return from_ms <= now_ms < until_ms


def bulletins(state: StationState) -> tuple[Bulletin, ...]:
    """Those that the hub tells of, urgent ones first, then the newest; some may be over, or not have begun."""
    return () if state.offers.board is None else state.offers.board.bulletins


def cut(board: Board) -> Board:
    """A hub's notices as this station keeps them: in order, and none longer or more than there is room for."""
    ordered = sorted(board.bulletins, key=lambda one: (not one.urgent, -one.from_ms, one.id))
    kept: list[Bulletin] = []
    room = MOST_BYTES
    for one in map(_cut, ordered[:MOST]):
        if _bytes(one) <= room:
            room -= _bytes(one)
            kept.append(one)
    return replace(board, bulletins=tuple(kept))


def _bytes(one: Bulletin) -> int:
    """As they are on the wire, where a quotation mark takes two."""
    return sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in (*one.title.values(), *one.text.values()))


def _cut(one: Bulletin) -> Bulletin:
    return replace(
        one,
        title={language: text[:LONGEST_TITLE] for language, text in one.title.items() if language in LANGUAGES},
        text={language: text[:LONGEST_TEXT] for language, text in one.text.items() if language in LANGUAGES},
        link=one.link if len(one.link) <= LONGEST_LINK else "",
    )


def _asked(state: StationState, event: OfferAsked) -> Step:
    """There is nothing to be had but the reading."""
    return unknown(state, event.wanted, event.at)


def _there(state: StationState) -> bool:
    return bool(bulletins(state))


OFFERS: Final[Mapping[str, Offer]] = {NOTICES: Offer(_asked, there=_there)}
