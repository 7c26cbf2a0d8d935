"""Which past decisions another policy would have changed: history as it was recorded, each presentation put anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from station_app.core import past, replay
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.model import House, StationState
from station_app.core.policy import Policy

FIRST = 10
"""Changed rows that are shown one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One decision that would be another one."""

    seq: int
    at: Instant
    zone: str
    before: str
    """`granted` or the reason of the denial, as recorded."""
    after: str


@dataclass(slots=True, kw_only=True)
class Difference:
    """What another policy would have changed, as far as history has been read."""

    rows: int = 0
    decisions: int = 0
    unclear: int = 0
    """Decisions that even the policy of their time does not repeat: what they hung upon is not in these rows."""
    changed: Counter[tuple[str, str, str]] = field(default_factory=Counter[tuple[str, str, str]])
    """Zone, recorded outcome and new one -> how many."""
    first: list[Change] = field(default_factory=list[Change])

    @property
    def total(self) -> int:
        """How many decisions would be others."""
        return self.changed.total()


def what_if(
    house: House, candidate: Policy, history: Iterable[tuple[int, Fact]], known: Mapping[str, Policy]
) -> Difference:
    """Put every visitor's presentation of a history anew; `known` holds the policies of then by their version.

    Only what the visitors met is looked at: those whom another policy would have let in are not added to the house, and
    those whom it would have kept out are not taken from it.
    """
    found = Difference()
    state = StationState.fresh(house)
    for seq, told in history:
        found.rows += 1
        if told.kind in past.DECISIONS:
            state = past.under(state, known.get(str(told.body["policy"]), state.house.policy))
            if past.is_visitors(told):
                _put(found, state, candidate, seq, told)
        if told.kind in replay.KINDS:
            state = replay.recall(state, (told,))
    return found


def _put(found: Difference, state: StationState, candidate: Policy, seq: int, told: Fact) -> None:
    found.decisions += 1
    before = past.outcome(told)
    decision = past.decided_again(past.under(state, candidate), told)
    after = before if decision is None else past.outcome_of(decision)
    if after == before:
        return
    then = past.decided_again(state, told)
    if then is None or past.outcome_of(then) != before:
        found.unclear += 1
        return
    zone = str(told.body["zone"])
    found.changed[zone, before, after] += 1
    if len(found.first) < FIRST:
        found.first.append(Change(seq=seq, at=told.at, zone=zone, before=before, after=after))


def refused_visits(policy: Policy, facts: Iterable[Fact], house: House | None = None) -> Mapping[str, int]:
    """Reason -> how many visitors that were let in a policy would have refused; without a house, one made of the facts.

    A house that is made of facts has room for everybody.
    """
    history = tuple(facts)
    where = past.house_of(history, Policy()) if house is None else house
    found = what_if(where, policy, enumerate(history, 1), {})
    refused: Counter[str] = Counter()
    for (_, before, after), count in found.changed.items():
        if before == past.GRANTED:
            refused[after] += count
    return dict(refused)
