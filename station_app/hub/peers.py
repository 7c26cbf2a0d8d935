"""Stations whose last week lies far from that of their peers. A hint for people, told as one: no rule follows from it.

Counts are compared by their square roots: the spread of a count grows with it, that of its root hardly does. Far is
more than 3.5 times the median absolute deviation away from the median, which a few odd stations cannot move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Final, Literal

from station_app.hub import texts
from station_app.hub.known import WEEK, Known, Week

TIERS: Final = ("quiet", "normal", "busy", "hub", "flagship")
"""How busy a station is meant to be: about 3, 12, 25, 60 and 200 visits a day."""
FAR: Final = 3.5
LEAST_PEERS: Final = 5
_NORMAL: Final = 1.4826
"""Makes a median absolute deviation comparable with a standard deviation."""
Measure = Literal["visits", "refusals", "silence"]
_LEAST_SPREAD: Final[Mapping[Measure, float]] = {"visits": 0.5, "refusals": 0.5, "silence": 3.0}
"""Of square roots: chance alone spreads a count by a half. A silence of under two hours a week is nothing odd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """One station that is unlike its peers in one respect."""

    known: Known
    measure: Measure
    value: int
    middle: int
    peers: int
    """How many stations of its tier it was compared with, itself among them."""
    distance: float
    """In spreads, without a sign."""

    @property
    def told(self) -> str:
        """Why it is listed, in one sentence."""
        return texts.sentence(f"unlike-{self.measure}", value=self.value, peers=self.peers, median=self.middle)


def unlike_peers(all_known: Iterable[Known]) -> list[Odd]:
    """The stations far from their tier, the farthest first; one that is younger than a week is not judged.

    A station that has just been enrolled, again or at a new hub, is as old as its journal.
    """
    tiers: dict[str, list[Known]] = defaultdict(list)
    for known in all_known:
        whole_week = known.week.known_before or known.now - known.station.enrolled_at >= WEEK
        if whole_week and known.station.revoked_at is None:
            tiers[known.station.tier].append(known)
    found: list[Odd] = []
    for group in tiers.values():
        if len(group) >= LEAST_PEERS:
            for measure in _LEAST_SPREAD:
                found += _odd_ones(group, measure)
    return sorted(found, key=lambda odd: -odd.distance)


def _odd_ones(group: Sequence[Known], measure: Measure) -> Iterable[Odd]:
    values = [value_of(known.week, measure) for known in group]
    roots = [sqrt(value) for value in values]
    middle = median(roots)
    spread = max(_LEAST_SPREAD[measure], _NORMAL * median(abs(root - middle) for root in roots))
    for known, value, root in zip(group, values, roots, strict=True):
        distance = (root - middle) / spread
        # Few refusals and little silence are nothing to look after.
        if distance > FAR or (measure == "visits" and distance < -FAR):
            yield Odd(
                known=known,
                measure=measure,
                value=value,
                middle=round(median(values)),
                peers=len(group),
                distance=abs(distance),
            )


def value_of(week: Week, measure: Measure) -> int:
    """One figure of a week."""
    return {"visits": week.visits, "refusals": week.refusals, "silence": week.silent_minutes}[measure]
