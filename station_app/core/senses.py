"""Inputs that belong to no door: what each makes of its two states. One incident a cause, over when its cause is."""

from __future__ import annotations

from typing import Final

from station_app.core import incidents
from station_app.core.events import InputMoved
from station_app.core.model import InputMeaning, StationState
from station_app.core.visits import Step

_ALARMS: Final[dict[InputMeaning, tuple[str, bool]]] = {
    "smoke": ("smoke", True),
    "leak": ("leak", True),
    "tamper": ("tamper", True),
    "power-good": ("power", False),
}
"""The incident's cause, and the state that opens it. Motion and latch tell of no mishap by themselves."""


def orphans(state: StationState) -> list[str]:
    """Open incidents of inputs that the configuration has no more, or with another meaning: nobody sees their end."""
    alarms = {name: _ALARMS.get(sense.means) for name, sense in state.house.inputs.items()}
    known = {f"{alarm[0]}/{name}" for name, alarm in alarms.items() if alarm}
    causes = {cause for cause, _ in _ALARMS.values()}
    return [cause for cause in state.incidents if cause.partition("/")[0] in causes and cause not in known]


def moved(state: StationState, event: InputMoved) -> Step:
    """Open or close what an input stands for."""
    alarm = _ALARMS.get(state.house.inputs[event.name].means)
    if alarm is None:
        return state, []
    cause, when = alarm
    act = incidents.open_one if event.on == when else incidents.close_one
    return act(state, event.at, f"{cause}/{event.name}")
