"""Does what a question's action says: searches, listens, watches and pulses on real ports."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from hardware.catalog import KINDS, BuildRequest, Device, Inputs, Relays
from hardware.clock import Clock
from hardware.devices.readings import (
    CardSeen,
    CardUnreadable,
    CodeRead,
    DeviceLost,
    InputChanged,
    Reading,
    TagRead,
)
from hardware.errors import DeviceFault
from hardware.links.shared import SharedPort
from hardware.links.turns import Turns
from station_app.selftest.commissioning.ears import Ears
from station_app.selftest.commissioning.ending import ended
from station_app.selftest.commissioning.search import OpenPort, Progress, search
from station_app.selftest.commissioning.secrecy import wiped
from station_app.selftest.commissioning.sights import Move, Refused, Rest, Shown, Sight, Trouble, Wired
from station_app.selftest.commissioning.talk import Action, Answer, Listen, Pulse, Question, Search, Watch

SETTLE_SECONDS: Final = 0.3
"""After a person has answered: an input that just moved is still being debounced."""
START_SECONDS: Final = 3.0
"""In which a device that was found before answers again."""

Ask = Callable[[Question], Awaitable[str]]
"""Shows a question and gives what was said; for `tell` it returns at once."""


class Hands:
    """The devices that were found, kept at work while the conversation needs them. One conversation, one loop."""

    def __init__(self, open_port: OpenPort, clock: Clock, progress: Progress) -> None:
        self._open_port = open_port
        self._clock = clock
        self._progress = progress
        self._devices: dict[str, tuple[Wired, Device, asyncio.Task[None]]] = {}
        self._wires: dict[str, tuple[SharedPort, Turns]] = {}
        self._readings: list[Reading] = []
        self._noting = False

    async def answer(self, question: Question, ask: Ask) -> Answer:
        """Ask a person, and do and see what belongs to it."""
        said, seen = await self._act(question.action, question, ask)
        return Answer(code=question.code, said=said, seen=seen)

    async def close(self) -> None:
        """Let go of every port."""
        await self._let_go(list(self._devices))

    async def _act(self, action: Action | None, question: Question, ask: Ask) -> tuple[str, tuple[Sight, ...]]:
        match action:
            case None:
                return await ask(question), ()
            case Search(ports=ports):
                await self._free(ports)
                said = await ask(question)
                return said, await search(action, self._open_port, self._clock, self._progress)
            case Listen(ports=ports):
                await self._free(ports)
                return await self._listen(ports, question, ask)
            case Watch(devices=devices):
                await self._need(devices)
                return await self._watch(question, ask, self._clock.monotonic(), ())
            case Pulse(devices=devices):
                await self._need(devices)
                return await self._pulse(action, question, ask)

    async def _listen(self, ports: tuple[str, ...], question: Question, ask: Ask) -> tuple[str, tuple[Sight, ...]]:
        listening = asyncio.ensure_future(Ears(self._open_port, self._clock).listen(ports))
        asking = asyncio.ensure_future(ask(question))
        try:
            await asyncio.wait([listening, asking], return_when=asyncio.FIRST_COMPLETED)
            if not listening.done():
                await self._clock.sleep(SETTLE_SECONDS)  # the person was as fast as the reader
            heard = listening.result() if listening.done() else ()
            said = asking.result() if asking.done() else ""
        finally:
            await ended(listening, asking)
        return said, heard

    async def _watch(
        self, question: Question, ask: Ask, since: float, seen: tuple[Sight, ...]
    ) -> tuple[str, tuple[Sight, ...]]:
        before = self._inputs()
        self._readings.clear()
        self._noting = True
        try:
            said = await ask(question)
            await self._clock.sleep(SETTLE_SECONDS)
        finally:
            self._noting = False
        self._raise_bugs()
        after = self._inputs()
        rests = [Rest(device=name, before=states, after=after[name]) for name, states in before.items()]
        sights = [sight for reading in self._readings if (sight := _sight(reading, since)) is not None]
        return said, (*seen, *rests, *sights)

    async def _pulse(self, pulse: Pulse, question: Question, ask: Ask) -> tuple[str, tuple[Sight, ...]]:
        board = self._devices[pulse.device][1]
        assert isinstance(board, Relays), f"{pulse.device} has no relays"
        seen: tuple[Sight, ...] = ()
        since = self._clock.monotonic()
        try:
            await board.hold(pulse.relay, pulse.seconds)
        except DeviceFault as fault:
            seen = (Refused(device=pulse.device, fault=fault.code),)
        try:
            return await self._watch(question, ask, since, seen)
        finally:
            with suppress(DeviceFault):  # a board that counts by itself lets go anyway
                await board.release(pulse.relay)

    def _inputs(self) -> dict[str, tuple[bool | None, ...]]:
        devices = {name: device for name, (_, device, _) in self._devices.items()}
        return {name: device.inputs for name, device in devices.items() if isinstance(device, Inputs) and device.inputs}

    async def _need(self, devices: tuple[Wired, ...]) -> None:
        """Have exactly these at work."""
        unwanted = [name for name, (wired, _, _) in self._devices.items() if wired not in devices]
        await self._let_go(unwanted)
        for wired in devices:
            if wired.name not in self._devices:
                self._start(wired, [other for other in devices if other.port == wired.port])
        until = self._clock.monotonic() + START_SECONDS
        while self._clock.monotonic() < until and not self._ready():
            await self._clock.sleep(0.1)
        self._raise_bugs()

    def _ready(self) -> bool:
        running = [device for _, device, _ in self._devices.values()]
        known = all(None not in device.inputs for device in running if isinstance(device, Inputs))
        return known and all(device.health.state == "works" for device in running)

    def _start(self, wired: Wired, on_its_wire: list[Wired]) -> None:
        kind = KINDS[wired.driver]
        open_link, turns = self._open_port(wired.port, wired.baud), None
        if len(on_its_wire) > 1:
            shared, turns = self._wires.setdefault(wired.port, (SharedPort(open_link), self._turns(on_its_wire)))
            open_link = shared.open
        request = BuildRequest(
            name=wired.name,
            open_link=open_link,
            clock=self._clock,
            report=self._note,
            baud=wired.baud,
            options=kind.checked(wired.options),
            turns=turns,
        )
        device = kind.build(request)
        self._devices[wired.name] = (wired, device, asyncio.ensure_future(device.run()))

    def _turns(self, on_one_wire: list[Wired]) -> Turns:
        units: list[int] = []
        for wired in on_one_wire:
            unit = KINDS[wired.driver].driver.bus_unit
            assert unit is not None, f"{wired.name} cannot share its wire"
            units.append(unit(KINDS[wired.driver].checked(wired.options)))
        return Turns(self._clock, units)

    async def _free(self, ports: tuple[str, ...]) -> None:
        await self._let_go([name for name, (wired, _, _) in self._devices.items() if wired.port in ports])

    async def _let_go(self, names: list[str]) -> None:
        tasks = [self._devices.pop(name)[2] for name in names]
        await ended(*tasks)
        ports = {wired.port for wired, _, _ in self._devices.values()}
        self._wires = {port: wire for port, wire in self._wires.items() if port in ports}

    def _note(self, reading: Reading) -> None:
        safe = wiped(reading)
        if self._noting:
            self._readings.append(_dated(safe, self._clock.monotonic()))

    def _raise_bugs(self) -> None:
        for _, _, task in self._devices.values():
            if task.done():
                task.result()


def _dated(reading: Reading, now: float) -> Reading:
    """An input's move has its moment, whatever its driver knows of it."""
    return replace(reading, at=now) if isinstance(reading, InputChanged) and not reading.at else reading


def _sight(reading: Reading, since: float) -> Sight | None:
    match reading:
        case InputChanged(device=device, channel=channel, on=on, at=at):
            return Move(device=device, channel=channel, on=on, after=round(max(0.0, at - since), 3))
        case CardSeen(device=device) | CardUnreadable(device=device):
            return Shown(device=device, what="card")
        case CodeRead(device=device):
            return Shown(device=device, what="code")
        case TagRead(device=device):
            return Shown(device=device, what="tag")
        case DeviceLost(device=device, fault=fault):
            return Trouble(device=device, fault=fault.code)
        case _:
            return None
