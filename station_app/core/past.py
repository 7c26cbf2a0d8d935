"""A decision that was recorded, put again: the finding rebuilt from its fact, and a house where the config is lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from station_app.core import rules
from station_app.core.changing import replace
from station_app.core.events import Known, Presented, Unknown
from station_app.core.facts import Fact
from station_app.core.memory.people import Wish
from station_app.core.model import Credential, Door, House, StationState, Zone
from station_app.core.policy import Policy
from station_app.core.reasons import Denial
from station_app.core.rules import Decision

DECISIONS: Final = frozenset({"access.granted", "access.denied"})
GRANTED: Final = "granted"
NO_LIMIT: Final = 1_000_000
"""Places of a zone of which only the journal is known."""
_READ: Final = frozenset(
    {"card-unreadable", "card-not-authentic", "pass-expired", "pass-not-yet-valid", "pass-foreign", "pass-tampered"}
    | {"code-unknown", "code-unreadable", "code-wrong", "code-wait", "not-recorded", "pass-revoked"}
)
"""What is found out where a credential is read; the rules take that word for it, and so does a replay."""
_LONG_AGO: Final = "19700101"


def outcome(told: Fact) -> str:
    """`granted`, or the reason of a recorded denial."""
    return GRANTED if told.kind == "access.granted" else str(told.body["reason"])


def outcome_of(decision: Decision) -> str:
    """The same of a decision."""
    return decision.denial or GRANTED


def by_the_reader(told: Fact) -> bool:
    """Whether a denial was found where the credential was read, which no rule and no policy changes."""
    if told.kind != "access.denied":
        return False
    rule = told.body.get("rule")
    return told.body["reason"] in _READ if rule is None else rule in ("genuine", "not-revoked")


def is_visitors(told: Fact) -> bool:
    """Whether a decision was about a visitor, not about staff or a test."""
    return told.kind in DECISIONS and told.body["credential"] != "staff" and not told.body.get("test")


def decided_again(state: StationState, told: Fact) -> Decision | None:
    """What the rules say now to what was presented then; None where the house no longer has that zone."""
    zone = str(told.body["zone"])
    if zone not in state.house.zones:
        return None
    return rules.decide(_as_declared(state, told), _presented(state, told), zone)


def under(state: StationState, policy: Policy) -> StationState:
    """The same station under another policy."""
    return state if state.house.policy is policy else replace(state, house=replace(state.house, policy=policy))


def house_of(facts: Iterable[Fact], policy: Policy) -> House:
    """The doors and zones that facts tell of, where no config is at hand: nobody knows how many places they have."""
    doors: dict[str, Door] = {}
    zones: dict[str, Zone] = {}
    for told in facts:
        zone, door = told.body.get("zone"), told.body.get("door")
        if told.kind not in DECISIONS or not isinstance(zone, str):
            continue
        if zone not in zones:
            zones[zone] = Zone(name=zone, title=zone, capacity=NO_LIMIT)
        if isinstance(door, str) and door and door not in doors:
            doors[door] = Door(name=door, zone=zone, readers=())
    return House(doors=doors, zones=zones, policy=policy)


def _presented(state: StationState, told: Fact) -> Presented:
    body = told.body
    return Presented(
        at=told.at,
        id=str(body["presentation"]),
        reader="",
        credential=cast(Credential, body["credential"]),
        finding=_finding(state, told),
    )


def _finding(state: StationState, told: Fact) -> Known | Unknown:
    body, reason = told.body, told.body.get("reason")
    if by_the_reader(told):
        return Unknown(reason=cast(Denial, reason))
    person = body.get("person")
    spent = (
        next(iter(state.used_passes), None) if reason in ("pass-used", "code-wrong") else None
    )  # which one is not recorded
    return Known(
        person=None if person is None else str(person),
        # The date on a card is never recorded, only that it was over.
        valid_until=_LONG_AGO if reason == "card-expired" else None,
        pass_id=cast("str | None", body.get("pass_id", spent)),
        pass_until_ms=int(body.get("pass_until") or 0),
        staff=body["credential"] == "staff",
    )


def _as_declared(state: StationState, told: Fact) -> StationState:
    need, turn = told.body.get("need"), told.body.get("turn")
    zone = str(told.body["zone"])
    if isinstance(need, str):
        return replace(state, wish=Wish(what="need", since=told.at, zone=zone, need=need))
    if turn is not None:
        return replace(state, wish=Wish(what="turn", since=told.at, zone=zone))
    return state
