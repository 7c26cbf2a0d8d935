"""Medical mutual aid and benefits: two questions, an honest word on what may be had, and where it is asked for.

What is answered stays at the screen: it chooses the words and is told to nobody. Nobody is asked for a membership at
the door, and nothing is promised here: who decides is named. Whoever wants a person makes a request like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from station_app.core.model import StationState

MEMBER: Final = ("yes", "no", "unsure")
"""What may be answered to the first question, in a union or not; each has a result of its own."""
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "mutual-aid": ("hospital", "illness", "injury", "family"),
    "benefits": ("hardship", "checkup", "school", "daily"),
}
"""Topic of advice -> what may be needed, the second question; each has a word on what to keep ready."""
LONGEST_LINK: Final = 200
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LINK: Final = re.compile(rf"https://((?:{_LABEL}\.)+[a-z]{{2,63}})(?::\d{{1,5}})?(?:[/?#][!-~]*)?", re.IGNORECASE)


def host_of(link: str) -> str:
    """The host that an address leads to, as people are to read it; empty for one that nobody is sent to.

    Only https, only a name in plain letters, and nothing before it that looks like another name.
    """
    found = _LINK.fullmatch(link) if len(link) <= LONGEST_LINK else None
    return found[1].lower() if found is not None else ""


def links(state: StationState) -> dict[str, str]:
    """Topic -> the address that the hub has for it in this station's district, where it is a good one."""
    told: Mapping[str, str] = {} if state.offers.board is None else state.offers.board.links
    return {topic: told[topic] for topic in NEEDS if host_of(told.get(topic, ""))}
