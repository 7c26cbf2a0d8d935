"""Keeps every driver of the station at work, each as a task of its own, and begins one anew when that is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Protocol

Spawn = Callable[[Coroutine[None, None, None]], asyncio.Task[None]]
"""Starts a task whose bugs end the process."""


class Health(Protocol):
    """How a device is."""

    def begins_anew(self) -> None:
        """It has to show again that it works."""
        ...


class Driver(Protocol):
    """What is kept at work."""

    @property
    def health(self) -> Health:
        """How it is."""
        ...

    async def run(self) -> None:
        """Work for ever; cancelled, it closes its link before it ends."""
        ...


class DeviceKeeper:
    """The drivers' tasks, by the devices' names."""

    def __init__(self, devices: Mapping[str, Driver], spawn: Spawn) -> None:
        self._devices = devices
        self._spawn = spawn
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Begin with every device."""
        for name, device in self._devices.items():
            self._tasks[name] = self._spawn(device.run())

    async def restart(self, name: str, closed: Callable[[], None]) -> None:
        """End a driver, and with it its link; say `closed` between that and its new beginning."""
        task, device = self._tasks[name], self._devices[name]
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            return  # it has ended by a bug of its own, which ends the process
        if self._tasks[name] is not task:  # asked for a second time while it was slow to end: it has begun anew once
            closed()
            return
        device.health.begins_anew()
        closed()
        self._tasks[name] = self._spawn(device.run())
