"""Inputs that belong to no door: what each makes of its states. One incident a cause, over when its cause is.

An input is on, off or unknown. Unknown is neither: it ends nothing that stands open and begins nothing but the fault
of being missing, a minute after its board has gone or the program has come up without a word from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core import alarms, incidents, screen
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import DeviceFailed, Event, HelpAsked, InputMoved, Started
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.core.memory.life import InputState
from station_app.core.model import InputMeaning, StationState

_ALARMS: Final[dict[InputMeaning, tuple[str, bool]]] = {
    "smoke": ("smoke", True),
    "leak": ("leak", True),
    "tamper": ("tamper", True),
    "power-good": ("power", False),
}
"""The incident's cause, and the state that opens it. Motion, latch and the key 确认 tell of no mishap."""

SPEAK_SECONDS: Final = 60.0
"""An input that is unknown for so long is missing: a board that comes back at once is no fault of its inputs."""
SILENT_SECONDS: Final = 3 * 86_400.0
SILENT_ENTRIES: Final = 5
"""A motion sensor that has not changed for so long, while so many came in past it, sees nothing."""

_MISSING: Final = "sensor"
_SEES_NOTHING: Final = "sensor-silent"


def orphans(state: StationState) -> list[str]:
    """Open incidents of inputs that the configuration has no more, or with another meaning: nobody sees their end."""
    known: set[str] = set()
    for name, sense in state.house.inputs.items():
        alarm = _ALARMS.get(sense.means)
        known |= {f"{_MISSING}/{name}", *([f"{alarm[0]}/{name}"] if alarm else [])}
        known |= {f"{_SEES_NOTHING}/{name}"} if sense.means == "motion" else set()
    causes = {cause for cause, _ in _ALARMS.values()} | {_MISSING, _SEES_NOTHING}
    return [cause for cause in state.incidents if incidents.kind_of(cause) in causes and cause not in known]


def unknown(state: StationState, board: str, at: Instant) -> StationState:
    """A board is gone: what its inputs said last is no longer true."""
    lost = [name for name, sense in state.house.inputs.items() if sense.board == board and _is_known(state, name)]
    gone = dict.fromkeys(lost, InputState(since=at))
    return replace(state, inputs={**state.inputs, **gone}) if lost else state


def moved(state: StationState, event: InputMoved) -> Step:
    """Open or close what an input stands for; whatever it says, it is there."""
    name = event.name
    state, commands = _speaks(state, event)
    means = state.house.inputs[name].means
    if means == "help":
        if not event.on:
            return state, commands
        state, called = alarms.help_asked(state, HelpAsked(at=event.at))
        return state, [*commands, *called]
    if means == "confirm" and event.on:
        state = replace(state, confirms=state.confirms + 1)
        return state, [*commands, *screen.refreshed(state)]
    alarm = _ALARMS.get(means)
    if alarm is None:
        return state, commands
    cause, when = alarm
    act = incidents.open_one if event.on == when else incidents.close_one
    state, told = act(state, event.at, f"{cause}/{name}")
    return state, [*commands, *told]


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Nothing is known yet after a start; somebody comes in past a motion sensor."""
    if type(event) is Started:
        silent = [name for name in state.house.inputs if name not in state.inputs]
        fresh = dict.fromkeys(silent, InputState(since=event.at))
        return (replace(state, inputs={**state.inputs, **fresh}) if silent else state), []
    if state.visits is before.visits or type(event) is DeviceFailed or not state.house.inputs:
        return state, []
    return _passed_by(before, state, event.at)


def time_passed(state: StationState, at: Instant) -> Step:
    """An input that should have spoken by now is missing."""
    commands: list[Command] = []
    for name, now in state.inputs.items():
        if now.on is not None or now.since is None or f"{_MISSING}/{name}" in state.incidents:
            continue
        if name not in state.house.inputs or at.seconds_since(now.since) < SPEAK_SECONDS:
            continue
        commands.append(Record(fact=fact("sensor.lost", at, sensor=name)))
        state, opened = incidents.open_one(state, at, f"{_MISSING}/{name}", device=name)
        commands += opened
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until an input that has not spoken is missing."""
    return [
        SPEAK_SECONDS - at.seconds_since(now.since)
        for name, now in state.inputs.items()
        if now.on is None and now.since is not None and f"{_MISSING}/{name}" not in state.incidents
    ]


def _is_known(state: StationState, name: str) -> bool:
    now = state.inputs.get(name)
    return now is None or now.on is not None


def _speaks(state: StationState, event: InputMoved) -> Step:
    name, known = event.name, state.inputs.get(event.name)
    if known is not None and known.on == event.on:
        return state, []
    state = replace(state, inputs={**state.inputs, name: InputState(on=event.on, since=event.at)})
    commands: list[Command] = []
    state, closed = incidents.close_one(state, event.at, f"{_MISSING}/{name}", device=name)
    if closed:
        commands = [Record(fact=fact("sensor.restored", event.at, sensor=name)), *closed]
    if known is not None and known.on is not None:  # it has changed before our eyes: it sees
        state, closed = incidents.close_one(state, event.at, f"{_SEES_NOTHING}/{name}", device=name)
        commands += closed
    return state, commands


def _passed_by(before: StationState, state: StationState, at: Instant) -> Step:
    zones = [visit.zone for name, visit in state.visits.items() if visit.inside and name not in before.visits]
    commands: list[Command] = []
    for name, sense in state.house.inputs.items() if zones else ():
        now = state.inputs.get(name)
        came = zones.count(state.house.sensed(name) or "") if sense.means == "motion" else 0
        if not came or now is None or now.on is None or now.since is None:
            continue
        entries = now.entries + came
        state = replace(state, inputs={**state.inputs, name: replace(now, entries=entries)})
        if entries > SILENT_ENTRIES and at.seconds_since(now.since) >= SILENT_SECONDS:
            state, opened = incidents.open_one(state, at, f"{_SEES_NOTHING}/{name}", device=name)
            commands += opened
    return state, commands


RECALLS: Final[Mapping[str, Recall]] = {}
"""Kind of fact -> what it leaves in mind. What inputs say is said anew after every start."""
