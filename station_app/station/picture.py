"""From the rules' state to the snapshot that the screen process shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict

import msgspec

from station_app.core import calling, loudness, opening, order_stills
from station_app.core.instant import Instant
from station_app.core.loudness import Loudness
from station_app.core.memory.incidents import Incident
from station_app.core.model import StationState
from station_app.core.nearby import Neighbour
from station_app.station.entry_picture import entry, title_of
from station_app.station.held_data import Held
from station_app.store.rows import wall_text
from station_app.wire import NearStation, Snapshot, Way

MOST_ROLES = 10
"""Of a chain, as the wire carries it."""
_DAY_MS = 86_400_000


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
    sound_device: str = ""
    """Empty for a kiosk without a loudspeaker."""
    address: str = ""
    emergency_note: str = ""
    aed: str = ""
    first_aid: str = ""
    loudness: Loudness = field(default_factory=Loudness)
    lower_edge_mm: int = 850
    """How high above the floor the screen begins."""


class Picture:
    """Publishes the newest state, and only when the screen would look different."""

    def __init__(self, face: Face, now: Callable[[], Instant], publish: Callable[[Snapshot], None]) -> None:
        self._face = face
        self._now = now
        self._publish = publish
        self._last: Snapshot | None = None
        self._held: Held | None = None
        self._state: StationState | None = None
        self._near: tuple[NearStation, ...] = ()

    def nearby(self, found: Sequence[Neighbour]) -> None:
        """Say where else somebody may go, until something else is said."""
        self._near = tuple(
            NearStation(
                name=one.name,
                distance_m=one.distance_m,
                direction=one.direction,
                places=one.places,
                age_minutes=one.age_minutes,
            )
            for one in found
        )
        if self._state is not None:
            self.show(self._state)

    def told(self, held: Held) -> None:
        """Say what is held about whoever asked last, for as long as that page stands."""
        self._held = held
        if self._state is not None:
            self.show(self._state)

    def show(self, state: StationState) -> None:
        """Take over a state."""
        if state.screen.moment != "told":
            self._held = None
        self._state = state
        snapshot = self._with_held(self._snapshot(state, self._last.serial if self._last else 0), state)
        if snapshot != self._last:
            self._last = _numbered(snapshot)
            self._publish(self._last)

    def _with_held(self, snapshot: Snapshot, state: StationState) -> Snapshot:
        held = self._held
        if held is None:
            return snapshot
        agreed = {"held_notice": held.notice, "held_occupation": held.occupation}
        if not held.visits:
            return msgspec.structs.replace(snapshot, held_visits=0, **agreed)
        at, days = self._now(), state.house.policy.retention.visits_days
        return msgspec.structs.replace(
            snapshot,
            held_visits=held.visits,
            held_since=_local_date(held.first_ms, at),
            held_until=_local_date(held.last_ms + (days + 1) * _DAY_MS, at),
            **agreed,
        )

    def _snapshot(self, state: StationState, serial: int) -> Snapshot:
        face, at = self._face, self._now()
        zone = state.house.zones[face.zone]
        is_open = opening.is_open(state.house, face.zone, at)
        return Snapshot(
            serial=serial,
            station=face.station,
            zone=zone.title,
            moment=state.screen.moment,
            reason=state.screen.reason,
            opens_at=state.screen.opens_at or ("" if is_open else opening.next_text(state.house, face.zone, at)),
            open=is_open,
            inside=state.inside(face.zone),
            capacity=state.house.capacity(face.zone),
            ways=tuple(Way(kind=kind, works=reader not in state.lost_devices) for reader, kind in face.ways.items()),
            languages=face.languages,
            utc_offset_minutes=at.utc_offset_minutes,
            help_phone=face.help_phone,
            operator=face.operator,
            retention_days=face.retention_days,
            card_on=state.card_on is not None,
            degraded=any(_degrades(incident) for incident in state.incidents.values()),
            number=state.screen.number,
            minutes=state.screen.minutes,
            told=state.told,
            confirms=state.confirms,
            cameras=bool(state.house.cameras),
            neighbour=face.neighbour,
            lower_edge_mm=face.lower_edge_mm,
            near=self._near,
            since_ms=state.screen.since.mono_ms if state.screen.since else 0,
            **_call(state),
            address=face.address,
            emergency_note=face.emergency_note,
            aed=face.aed,
            first_aid=face.first_aid,
            **_sound(face, state, at),
            **_look(state),
            **entry(state, at),
        )


class _Call(TypedDict):
    roles: tuple[str, ...]
    asked: int


def _call(state: StationState) -> _Call:
    """Whom the call for help that stands on the screen asks."""
    incident = state.incidents.get(calling.HELP)
    if incident is None or state.screen.moment != "help":
        return {"roles": (), "asked": 0}
    chain = state.house.policy.alarms.chain[:MOST_ROLES]
    return {"roles": chain, "asked": min(incident.level, len(chain) - 1)}


class _Sound(TypedDict):
    volume: int
    sound_device: str


def _sound(face: Face, state: StationState, at: Instant) -> _Sound:
    """Where and how loud this moment is said; nowhere where nothing is ever played."""
    if not face.sound_device or face.loudness.silent:
        return {"volume": 0, "sound_device": ""}
    return {"volume": loudness.volume(face.loudness, state.screen, at), "sound_device": face.sound_device}


class _Look(TypedDict):
    look: Literal["", "now", "lately"]
    look_zone: str


def _look(state: StationState) -> _Look:
    """Whether a camera is asked by order, or was a moment ago: whoever is here reads it before and afterwards."""
    if zone := order_stills.announced(state):
        return {"look": "now", "look_zone": title_of(state, zone)}
    looked = state.orders.looked
    return {"look": "lately" if looked else "", "look_zone": title_of(state, looked.value) if looked else ""}


def _local_date(wall_ms: int, at: Instant) -> str:
    return wall_text(wall_ms + at.utc_offset_minutes * 60_000)[:10]


def _degrades(incident: Incident) -> bool:
    """Whether the kiosk says that something is not well: nothing secret, and nothing that it says in full by itself."""
    return incident.cause.partition("/")[0] not in ("help", "maintenance", "mode") and not incident.silent


def _numbered(snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(snapshot, serial=snapshot.serial + 1)
