"""The mode of the whole station: normal, evacuation, lockdown, shelter. Leaving is free in every one.

Smoke begins an evacuation by itself; everything else is ordered and has an end. An evacuation outranks the others; what
stood before it comes back unless its time is over. The lock is cut by the fire contact's own wire: this only adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from station_app.core import doors, incidents, screen
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, HoldLock, Record
from station_app.core.events import DeviceWorks, Event, InputMoved, LockFailed, LockMoved, Started
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.memory.modes import Mode, ModeName, Term
from station_app.core.model import House, StationState

RELEASE_SECONDS: Final = 30.0
"""How long a door is released at a time; a board forgets it after that, so that a dead program leaves no door open."""
AGAIN_SECONDS: Final = 20.0
"""Sooner than `RELEASE_SECONDS`: no door falls back in between."""
CLEAR_SECONDS: Final = 60.0
"""Smoke that comes and goes is still smoke: so long none of it, and the evacuation is over."""
LONGEST_SECONDS: Final = 86_400.0
"""No order of a mode lasts longer."""
SMOKE: Final = "smoke"


def releases(house: House) -> list[HoldLock]:
    """The one answer to smoke; it depends on nothing that can fail."""
    return [HoldLock(door=door, seconds=RELEASE_SECONDS, cause="evacuation") for door in house.doors]


def smells(house: House, event: Event) -> bool:
    """Whether an event says smoke."""
    return type(event) is InputMoved and event.on and house.inputs[event.name].means == "smoke"


def headcount(state: StationState) -> tuple[int, int]:
    """People in the house, at least and at most: what rescuers ask first."""
    low = high = 0
    for zone in state.house.zones:
        life, inside = state.life.get(zone), state.inside(zone)
        low += inside if life is None else life.low
        high += inside if life is None else life.high
    return low, high


def refusal(state: StationState, name: str, term: Term) -> str:
    """Why a mode cannot be ordered now; empty where it can."""
    if name not in ("normal", "evacuation", "lockdown", "shelter"):
        return "unknown-value"
    if name == "normal":
        return SMOKE if state.mode.smoke is not None else ""
    if not term.seconds > 0:
        return "no-end"
    if not term.seconds <= LONGEST_SECONDS:
        return "too-long"
    if name != "evacuation" and term.since.clock == "unknown":
        return "clock-unknown"
    evacuated = state.mode.name == "evacuation"
    if evacuated and (name != "evacuation" or (term.drill and not state.mode.drill)):
        return "evacuation"
    return ""


def ordered(state: StationState, term: Term) -> Step:
    """Put an ordered mode in force; `normal` ends what was ordered. Ask `refusal` first."""
    if term.name == "normal":
        if state.mode.name == "normal":
            return state, []
        return _settled(_with(state, replace(state.mode, terms=())), term.since, term)
    beneath = tuple(t for t in state.mode.terms if term.name == "evacuation" and t.name != "evacuation")
    return _settled(_with(state, replace(state.mode, terms=(*beneath, term))), term.since, term)


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Smoke comes and goes; a device that works again may be a lock's; a restart finds a mode."""
    del before
    kind = type(event)
    if kind is InputMoved:
        assert isinstance(event, InputMoved)
        return _felt(state, event) if state.house.inputs[event.name].means == "smoke" else (state, [])
    if kind is Started:
        return _after_restart(state, event.at)
    if state.mode.name != "evacuation":
        return state, []
    if kind is DeviceWorks:
        return _released(state, event.at)
    if kind in (LockMoved, LockFailed):
        assert isinstance(event, LockMoved | LockFailed)
        return _lock_answered(state, event), []
    return state, []


def time_passed(state: StationState, at: Instant) -> Step:
    """What was ordered is over; the air is clear; the doors are released anew."""
    mode = state.mode
    if mode.name == "normal":
        return state, []
    terms = tuple(term for term in mode.terms if not _is_over(term, at))
    clear = mode.clear is not None and at.seconds_since(mode.clear) >= CLEAR_SECONDS
    if len(terms) != len(mode.terms) or clear:
        smoke = None if clear else mode.smoke
        state = _with(state, replace(mode, terms=terms, smoke=smoke, clear=None if clear else mode.clear))
    state, commands = _settled(state, at, anew=clear)
    if state.mode.name == "evacuation" and _release_left(state.mode, at) <= 0:
        state, holds = _released(state, at)
        commands = [*holds, *commands]
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a mode ends, or the doors must be released anew."""
    mode = state.mode
    if mode.name == "normal":
        return []
    waits = [term.seconds - at.seconds_since(term.since) for term in mode.terms]
    waits += [(term.until_ms - at.wall_ms) / 1000 for term in mode.terms if term.until_ms and at.clock == "trusted"]
    if mode.name == "evacuation":
        waits.append(_release_left(mode, at))
    if mode.clear is not None:
        waits.append(CLEAR_SECONDS - at.seconds_since(mode.clear))
    return waits


def left_after_reboot(since: Instant, seconds: float, at: Instant) -> float | None:
    """What is left of a time that began in another run of the machine; None where the clock cannot say."""
    passed_ms = at.wall_ms - since.wall_ms
    if passed_ms < 0 or "unknown" in (at.clock, since.clock):
        return None
    return seconds - passed_ms / 1000


def _felt(state: StationState, event: InputMoved) -> Step:
    mode = state.mode
    if event.on:
        smoking = mode.smoking | {event.name}
        # Who drills when it really burns is no longer drilling.
        terms = tuple(term for term in mode.terms if not (term.name == "evacuation" and term.drill))
        begins = mode.smoke is None
        mode = replace(mode, smoking=smoking, smoke=mode.smoke or event.at, clear=None, terms=terms)
        return _settled(_with(state, mode), event.at, anew=begins)
    if event.name in mode.smoking:
        mode = replace(mode, smoking=mode.smoking - {event.name})
        if not mode.smoking and mode.smoke is not None:
            mode = replace(mode, clear=event.at)
        state = _with(state, mode)
    return state, []


def _after_restart(state: StationState, at: Instant) -> Step:
    mode = state.mode
    if mode.name == "normal":
        return _told_as_incident(state, at)
    inputs = state.house.inputs
    # Detectors that joined in later are in no change of the mode; their incidents tell of them.
    told = mode.smoking | {cause.partition("/")[2] for cause in state.incidents if cause.startswith("smoke/")}
    smoking = frozenset(name for name in told if name in inputs and inputs[name].means == "smoke")
    clear = at if mode.smoke is not None and not smoking else None
    found = [_resumed(term, at) for term in mode.terms]
    terms = tuple(term for term in found if term is not None)
    state = _with(state, replace(mode, smoking=smoking, clear=clear, terms=terms, released=None, open=frozenset()))
    state, commands = _settled(state, at)
    state, mended = _told_as_incident(state, at)
    state, shown = screen.rest(state)
    commands = [*commands, *mended, *shown]
    if state.mode.name == "evacuation" and state.mode.released is None:
        state, holds = _released(state, at)
        commands = [*holds, *commands]
    return state, commands


def _resumed(term: Term, at: Instant) -> Term | None:
    """What a reboot leaves of an order; where the clock cannot tell, nobody stays locked out."""
    if term.since.boot == at.boot:
        return None if _is_over(term, at) else term
    until = term.until_ms or term.since.wall_ms + round(term.seconds * 1000)
    left = left_after_reboot(term.since, term.seconds, at)
    if left is None:
        return replace(term, since=at) if term.name == "evacuation" else None
    return replace(term, since=at, seconds=left, until_ms=until) if left > 0 else None


def _is_over(term: Term, at: Instant) -> bool:
    by_wall = term.until_ms > 0 and at.clock == "trusted" and at.wall_ms >= term.until_ms
    return by_wall or at.seconds_since(term.since) >= term.seconds


def _settled(state: StationState, at: Instant, because: Term | None = None, *, anew: bool = False) -> Step:
    """Bring in force what outranks the rest, and tell of it where it is `anew` or something else than before."""
    mode, now = state.mode, _in_force(state.mode)
    if (now.name, now.by, now.drill) == (mode.name, mode.by, mode.drill) and because is None and not anew:
        return state, []
    if now.name != mode.name:
        now = replace(now, since=at, open=frozenset())
    state = _with(state, now)
    state, holds = _released(state, at) if now.name == "evacuation" else (state, [])
    changed = _changed(state, at, because)
    state, told = _told_as_incident(state, at)
    state, shown = screen.rest(state)
    return state, [*holds, changed, *told, *shown]


def _in_force(mode: Mode) -> Mode:
    for name in ("evacuation", "lockdown", "shelter"):
        term = next((term for term in mode.terms if term.name == name), None)
        if term is not None:
            seconds, by, reason, drill = term.seconds, term.by, term.reason, term.drill
            return replace(mode, name=term.name, since=term.since, seconds=seconds, by=by, reason=reason, drill=drill)
        if name == "evacuation" and mode.smoke is not None:
            return replace(mode, name=name, since=mode.smoke, seconds=0.0, by=SMOKE, reason="", drill=False)
    return Mode(smoking=mode.smoking)


def _changed(state: StationState, at: Instant, because: Term | None) -> Record:
    mode = state.mode
    low, high = headcount(state)
    term = next((term for term in mode.terms if term.name == mode.name), None)
    by, reason = (because.by, because.reason) if because else (mode.by, mode.reason)
    body = {
        "mode": mode.name,
        "by": by or None,
        "reason": reason or None,
        "seconds": None if term is None else round(max(1.0, term.seconds - at.seconds_since(term.since))),
        "drill": True if mode.drill else None,
        "smoke": " ".join(sorted(mode.smoking)) if mode.smoke is not None else None,
    }
    return Record(fact=fact("mode.changed", at, **body, low=low, high=high))


def _told_as_incident(state: StationState, at: Instant) -> Step:
    """The mode in force is an incident, marked where it is a drill; none other of its kind is open."""
    mode = state.mode
    cause = f"mode/{mode.name}"
    commands: list[Command] = []
    for name, incident in state.incidents.items():
        if name.startswith("mode/") and (name != cause or incident.drill != mode.drill):
            state, closed = incidents.close_one(state, at, name)
            commands += closed
    if mode.name != "normal":
        state, opened = incidents.open_one(state, at, cause, drill=mode.drill)
        commands += opened
    return state, commands


def _released(state: StationState, at: Instant) -> Step:
    held = {name: doors.holding(door, at, RELEASE_SECONDS) for name, door in state.doors.items()}
    state = replace(state, doors=held, mode=replace(state.mode, released=at))
    return state, list[Command](releases(state.house))


def _lock_answered(state: StationState, event: LockMoved | LockFailed) -> StationState:
    door, mode = event.hold.door, state.mode
    if event.hold.cause != "evacuation" or (door in mode.open) == isinstance(event, LockMoved):
        return state
    return _with(state, replace(mode, open=mode.open ^ {door}))


def _release_left(mode: Mode, at: Instant) -> float:
    return 0.0 if mode.released is None else AGAIN_SECONDS - at.seconds_since(mode.released)


def _with(state: StationState, mode: Mode) -> StationState:
    return replace(state, mode=mode)


def _recalled(state: StationState, told: Fact) -> StationState:
    body = told.body
    name = cast(ModeName, body["mode"])
    by, reason, drill = str(body.get("by") or ""), str(body.get("reason") or ""), body.get("drill") is True
    seconds = float(body.get("seconds") or 0.0)
    beneath = tuple(t for t in state.mode.terms if name == "evacuation" and t.name != "evacuation")
    if seconds:
        term = Term(name=name, since=told.at, seconds=seconds, by=by, reason=reason, drill=drill)
        beneath = (*beneath, term)
    smoke = body.get("smoke")
    mode = Mode(
        terms=beneath,
        smoke=None if smoke is None else told.at,
        smoking=frozenset(str(smoke or "").split()),
    )
    return _with(state, replace(_in_force(mode), since=told.at))


RECALLS: Final[Mapping[str, Recall]] = {"mode.changed": _recalled}
"""Kind of fact -> what it leaves in mind."""
