"""Keeps a device at work: opens its port, runs its session, and comes back after every fault."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from hardware.clock import Clock
from hardware.devices.readings import DeviceLost, DeviceRestored, Report
from hardware.errors import DeviceFault
from hardware.links import Link, OpenLink

FIRST_RETRY_SECONDS = 0.25
LAST_RETRY_SECONDS = 2.0


class Health:
    """Says lost and restored once per change."""

    def __init__(self, device: str, report: Report) -> None:
        self._device = device
        self._report = report
        self._well: bool | None = None

    def works(self) -> None:
        """The device has shown that it works."""
        if self._well is not True:
            self._well = True
            self._report(DeviceRestored(device=self._device))

    def fails(self, fault: DeviceFault) -> None:
        """The device has failed."""
        if self._well is not False:
            self._well = False
            self._report(DeviceLost(device=self._device, fault=fault))

    @property
    def well(self) -> bool:
        """True once it works and until it fails."""
        return self._well is True


async def keep_open(
    open_link: OpenLink, session: Callable[[Link], Awaitable[None]], health: Health, clock: Clock
) -> None:
    """Run `session` on a fresh link for ever; a fault is reported and tried again within two seconds."""
    retry = FIRST_RETRY_SECONDS
    while True:
        link: Link | None = None
        try:
            link = await open_link()
            await session(link)
        except DeviceFault as fault:
            if health.well:
                retry = FIRST_RETRY_SECONDS
            health.fails(fault)
        finally:
            if link is not None:
                link.close()
        await clock.sleep(retry)
        retry = min(retry * 2, LAST_RETRY_SECONDS)
