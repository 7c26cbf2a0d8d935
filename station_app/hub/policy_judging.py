"""When a roll-out goes on and when it stops: pure, so that it can be tried with any numbers.

Refused presentations are compared with those of the same stations in the week before. With the few visitors that a
station has, three refusals may be chance: it stops only for what chance would bring about once in a thousand times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, exp, inf, lgamma, log
from typing import Final, Literal

CHANCE: Final = 0.001
"""What would come about by chance more rarely than this is no chance. It is looked at often, so this is strict."""
ENOUGH: Final = 20
"""Presentations before, below which a station's own week says nothing."""
ASSUMED: Final = 0.2
"""Refused share of a station of which nothing is known."""
FEW: Final = 10
"""Presentations under the new policy, below which a stage is watched for longer."""
PATIENCE: Final = 3
"""A quiet stage is watched so many times as long, and then goes on unjudged."""

Why = Literal["refusals-rose", "station-refused", "stopped-by-hand", "not-newest", "not-approved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Presentations, and how many of them were refused."""

    presented: int = 0
    refused: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(presented=self.presented + other.presented, refused=self.refused + other.refused)

    @property
    def share(self) -> float:
        """Refused of all; 0 of none."""
        return self.refused / self.presented if self.presented else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How far one station of the stages so far has got."""

    station: str
    stage: int
    applied: bool = False
    refused: str = ""
    """Why it refused the policy; empty where it did not."""
    heard: bool = True
    """Whether it was heard of since it was offered the policy; a silent one holds up nobody."""
    before: Count = Count()
    since: Count = Count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a roll-out now."""

    what: Literal["wait", "advance", "stop"]
    why: str = ""
    """stop: a `Why`. wait: `applying`, `watching` or `few`. advance: `judged` or `unjudged`."""
    station: str = ""
    """The one that it stopped for; empty where all together did."""


def judge(stands: Sequence[Stand], stage: int, minutes: float, watch_minutes: int, points: int) -> Verdict:
    """What to do in a stage that has lasted so many minutes; `stands`: the stations of all stages up to it."""
    for stand in stands:
        if stand.refused:
            return Verdict(what="stop", why="station-refused", station=stand.station)
    chance = CHANCE / max(1, len(stands))  # the more stations are looked at, the more chance there is
    for stand in stands:
        if rose(stand.before, stand.since, points, chance):
            return Verdict(what="stop", why="refusals-rose", station=stand.station)
    if rose(total(one.before for one in stands), total(one.since for one in stands), points, CHANCE):
        return Verdict(what="stop", why="refusals-rose")
    mine = [stand for stand in stands if stand.stage == stage]
    if any(stand.heard and not stand.applied for stand in mine) or not any(stand.applied for stand in mine):
        return Verdict(what="wait", why="applying")
    if minutes < watch_minutes:
        return Verdict(what="wait", why="watching")
    seen = total(stand.since for stand in mine).presented
    if seen >= FEW:
        return Verdict(what="advance", why="judged")
    return (
        Verdict(what="wait", why="few")
        if minutes < watch_minutes * PATIENCE
        else Verdict(what="advance", why="unjudged")
    )


def total(counts: Iterable[Count]) -> Count:
    """All together."""
    return sum(counts, Count())


def rose(before: Count, since: Count, points: int, chance: float) -> bool:
    """Whether refusals rose by at least so many of a hundred presentations, and not by chance."""
    usual = before.share if before.presented >= ENOUGH else ASSUMED
    return (since.share - usual) * 100 >= points and by_chance(before, since) < chance


def by_chance(before: Count, since: Count) -> float:
    """How likely as many refusals or more are if nothing has changed.

    Fisher's exact test, one-sided; of a station without a week of its own, the binomial one with `ASSUMED`.
    """
    if not since.refused:
        return 1.0
    if before.presented < ENOUGH:
        return min(1.0, sum(exp(_binomial(since, k)) for k in range(since.refused, since.presented + 1)))
    refused = before.refused + since.refused
    most = min(refused, since.presented)
    return min(1.0, sum(exp(_hypergeometric(before, since, k)) for k in range(since.refused, most + 1)))


def stages(first: Sequence[str], others: Sequence[str], *, at_once: bool) -> list[list[str]]:
    """Stations stage by stage: those chosen first, then a tenth of all, then all."""
    if at_once or not others:
        return [[*first, *others]]
    tenth = max(0, ceil((len(first) + len(others)) / 10) - len(first))
    found = [list(first), list(others[:tenth]), list(others[tenth:])]
    return [stage for stage in found if stage]


def _binomial(since: Count, k: int) -> float:
    return _choose(since.presented, k) + k * log(ASSUMED) + (since.presented - k) * log(1 - ASSUMED)


def _hypergeometric(before: Count, since: Count, k: int) -> float:
    refused = before.refused + since.refused
    granted = before.presented + since.presented - refused
    return _choose(refused, k) + _choose(granted, since.presented - k) - _choose(refused + granted, since.presented)


def _choose(n: int, k: int) -> float:
    """Logarithm of n over k."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) if 0 <= k <= n else -inf
