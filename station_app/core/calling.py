"""Where a call for help stands: who is asked, for how long until the next one is, whether somebody has taken it on.

The kiosk tells it as it is. While somebody is asked it stays on the screen; whoever comes to the door meanwhile is
answered first. A mode or maintenance is told again after half a minute.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from station_app.core import screen
from station_app.core.answer import Step
from station_app.core.events import Event
from station_app.core.instant import Instant
from station_app.core.memory.incidents import Incident
from station_app.core.model import Screen, StationState

HELP: Final = "help"
AGAIN_SECONDS: Final = 1.5
"""Pressed again sooner, the key was pressed once."""
TAKEN_SECONDS: Final = 60.0
UNANSWERED_SECONDS: Final = 120.0

Stage = Literal["asked", "taken", "unanswered"]
_REASONS: Final[dict[Stage, str]] = {"asked": "", "taken": "taken", "unanswered": "unanswered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call for help at a moment."""

    stage: Stage
    seconds: float = 0.0
    """Until the next role is asked, or, of the last one, until nobody has answered; 0 where nobody is asked."""

    @property
    def minutes(self) -> int:
        """The same as people are told it: whole minutes, never too few."""
        return math.ceil(self.seconds / 60)


def is_last(state: StationState, incident: Incident) -> bool:
    """Whether nobody is left to be asked after its owner."""
    return incident.level >= len(state.house.policy.alarms.chain) - 1


def patience(state: StationState, incident: Incident) -> float:
    """Seconds that each role has to answer."""
    alarms = state.house.policy.alarms
    return float(alarms.help_escalate_seconds if incident.severity == "urgent" else alarms.escalate_minutes * 60)


def left(state: StationState, incident: Incident, at: Instant) -> float:
    """Seconds that its owner still has to answer; below 0 where they are over."""
    return patience(state, incident) - at.seconds_since(incident.asked or incident.since)


def standing(state: StationState, at: Instant) -> Call | None:
    """Where the call for help stands; None where nobody has called."""
    incident = state.incidents.get(HELP)
    return None if incident is None else _standing(state, incident, at)


def pressed(state: StationState, at: Instant) -> Step:
    """Somebody has pressed for help: say where the call stands. Presses at one page are counted."""
    call, now = _standing(state, state.incidents[HELP], at), state.screen
    since = now.since if now.moment == "help" else None
    if since is None:
        return screen.help_said(state, _screen(state, call, 1, at))
    if at.seconds_since(since) < AGAIN_SECONDS:
        return state, []
    return screen.help_said(state, _screen(state, call, now.number + 1, at))


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """What has become of a call is told to whoever waits, and to nobody in place of what happens at the door."""
    shown, call = state.screen, standing(state, event.at)
    if call is None:
        return screen.rest(state) if shown.moment == "help" else (state, [])
    if shown.moment not in ("idle", "help"):
        return state, []
    moved = _asked(before) != _asked(state)
    if shown.moment == "idle" and call.stage != "asked" and not moved:
        return state, []  # it was told for long enough
    if shown.moment == "help" and shown.reason == _REASONS[call.stage] and not moved:
        said = _screen(state, call, shown.number, shown.since)  # only minutes have passed
    else:
        said = _screen(state, call, max(1, shown.number), event.at)
    return (state, []) if said == shown else screen.help_said(state, said)


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until the waiting time that is shown is another, or over."""
    call = standing(state, at) if state.screen.moment == "help" else None
    return [call.seconds - 60 * (call.minutes - 1)] if call is not None and call.stage == "asked" else []


def _standing(state: StationState, incident: Incident, at: Instant) -> Call:
    if incident.acknowledged_by:
        return Call(stage="taken")
    seconds = left(state, incident, at)
    if seconds <= 0 and is_last(state, incident):
        return Call(stage="unanswered")
    return Call(stage="asked", seconds=max(0.0, seconds))


def _asked(state: StationState) -> tuple[str, int, str] | None:
    incident = state.incidents.get(HELP)
    return None if incident is None else (incident.id, incident.level, incident.acknowledged_by)


def _screen(state: StationState, call: Call, number: int, since: Instant | None) -> Screen:
    calm = state.mode.name == "normal" and state.maintenance is None
    stands = {"asked": 0.0 if calm else screen.HELP_SECONDS, "taken": TAKEN_SECONDS, "unanswered": UNANSWERED_SECONDS}
    return Screen(
        moment="help",
        reason=_REASONS[call.stage],
        since=since,
        seconds=stands[call.stage],
        number=number,
        minutes=call.minutes,
    )
