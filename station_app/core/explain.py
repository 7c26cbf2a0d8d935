"""Why does a row of the journal stand there: what it belongs to, and for a decision, the decision made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from station_app.core import opening, past, replay, rulebook, rules
from station_app.core.facts import Fact, Value
from station_app.core.model import House, StationState
from station_app.core.policy import Policy
from station_app.core.rules import Decision

MOST_LINKS: Final = 8

Agreement = Literal["same", "other", "reader", "policy-unknown", "zone-unknown", "capacity-unknown"]
"""same or other: the rules decide again as recorded, or do not. reader: the outcome was found where the credential was
read, and the rules took it so. The others: what is missing to decide again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact with its place in the journal."""

    seq: int
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A decision made again."""

    recorded: str
    """`granted`, or the reason of the denial."""
    again: str
    """The same of the replay; empty where it could not be made."""
    rule: str
    """Id of the rule that decides in the replay, else the recorded one."""
    policy: str
    """Version of the policy then in force."""
    agreement: Agreement
    inputs: Mapping[str, Value]
    """What the decision hung upon, as the rows before it tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why one row stands there."""

    row: Told
    causes: Sequence[Told]
    """What it follows from, nearest first; empty for what comes from outside."""
    decision: Replayed | None = None


def because(house: House, before: Iterable[Told], row: Told, known: Mapping[str, Policy]) -> Because:
    """Explain a row by the rows before it, oldest first; `known` holds the policies of then by their version."""
    state = StationState.fresh(house)
    earlier: list[Told] = []
    decides = row.fact.kind in past.DECISIONS
    for told in before:
        earlier.append(told)
        if decides and told.fact.kind in replay.KINDS:
            policy = known.get(str(told.fact.body.get("policy")))
            state = replay.recall(state if policy is None else past.under(state, policy), (told.fact,))
    causes = tuple(_chain(earlier, row))
    return Because(row=row, causes=causes, decision=_replayed(state, row.fact, known) if decides else None)


def _replayed(state: StationState, told: Fact, known: Mapping[str, Policy]) -> Replayed:
    version = str(told.body["policy"])
    policy = known.get(version)
    state = state if policy is None else past.under(state, policy)
    decision = past.decided_again(state, told)
    return Replayed(
        recorded=past.outcome(told),
        again="" if decision is None or policy is None else past.outcome_of(decision),
        rule=decision.rule if decision is not None and policy is not None else str(told.body.get("rule", "")),
        policy=version,
        agreement=_agreement(state, told, decision, policy),
        inputs=_inputs(state, told),
    )


def _agreement(state: StationState, told: Fact, decision: Decision | None, policy: Policy | None) -> Agreement:
    if past.by_the_reader(told):
        return "reader"
    if policy is None:
        return "policy-unknown"
    if decision is None:
        return "zone-unknown"
    if past.outcome_of(decision) == past.outcome(told):
        return "same"
    return "capacity-unknown" if _is_boundless(state, told) and past.outcome(told) == "full" else "other"


def _is_boundless(state: StationState, told: Fact) -> bool:
    return state.house.capacity(str(told.body["zone"])) == past.NO_LIMIT


def _inputs(state: StationState, told: Fact) -> dict[str, Value]:
    zone, at = str(told.body["zone"]), told.at
    found: dict[str, Value] = {
        "clock": at.clock,
        "mode": state.mode.name,
        "maintenance": state.maintenance is not None,
        "stage": rulebook.stage(state, at),
    }
    if zone in state.house.zones:
        person = told.body.get("person")
        found["inside"] = state.inside(zone)
        found["capacity"] = None if _is_boundless(state, told) else state.house.capacity(zone)
        found["places"] = (
            None
            if _is_boundless(state, told)
            else rules.places_left(state, zone, None if person is None else str(person))
        )
        found["open"] = opening.is_open(state.house, zone, at)
        found["opens"] = opening.next_text(state.house, zone, at)
    return found


def _chain(earlier: Sequence[Told], row: Told) -> Iterable[Told]:
    """What a row follows from, nearest first."""
    place, now = len(earlier), row
    for _ in range(MOST_LINKS):
        found = next(
            (n for n in range(place - 1, -1, -1) if any(_fits(link, earlier[n], now) for link in _links(now))), None
        )
        if found is None:
            return
        place, now = found, earlier[found]
        yield now


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """Rows of these kinds that agree in these fields are what a row follows from."""

    kinds: frozenset[str]
    same: tuple[tuple[str, str], ...]
    """A field of the row, and the field of the earlier one that holds the same."""
    cause: str = ""
    """How the earlier one's `cause` begins, where that is not a field of the row."""


def _link(kinds: str, *same: str) -> _Link:
    pairs = tuple((mine, its or mine) for mine, _, its in (pair.partition(":") for pair in same))
    return _Link(kinds=frozenset(kinds.split()), same=pairs)


def _fits(link: _Link, earlier: Told, row: Told) -> bool:
    if earlier.fact.kind not in link.kinds or not str(earlier.fact.body.get("cause", "")).startswith(link.cause):
        return False
    mine, its = row.fact.body, earlier.fact.body
    return all(mine.get(a) is not None and mine[a] == its.get(b) for a, b in link.same)


def _links(row: Told) -> Sequence[_Link]:
    """The links of a row's kind; what it opens with may turn on its cause."""
    kind, body = row.fact.kind, row.fact.body
    if kind == "door.unlocked":
        return _UNLOCKED.get(str(body["cause"]), ())
    if kind == "door.opened":
        return _OPENED_BY.get(str(body["cause"]), ())
    if kind == "incident.opened":
        return _of_incident(str(body["cause"]), body)
    if kind == "mode.changed" and "by" not in body:
        return (_link("mode.changed"),)  # it has ended by itself
    if kind == "mode.changed" and "smoke" in body:
        return (_Link(kinds=frozenset({"incident.opened"}), same=(), cause=f"smoke/{body['smoke']}"),)
    return _LINKS.get(kind, _LINKS.get(f"{kind.partition('.')[0]}.*", ()))


def _of_incident(cause: str, body: Mapping[str, Value]) -> Sequence[_Link]:
    """An incident follows from what was told of the same door or device, most often in the row before it."""
    kinds = _INCIDENT_CAUSES.get(cause.partition("/")[0])
    if kinds is not None:
        named = [name for name in ("door", "device", "zone") if name in body]
        return (_link(kinds, *named[:1]),)
    return (_link("device.lost", "device"),) if "device" in body else ()


_DECIDED: Final = _link("access.granted access.denied", "presentation")
_ORDERED: Final = _link("command.received", "command")
_ORDERED_DOOR: Final = (_link("command.received", "door"), _link("command.received", "door:target"))
_UNLOCKED: Final[Mapping[str, Sequence[_Link]]] = {
    "entry": (_DECIDED,),
    "exit": (_link("door.exit_requested", "door"),),
    "evacuation": (_link("mode.changed"),),
    "order": _ORDERED_DOOR,
    "selftest": (_link("selftest.started"),),
}
_OPENED_BY: Final[Mapping[str, Sequence[_Link]]] = {
    # A lock whose board has not answered yet has been told all the same.
    "entry": (_link("door.unlocked", "door", "cause"), _link("access.granted", "door")),
    "exit": (_link("door.exit_requested", "door"),),
    "evacuation": (_link("door.unlocked", "door", "cause"), _link("mode.changed")),
    "order": (_link("door.unlocked", "door", "cause"), *_ORDERED_DOOR),
    "released": (_link("door.unlocked", "door"),),
    "selftest": (_link("door.unlocked", "door"), _link("selftest.started")),
}
_OPENED: Final = _link("door.opened", "door")
_INCIDENT_CAUSES: Final[Mapping[str, str]] = {
    "door-forced": "door.forced",
    "door-held": "door.held",
    "door-propped": "door.propped",
    "lock-fault": "access.granted device.lost",
    "policy-old": "policy.aged",
    "policy-file": "policy.refused",
    "mass-revocation": "list.taken",
    "maintenance": "maintenance.started",
    "wellbeing": "wellbeing.asked",
    "canary": "canary.sent",
    "mode": "mode.changed",
}
_LINKS: Final[Mapping[str, Sequence[_Link]]] = {
    "access.not_entered": (_DECIDED,),
    "door.closed": (_OPENED,),
    "door.held": (_OPENED,),
    "door.propped": (_OPENED,),
    "visit.started": (_link("door.opened", "door"), _DECIDED),
    "visit.resumed": (_link("door.opened", "door"), _DECIDED),
    "visit.described": (_DECIDED,),
    "visit.*": (_link("visit.started visit.resumed", "visit"),),
    "consent.given": (_DECIDED,),
    "consent.withdrawn": (_link("consent.given", "person"),),
    "data.*": (_DECIDED,),
    "turn.queued": (_DECIDED,),
    "turn.started": (_link("turn.called turn.queued", "zone", "turn"), _DECIDED),
    "turn.*": (_link("turn.queued turn.called turn.started", "zone", "turn"),),
    "incident.*": (_link("incident.opened", "incident"),),
    "device.restored": (_link("device.lost", "device"),),
    "sensor.restored": (_link("sensor.lost", "sensor"),),
    "command.acted": (_ORDERED,),
    "maintenance.started": (_ORDERED,),
    "selftest.started": (_ORDERED,),
    "command.*": (_link("command.acted", "command"), _ORDERED),
    "mode.changed": (_link("command.received", "by:command"), _link("mode.changed", "by")),
    "power.lost": (_Link(kinds=frozenset({"incident.opened"}), same=(), cause="power/"),),
    "power.dropped": (_link("power.lost"),),
    "power.back": (_link("power.lost"),),
    "canary.arrived": (_link("canary.sent", "canary"),),
    "wellbeing.answered": (_link("wellbeing.asked", "zone"),),
    "maintenance.ended": (_link("maintenance.started"),),
    "selftest.checked": (_link("selftest.started", "run"),),
    "selftest.finished": (_link("selftest.started", "run"),),
    "policy.confirmed": (_link("policy.applied", "policy"),),
    "policy.aged": (_link("policy.applied policy.confirmed", "policy"),),
    "comfort.switched": (_link("command.received", "zone:target"),),
}
"""Kind -> what it follows from; `visit.*` for every kind of visits that is not named itself."""
