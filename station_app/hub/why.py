"""Why a row stands in a station's log: what it follows from, and a decision put again with the core's own rules.

The replay knows what a station remembers after a restart: the newest rows before the decision. Where the hub does not
have what the decision hung upon, it says so instead of guessing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from django.db.models import Q

from station_app.core import past
from station_app.core.changing import replace
from station_app.core.explain import Because, Told, because
from station_app.core.facts import PERSONAL, Value
from station_app.core.model import House, Zone
from station_app.core.policy import Policy
from station_app.core.policy_text import PolicyError, policy_of
from station_app.hub import vitals
from station_app.hub.core_facts import Stored, core_of, stored
from station_app.hub.models import Fact, PublishedPolicy, Station, Vitals

LOOKED_AT: Final = 3000
"""Rows before a decision that a replay reads, as a station does when it starts."""
FOLLOWING: Final = 60
"""Rows behind one that are searched for what came of it."""
MOST_FOLLOWED: Final = 6
MOST_POLICIES: Final = 200
_LASTING: Final = ("policy.applied", "policy.confirmed", "policy.aged", "mode.changed")
"""Kinds of which the newest row counts, however old it is."""
_SAME: Final = ("presentation", "command", "incident", "visit")
"""Fields by which rows belong to each other; never who."""
_OF_THE_POLICY: Final = frozenset({"open", "opens", "stage", "capacity", "places"})
_OF_PEOPLE: Final = frozenset({"inside", "capacity", "places"})
Agreement = Literal[
    "same", "other", "reader", "policy-unknown", "built-in-unknown", "zone-unknown", "capacity-unknown", "rows-missing",
    "erased", "kind-unknown",
]  # fmt: skip
"""What a replay came to; all but the first three say what the hub would need for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the journal, without whoever it is about."""

    seq: int
    kind: str
    wall_ms: int
    body: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision and its replay."""

    outcome: str
    """`granted`, or the reason of the refusal."""
    again: str
    """The same of the replay; empty where there is none."""
    rule: str
    policy: str
    agreement: Agreement
    inputs: Mapping[str, Value]
    """What it hung upon: what the row itself tells, and what the rows before it do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """All that can be told of a row."""

    row: Line
    decided: Decided | None
    causes: Sequence[Line]
    """Nearest first."""
    followed: Sequence[Line]
    """What came of it, in order."""


def why(fact: Fact) -> Why:
    """Explain one row of the hub."""
    before = _before(fact)
    row = _core(fact)
    if row is None:
        decided = None if fact.kind not in past.DECISIONS else _of_another_version(fact)
        return Why(row=_line_of(fact), decided=decided, causes=(), followed=_followed(fact))
    rows = [told for told in before.rows if told is not None]
    known = _policies(fact.station)
    zones = _zones_now(fact.station)
    found = because(_house(rows, row, zones), rows, row, known)
    return Why(
        row=_line_of(fact),
        decided=_decided(found, before, zones, known),
        causes=[_line(told) for told in found.causes],
        followed=_followed(fact),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    rows: Sequence[Told | None]
    missing: bool
    """Rows between the first of these and the decision have never come."""
    erased: bool
    """Somebody's name is no longer in them."""


def _before(fact: Fact) -> _Before:
    mine = Fact.objects.filter(station=fact.station, epoch=fact.epoch, seq__lt=fact.seq)
    rows = list(stored(mine.order_by("-seq")[:LOOKED_AT]))[::-1]
    first = rows[0].seq if rows else fact.seq
    lasting = [one for kind in _LASTING if (one := _newest(fact, kind, first)) is not None] if first > 1 else []
    lasting.sort(key=lambda one: one.wall_ms)
    return _Before(
        rows=[_core(one) for one in (*lasting, *rows)],
        missing=len(rows) != fact.seq - first or (not rows and fact.seq > 1),
        erased=any(_is_erased(one) for one in (*rows, fact)),
    )


def _newest(fact: Fact, kind: str, before: int) -> Fact | None:
    older = Fact.objects.filter(station=fact.station, kind=kind, wall_ms__lte=fact.wall_ms)
    return older.exclude(epoch=fact.epoch, seq__gte=before).order_by("-wall_ms", "-id").first()


def _is_erased(fact: Fact | Stored) -> bool:
    return fact.salt == "" and fact.sealed != "{}"


def _core(fact: Fact | Stored) -> Told | None:
    found = core_of(fact)
    return None if found is None else Told(seq=fact.seq, fact=found)


def _house(rows: Sequence[Told], row: Told, zones: Mapping[str, tuple[int, bool]]) -> House:
    """Doors and zones as rows tell of them; how many places there are, as the station tells today."""
    house = past.house_of((told.fact for told in (*rows, row)), Policy())
    found = {name: _zone(zone, zones.get(name)) for name, zone in house.zones.items()}
    return replace(house, zones=found)


def _zone(zone: Zone, now: tuple[int, bool] | None) -> Zone:
    if now is None:
        return zone
    capacity, private = now
    return replace(zone, capacity=capacity or zone.capacity, privacy="private" if private else "public")


def _zones_now(station: Station) -> dict[str, tuple[int, bool]]:
    kept = Vitals.objects.filter(station=station).first()
    told = vitals.read(kept.content) if kept is not None else None
    return {zone.name: (zone.capacity, zone.private) for zone in told.zones} if told is not None else {}


def _policies(station: Station) -> dict[str, Policy]:
    """By version, those that were handed out here; the newest of a version counts."""
    offered = PublishedPolicy.objects.filter(Q(station=station) | Q(station=None)).order_by("-id")
    envelopes = list(offered.values_list("envelope", flat=True)[:MOST_POLICIES])
    found = (_policy(envelope) for envelope in reversed(envelopes))
    return {policy.version: policy for policy in found if policy is not None}


@lru_cache(maxsize=64)
def _policy(envelope: str) -> Policy | None:
    try:
        return policy_of(str(json.loads(envelope)["policy"]))
    except (PolicyError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _decided(
    found: Because, before: _Before, zones: Mapping[str, tuple[int, bool]], known: Mapping[str, Policy]
) -> Decided | None:
    replayed = found.decision
    if replayed is None:
        return None
    body = found.row.fact.body
    zone = str(body["zone"])
    hidden = _hidden(zone, known.get(replayed.policy), zones)
    told = {name: value for name, value in replayed.inputs.items() if name not in hidden}
    recorded = {name: body[name] for name in ("need", "turn", "opens_at") if name in body}
    return Decided(
        outcome=replayed.recorded,
        again=replayed.again,
        rule=str(body.get("rule") or replayed.rule),
        policy=replayed.policy,
        agreement=_agreement(replayed.agreement, found, before, zones),
        inputs={**recorded, **told},
    )


def _hidden(zone: str, policy: Policy | None, zones: Mapping[str, tuple[int, bool]]) -> frozenset[str]:
    """What must not be told of a decision: the guesses of a policy that is not at hand, and who is in a private zone.

    A zone of which nobody can say that it is public is taken for private.
    """
    rule = policy.zones.get(zone) if policy is not None else None
    private = zones.get(zone, (0, True))[1] or (rule is not None and rule.privacy == "private")
    return (_OF_THE_POLICY if policy is None else frozenset()) | (_OF_PEOPLE if private else frozenset())


def _agreement(
    agreement: Agreement, found: Because, before: _Before, zones: Mapping[str, tuple[int, bool]]
) -> Agreement:
    replayed = found.decision
    assert replayed is not None
    if agreement == "policy-unknown":
        return "built-in-unknown" if replayed.policy == Policy().version else agreement
    if agreement != "other":
        return agreement
    if before.missing:
        return "rows-missing"
    if before.erased:
        return "erased"
    # How many places there were then is not known where only today's number is.
    by_room = "full" in {replayed.recorded, replayed.again}
    return "capacity-unknown" if by_room and str(found.row.fact.body["zone"]) in zones else agreement


def _of_another_version(fact: Fact) -> Decided:
    body: Mapping[str, Any] = json.loads(fact.body)
    return Decided(
        outcome=past.GRANTED if fact.kind == "access.granted" else fact.reason,
        again="",
        rule=str(body.get("rule", "")),
        policy=str(body.get("policy", "")),
        agreement="kind-unknown",
        inputs={},
    )


def _followed(fact: Fact) -> list[Line]:
    body: Mapping[str, Any] = json.loads(fact.body)
    mine = {body[name] for name in _SAME if isinstance(body.get(name), str) and body[name]}
    if not mine:
        return []
    later = Fact.objects.filter(station=fact.station, epoch=fact.epoch, seq__gt=fact.seq, seq__lte=fact.seq + FOLLOWING)
    lines = (_line_of(one) for one in later.order_by("seq"))
    return [one for one in lines if any(one.body.get(name) in mine for name in _SAME)][:MOST_FOLLOWED]


def _line(told: Told) -> Line:
    body = {name: value for name, value in told.fact.body.items() if name not in PERSONAL}
    return Line(seq=told.seq, kind=told.fact.kind, wall_ms=told.fact.at.wall_ms, body=body)


def _line_of(fact: Fact) -> Line:
    body: Mapping[str, Any] = json.loads(fact.body)
    public = {name: value for name, value in body.items() if name not in PERSONAL}
    return Line(seq=fact.seq, kind=fact.kind, wall_ms=fact.wall_ms, body=public)
