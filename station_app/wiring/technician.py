"""Joins the technician's desk to a core: what it may touch, what it hears, and its two doors, screen and socket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hardware.catalog import KINDS
from station_app.core.events import Event
from station_app.core.model import StationState
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.selftest.desk import Desk
from station_app.selftest.ears import Ears
from station_app.selftest.house import hash_of
from station_app.selftest.plan import plan
from station_app.selftest.runner import Spawn
from station_app.selftest.under_test import Guide, HubStanding, UnderTest
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.store.journal import Journal
from station_app.wire import Service, Sound
from station_app.wiring.devices import Bench

if TYPE_CHECKING:
    from station_app.wiring.core_process import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a core that the self-test looks at."""

    choices: Choices
    bench: Bench
    journal: Journal
    keys: Keys
    identity: Identity
    stamp: Stamp
    shell: Shell
    ears: Ears
    hub: Callable[[], HubStanding]
    sound: Callable[[], Sound]


class _Nobody:
    """Stands where the desk puts its own guide."""

    async def ask(self, step: str, device: str, within: float) -> bool | None:
        """Nobody answers."""
        del step, device, within
        return None

    def tell(self, step: str, device: str, within: float, *, done: int = 0, of: int = 0) -> None:
        """Nobody hears."""

    def seen(self) -> None:
        """Nobody was seen."""


def build_desk(parts: Parts, publish: Callable[[Service], None], spawn: Spawn) -> Desk:
    """The desk of one station."""
    settings = parts.choices.settings
    kinds = {name: KINDS[table.driver] for name, table in settings.devices.items()}
    roles = {name: kind.roles for name, kind in kinds.items()}
    config = parts.choices.config
    nobody: Guide = _Nobody()
    shell = parts.shell

    def put(event: Event) -> None:
        shell.put(event)

    def state() -> StationState:
        return shell.state

    station = UnderTest(
        settings=settings,
        config=config,
        config_hash=(hash_of(config) if config else None) or "",
        data=parts.choices.data,
        devices=parts.bench.devices,
        roles=roles,
        taps=parts.bench.taps,
        decoders={name: kind.driver.decode for name, kind in kinds.items()},
        journal=parts.journal,
        keys=parts.keys,
        identity=parts.identity,
        hub=parts.hub,
        stamp=parts.stamp,
        put=put,
        state=state,
        unrecorded=lambda: shell.unrecorded,
        ears=parts.ears,
        guide=nobody,
        past=lambda _check: [],
        sound=parts.sound,
    )
    host_timed = frozenset(name for name, kind in kinds.items() if not kind.driver.times_pulses)
    checks = plan(settings, roles, host_timed=host_timed, file=config is not None)
    return Desk(station, checks, publish, spawn)
