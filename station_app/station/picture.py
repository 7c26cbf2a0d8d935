"""From the rules' state to the snapshot that the screen process shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from station_app.core.model import Instant, StationState
from station_app.core.rules import next_opening
from station_app.wire import Snapshot, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the screen says of this station that never changes while it runs."""

    station: str
    zone: str
    """The zone whose door the kiosk stands at."""
    ways: Mapping[str, Literal["id-card", "code", "tag"]]
    """Reader -> what is presented to it."""
    languages: tuple[str, ...]
    help_phone: str
    operator: str
    retention_days: int
    neighbour: str = ""


class Picture:
    """Publishes the newest state, and only when the screen would look different."""

    def __init__(self, face: Face, now: Callable[[], Instant], publish: Callable[[Snapshot], None]) -> None:
        self._face = face
        self._now = now
        self._publish = publish
        self._last: Snapshot | None = None

    def show(self, state: StationState) -> None:
        """Take over a state."""
        snapshot = self._snapshot(state, self._last.serial if self._last else 0)
        if snapshot != self._last:
            self._last = _numbered(snapshot)
            self._publish(self._last)

    def _snapshot(self, state: StationState, serial: int) -> Snapshot:
        face, at = self._face, self._now()
        zone = state.house.zones[face.zone]
        is_open = state.house.policy.hours.open_at(at.local_minutes)
        return Snapshot(
            serial=serial,
            station=face.station,
            zone=zone.title,
            moment=state.screen.moment,
            reason=state.screen.reason,
            opens_at=state.screen.opens_at or ("" if is_open else next_opening(state, at)),
            open=is_open,
            inside=state.inside(face.zone),
            capacity=zone.capacity,
            ways=tuple(Way(kind=kind, works=reader not in state.lost_devices) for reader, kind in face.ways.items()),
            languages=face.languages,
            utc_offset_minutes=at.utc_offset_minutes,
            help_phone=face.help_phone,
            operator=face.operator,
            retention_days=face.retention_days,
            card_on=state.card_on is not None,
            degraded=bool(state.incidents.keys() - {"help", "maintenance"}),
            neighbour=face.neighbour,
        )


def _numbered(snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(snapshot, serial=snapshot.serial + 1)
