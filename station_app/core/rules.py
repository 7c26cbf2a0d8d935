"""Who may enter, and why not. A decision is a value; writing it down is `flow`'s business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from station_app.core import visits
from station_app.core.events import Known, Presented, Unknown
from station_app.core.hours import DAY
from station_app.core.model import Door, Grant, Instant, StationState
from station_app.core.reasons import Denial

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local time by an offset that the event carries


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one presentation."""

    denial: Denial | None = None
    repeat: bool = False
    """The same person within the counting time: admitted, not counted again."""

    @property
    def granted(self) -> bool:
        """Whether the door may open."""
        return self.denial is None


def decide(state: StationState, event: Presented, door: Door) -> Decision:
    """Judge a presentation: is it genuine, still valid, is the station open, is there room."""
    if event.credential == "staff" and isinstance(event.finding, Known):
        return Decision()  # neither hours nor room nor maintenance keep staff out
    if state.maintenance is not None:
        return Decision(denial="maintenance")
    if isinstance(event.finding, Unknown):
        return Decision(denial=event.finding.reason)
    if event.credential == "union-card" and state.house.policy.union_cards == "refuse":
        return Decision(denial="card-not-accepted")
    return _decide_known(state, event.finding, door, event.at)


def _decide_known(state: StationState, known: Known, door: Door, at: Instant) -> Decision:
    policy = state.house.policy
    if _card_expired(known, at):
        return Decision(denial="card-expired")
    if known.pass_id is not None and known.pass_id in state.used_passes:
        return Decision(denial="pass-used")
    if not policy.hours.open_at(at.local_minutes):
        return Decision(denial="closed")
    inside_already = visits.is_inside(state, known.person, door.zone)
    if not inside_already and _places_left(state, door.zone, known.person) <= 0:
        return Decision(denial="full")
    return Decision(repeat=visits.recent_visit(state, known.person, door.zone, at) is not None)


def _card_expired(known: Known, at: Instant) -> bool:
    # A dead clock battery must not lock anybody out: without a believable date no card is called expired.
    if known.valid_until is None or at.clock == "unknown":
        return False
    return local_date(at) > known.valid_until


def _places_left(state: StationState, zone: str, person: str | None) -> int:
    doors = [now for name, now in state.doors.items() if state.house.doors[name].zone == zone]
    # A grant nobody has used yet keeps its place; one's own is not counted against oneself.
    granted = sum(1 for now in doors for grant in now.grants if _takes_place(grant, person))
    return state.house.zones[zone].capacity - state.inside(zone) - granted


def _takes_place(grant: Grant, person: str | None) -> bool:
    return grant.credential != "staff" and (person is None or grant.person != person)


def next_opening(state: StationState, at: Instant) -> str:
    """`weekday HH:MM` of the next opening in local time (weekday 0 is Monday), empty when there is none."""
    minute = state.house.policy.hours.next_opening(at.local_minutes)
    if minute is None:
        return ""
    day, rest = divmod(minute, DAY)
    return f"{day} {rest // 60:02d}:{rest % 60:02d}"


def local_date(at: Instant) -> str:
    """YYYYMMDD at the station."""
    local = EPOCH + timedelta(minutes=at.wall_ms // 60_000 + at.utc_offset_minutes)
    return f"{local:%Y%m%d}"
