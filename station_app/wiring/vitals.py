"""What a station tells the hub of itself now, gathered from its parts. No person is in it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from station_app import __version__
from station_app.core import occupancy, opening, rulebook
from station_app.core.instant import Instant
from station_app.core.model import DoorState, StationState
from station_app.selftest.readiness import verdict_of
from station_app.store.extent import Extent
from station_app.store.faults import StoreFault
from station_app.upstream.vitals_message import CameraNow, DeviceNow, DoorNow, TestedNow, Vitals, ZoneNow
from station_app.wire import CheckRow

LONGEST_DAYS: Final = 3650
"""A disk that lasts longer is told as this."""
_MOST_BACKLOG: Final = 2**31 - 1


class Health(Protocol):
    """How a device is."""

    @property
    def state(self) -> str:
        """works, lost or unknown."""
        ...

    @property
    def fault(self) -> object | None:
        """Why it is lost."""
        ...


class Device(Protocol):
    """What is asked of a device."""

    @property
    def health(self) -> Health:
        """How it is."""
        ...


class Moments(Protocol):
    """What is asked of whoever stamps events."""

    def now(self) -> Instant:
        """This moment."""
        ...


class Journal(Protocol):
    """What is asked of the journal."""

    @property
    def troubles(self) -> frozenset[str]:
        """What somebody should look after."""
        ...

    async def extent(self) -> Extent:
        """How far it reaches. Raises StoreFault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The parts of a station that are looked at."""

    station: str
    data: Path
    stamp: Moments
    state: Callable[[], StationState]
    devices: Mapping[str, Device]
    journal: Journal
    checks: Callable[[], Sequence[CheckRow]]
    backlog: Callable[[], int]
    sound: Callable[[], str] = lambda: ""
    """Whether the screen can be heard."""


class VitalsGather:
    """Looks at the station."""

    def __init__(self, looked: Looked) -> None:
        self._looked = looked
        self._unsent: int | None = None
        self._disk_days: int | None = None

    async def __call__(self, *, whole: bool) -> Vitals:
        """How the station is; `whole`: what has to be read from the disk is read anew, too."""
        if whole:
            await self._read_disk()
        looked = self._looked
        at, state = looked.stamp.now(), looked.state()
        return Vitals(
            station=looked.station,
            boot=at.boot,
            mono_ms=max(0, at.mono_ms),
            wall_ms=max(0, at.wall_ms),
            clock=at.clock,
            version=__version__,
            mode=state.mode.name,
            maintenance=state.maintenance is not None,
            mains=state.power.lost is None,
            doors=_doors(state),
            devices=tuple(_device(name, device.health) for name, device in looked.devices.items()),
            zones=_zones(state, at),
            cameras=_cameras(state),
            policy=state.house.policy.number,
            policy_days=rulebook.age_days(state, at),
            policy_stage=rulebook.stage(state, at),
            backlog=min(looked.backlog(), _MOST_BACKLOG),
            oldest_unsent_ms=self._unsent,
            disk_days=self._disk_days,
            troubles=tuple(sorted(looked.journal.troubles)),
            tested=tested(looked.checks()),
            sound=looked.sound(),
        )

    async def _read_disk(self) -> None:
        # A disk that cannot be read now is told by the journal's troubles; the last figures stand.
        with contextlib.suppress(StoreFault, OSError):
            extent = await self._looked.journal.extent()
            free = (await asyncio.to_thread(shutil.disk_usage, self._looked.data)).free
            self._unsent = None if extent.oldest_unsent_ms is None else max(0, extent.oldest_unsent_ms)
            self._disk_days = min(LONGEST_DAYS, free // extent.bytes_a_day)


def tested(checks: Sequence[CheckRow]) -> TestedNow:
    """What the self-test's checks said last."""
    made = [row.at_ms for row in checks if row.at_ms > 0]
    return TestedNow(
        verdict=verdict_of(checks, lost=False),
        oldest_ms=min(made, default=0),
        failed=sum(row.state in {"red", "unfinished"} for row in checks),
        never=sum(row.state == "never" for row in checks),
    )


def _doors(state: StationState) -> tuple[DoorNow, ...]:
    """A private zone's doors are left out: whoever watches one knows when somebody comes and goes."""
    house = state.house
    return tuple(
        DoorNow(name=name, zone=door.zone, contact=state.doors[name].contact, wrong=_wrong(state.doors[name]))
        for name, door in house.doors.items()
        if not house.is_private(door.zone)
    )


def _wrong(door: DoorState) -> Literal["", "held", "propped", "forced", "unseen"]:
    if door.forced:
        return "forced"
    if door.propped:
        return "propped"
    if door.held:
        return "held"
    return "unseen" if door.unseen is not None else ""


def _device(name: str, health: Health) -> DeviceNow:
    fault = getattr(health.fault, "code", "")
    return DeviceNow(name=name, works=health.state == "works", fault=fault if health.state == "lost" else "")


def _cameras(state: StationState) -> tuple[CameraNow, ...]:
    """Those that an order could be about; a policy may have made a zone private since the config was read."""
    house = state.house
    return tuple(
        CameraNow(name=one.name, zone=house.rule(one.zone).title or house.zones[one.zone].title)
        for one in house.cameras.values()
        if one.remote and not house.is_private(one.zone)
    )


def _zones(state: StationState, at: Instant) -> tuple[ZoneNow, ...]:
    """The kiosk's zone first: it is the one that people come for."""
    first = state.house.kiosk_zone
    names = [first, *(name for name in state.house.zones if name != first)]
    return tuple(_zone(state, name, at) for name in names)


def _zone(state: StationState, name: str, at: Instant) -> ZoneNow:
    house = state.house
    is_open = opening.is_open(house, name, at)
    comfort = state.comfort.get(name)
    warmth = comfort.temperature if comfort is not None else None
    return ZoneNow(
        name=name,
        title=house.rule(name).title or house.zones[name].title,
        private=house.is_private(name),
        inside=occupancy.shown(state, name),
        capacity=house.capacity(name),
        open=is_open,
        opens_at="" if is_open else opening.next_text(house, name, at),
        temperature=round(warmth, 1) if warmth is not None and -100 <= warmth <= 200 else None,
    )
