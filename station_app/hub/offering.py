"""Who is asked to take a request on, when, and who next: plain rules over account numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LOOK_AGAIN: Final = timedelta(minutes=5)
"""Where nobody sits at a desk, so soon is looked again."""
SELDOM: Final = timedelta(hours=4)
"""Everybody is asked again at least so often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Who sits at a desk, and who of them can be told now."""

    experts: Sequence[int]
    """In their order."""
    others: frozenset[int] = frozenset()
    """The desk's lead; where there is no desk, everybody who may take requests on."""
    reachable: frozenset[int] = frozenset()
    """Have a channel, and do not sleep."""
    minutes: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is to be done now."""

    whom: frozenset[int]
    step: int
    """How many turns are behind, afterwards."""
    after: timedelta
    """When to look again."""
    everybody: bool = False


def asked(sitting: Sitting, step: int) -> Asking:
    """Who is asked now; `step`: how many turns are behind.

    One expert after the other, each alone for the desk's minutes; whoever cannot be told costs nobody any minutes.
    Then all of them and the lead together, again and again with growing distances.
    """
    turn: list[int] = []
    wait = timedelta(minutes=sitting.minutes)
    for number, one in enumerate(sitting.experts[step:], step + 1):
        turn.append(one)
        if one in sitting.reachable:
            return Asking(whom=frozenset(turn), step=number, after=wait)
    everybody = frozenset(sitting.experts) | sitting.others
    if not everybody:
        return Asking(whom=everybody, step=step, after=LOOK_AGAIN)
    again = max(0, step - len(sitting.experts))
    longest = max(wait, SELDOM)
    after = min(longest, wait * 2 ** min(again + 1, 12))
    return Asking(whom=everybody, step=len(sitting.experts) + again + 1, after=after, everybody=True)
