"""Finds what is plugged in where by talking: a port is believed only what one driver was answered.

Only drivers whose own `Search` allows asking are tried: they promise to send nothing but harmless reads.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from hardware.catalog import KINDS, BuildRequest, Device, DeviceKind
from hardware.clock import Clock
from hardware.devices.readings import Reading
from hardware.devices.searching import Search
from hardware.errors import DeviceFault
from hardware.links import OpenLink
from hardware.options import OptionValue
from station_app.selftest.commissioning.ending import ended
from station_app.selftest.commissioning.modbus_doubts import doubts_of
from station_app.selftest.commissioning.overheard import Overheard
from station_app.selftest.commissioning.secrecy import wiped
from station_app.selftest.commissioning.sights import Found, Silent

PORT_SECONDS: Final = 90.0
"""For one port; all ports are searched at the same time."""
FIRST_SECONDS: Final = 2.0
"""For a driver's usual setting: some devices need a second and a half after their port was opened."""
NEXT_SECONDS: Final = 0.8
NAMED_SECONDS: Final = 3.0
"""For one that a person has named: there is little else to try, and some greet slowly."""
_SPOKE: Final = frozenset({"bad-answer", "declined"})
"""Faults of a device that speaks this driver's language."""
_LOOK_SECONDS: Final = 0.05

USUAL_BAUDS: Final = (9600, 115200, 57600, 38400, 19200)

OpenPort = Callable[[str, int], OpenLink]
"""What opens a port, by its text in a configuration and a baud rate, each time anew."""
Progress = Callable[[str, str], None]
"""Told of each port and what is tried there now."""


class Named(Protocol):
    """What is to be searched; `talk.Search` is one."""

    @property
    def ports(self) -> tuple[str, ...]:
        """Where."""
        ...

    @property
    def driver(self) -> str:
        """The only driver to be tried; empty: all that may be."""
        ...

    @property
    def options(self) -> Mapping[str, OptionValue]:
        """What is known of it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One driver with one setting."""

    kind: DeviceKind
    baud: int
    options: Mapping[str, OptionValue] = field(default_factory=dict[str, OptionValue])
    seconds: float = NEXT_SECONDS


def tries(port: str) -> list[Try]:
    """What is tried on a port without being told, the likeliest first."""
    kinds = [kind for kind in KINDS.values() if kind.driver.search is not None and kind.driver.search.by == "asking"]
    return _in_order(port, [(kind, kind.driver.search or Search(by="asking")) for kind in kinds], {})


def tries_of(port: str, driver: str, options: Mapping[str, OptionValue]) -> list[Try]:
    """What is tried for one driver that a person has named; every rate, where the driver does not know better."""
    kind = KINDS[driver]
    how = kind.driver.search or Search(by="naming", bauds=USUAL_BAUDS)
    # what was said of it takes the place of what would be tried
    varied = tuple(variant for variant in how.variants if not options.keys() & variant.keys())
    every = _in_order(port, [(kind, replace(how, variants=varied))], options)
    return [replace(one, seconds=NAMED_SECONDS) for one in every]


def _in_order(port: str, kinds: list[tuple[DeviceKind, Search]], options: Mapping[str, OptionValue]) -> list[Try]:
    """A serial server's baud rate is its own affair."""
    usual: list[Try] = []
    other: list[Try] = []
    variants: list[Try] = []
    both: list[Try] = []
    for kind, how in kinds:
        bauds = () if port.startswith("tcp:") else tuple(baud for baud in how.bauds if baud != kind.baud)
        varied = [{**options, **variant} for variant in how.variants]
        usual.append(Try(kind=kind, baud=kind.baud, options=options, seconds=FIRST_SECONDS))
        other += [Try(kind=kind, baud=baud, options=options) for baud in bauds]
        variants += [Try(kind=kind, baud=kind.baud, options=some) for some in varied]
        both += [Try(kind=kind, baud=baud, options=some) for baud in bauds for some in varied]
    return [one for one in (*usual, *other, *variants, *both) if _may_be(one)]


def _may_be(one: Try) -> bool:
    """Whether the driver allows these options together; some allow no defaults, like a line that needs a key."""
    try:
        one.kind.checked(one.options)
    except ValueError:
        return False
    return True


class PortSearch:
    """Looks for devices on one port."""

    def __init__(
        self, port: str, open_port: OpenPort, clock: Clock, progress: Progress, named: Named | None = None
    ) -> None:
        self._named = named
        self._port = port
        self._open_port = open_port
        self._clock = clock
        self._progress = progress
        self._heard = Overheard()
        self._doubts: tuple[str, ...] = ()
        self._until = clock.monotonic() + PORT_SECONDS

    async def run(self) -> tuple[Found | Silent, ...]:
        """What is there: one device, several that share the wire, or nothing that answers."""
        found: list[Found] = []
        named = self._named
        every = tries(self._port) if named is None else tries_of(self._port, named.driver, named.options)
        for one in every:
            if self._clock.monotonic() >= self._until:
                break
            if found and not self._may_share(one, found):
                continue
            if (hit := await self._try(one)) is not None:
                found.append(hit)
                if named is not None or KINDS[hit.driver].driver.bus_unit is None:
                    break
            elif self._heard.cannot_open or self._doubts:
                break
        return tuple(found) or (Silent(port=self._port, signs=self._heard.signs + self._doubts),)

    def _may_share(self, one: Try, found: list[Found]) -> bool:
        """Whether this try may find one more device on the wire of those that were found."""
        unit = one.kind.driver.bus_unit
        if unit is None or one.baud != found[0].baud:
            return False
        taken = {self._unit(other) for other in found}
        return unit(one.kind.checked(one.options)) not in taken

    def _unit(self, found: Found) -> int | None:
        kind = KINDS[found.driver]
        unit = kind.driver.bus_unit
        return None if unit is None else unit(kind.checked(found.options))

    async def _try(self, one: Try) -> Found | None:
        self._progress(self._port, _spoken(one))
        answered, fault = await self._asked(one)
        if answered is not None:
            return self._found(one, answered)
        return await self._try_smaller(one) if fault in _SPOKE else None

    async def _try_smaller(self, one: Try) -> Found | None:
        """It speaks and is not understood: a board with fewer relays or inputs, or one that something is wrong with."""
        how = one.kind.driver.search
        sizes = how.sizes if how is not None else ()
        if not sizes:
            return None
        # first: what two boards that talk at once agree on may look like a smaller board
        self._doubts = await doubts_of(self._open_port(self._port, one.baud), self._clock)
        for size in sizes if not self._doubts else ():
            smaller = replace(one, options={**one.options, **size})
            answered, fault = await self._asked(smaller)
            if answered is not None:
                return self._found(smaller, answered)
            if fault not in _SPOKE:
                return None
        return None

    async def _asked(self, one: Try) -> tuple[dict[str, str] | None, str]:
        """What the device tells of itself, if it answers this very driver; else the fault's code."""
        open_link = self._heard.on(self._open_port(self._port, one.baud))
        async with at_work(one, open_link, self._clock) as device:
            until = self._clock.monotonic() + one.seconds
            while device.health.state == "unknown" and self._clock.monotonic() < until:
                await self._clock.sleep(_LOOK_SECONDS)
            try:
                if device.health.state != "works":
                    return None, device.health.fault.code if device.health.fault else "no-answer"
                proof = await device.prove()
            except DeviceFault as fault:
                return None, fault.code
        # a device that a person has named and that answers nobody is believed to be there
        believed = proof.answered or self._named is not None
        return (dict(proof.details), "") if believed else (None, "no-answer")

    def _found(self, one: Try, details: dict[str, str]) -> Found:
        signs = ("echo",) if self._heard.echoes else ()
        return Found(
            port=self._port,
            driver=one.kind.name,
            baud=one.baud,
            options=dict(one.options),
            details=details,
            signs=signs,
        )


@asynccontextmanager
async def at_work(one: Try, open_link: OpenLink, clock: Clock) -> AsyncGenerator[Device, None]:
    """The device of a try, running inside; a bug of its driver is raised at the end."""
    device = one.kind.build(
        BuildRequest(
            name=one.kind.name,
            open_link=open_link,
            clock=clock,
            report=_forget,
            baud=one.baud,
            options=one.kind.checked(one.options),
        )
    )
    running = asyncio.ensure_future(device.run())
    try:
        yield device
    finally:
        await ended(running)


async def search(named: Named, open_port: OpenPort, clock: Clock, progress: Progress) -> tuple[Found | Silent, ...]:
    """Search all ports at the same time; what was found, in the order of the ports."""
    only = named if named.driver else None
    async with asyncio.TaskGroup() as group:
        searches = [group.create_task(PortSearch(port, open_port, clock, progress, only).run()) for port in named.ports]
    return tuple(one for task in searches for one in task.result())


def _forget(reading: Reading) -> None:
    """A card may lie on a reader while it is being found."""
    wiped(reading)


def _spoken(one: Try) -> str:
    options = " ".join(f"{name} {value}" for name, value in one.options.items())
    return f"{one.kind.name} {one.baud} {options}".rstrip()
