"""Keeps a device at work: opens its port, runs its session, and comes back after every fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Literal

from hardware.clock import Clock
from hardware.devices.readings import DeviceLost, DeviceRestored, Report
from hardware.errors import DeviceFault, LinkLost
from hardware.links import Link, OpenLink

FIRST_RETRY_SECONDS = 0.25
LAST_RETRY_SECONDS = 2.0

State = Literal["unknown", "works", "lost"]


class Health:
    """Says lost and restored once per change, and counts what went wrong."""

    def __init__(self, device: str, report: Report) -> None:
        self._device = device
        self._report = report
        self._counts: Counter[str] = Counter()
        self.state: State = "unknown"
        self.fault: DeviceFault | None = None
        """Why it is lost; None while it works and before anything is known."""

    def works(self) -> None:
        """The device has shown that it works."""
        self.fault = None
        if self.state != "works":
            self.state = "works"
            self._report(DeviceRestored(device=self._device))

    def fails(self, fault: DeviceFault) -> None:
        """The device has failed; every failed try counts under its fault's code."""
        self._counts[fault.code] += 1
        self.fault = fault
        if self.state != "lost":
            if self.state == "works":
                self._counts["losses"] += 1
            self.state = "lost"
            self._report(DeviceLost(device=self._device, fault=fault))

    def begins_anew(self) -> None:
        """Its driver has been ended on purpose and is begun anew: it has to show again that it works.

        Nothing is reported. One that works says so when it is back; one that does not is reported as lost.
        """
        self.state = "unknown"
        self.fault = None

    def not_now(self) -> DeviceFault:
        """What a verb raises at once while the device is not connected: of the kind of its present loss."""
        kind = LinkLost if self.fault is None else type(self.fault)
        fault = kind(f"{self._device} is not connected; nothing was sent")
        if self.fault is not None:
            fault.remedy = self.fault.remedy
        return fault

    @contextmanager
    def asking(self) -> Generator[None]:
        """Around a question that may wait for its turn on the wire.

        When the device is given up meanwhile, its port is closed under the question; what is raised is why it was
        given up.
        """
        try:
            yield
        except LinkLost as closed:
            if self.fault is None or isinstance(self.fault, LinkLost):
                raise
            raise self.not_now() from closed

    def count(self, what: str, times: int = 1) -> None:
        """Something that was survived, like `line-errors`, `noise-bytes` or `bounces`."""
        self._counts[what] += times

    @property
    def counts(self) -> Mapping[str, int]:
        """What was counted since the start: `losses`, each fault's code, and what the driver itself counts."""
        return dict(self._counts)

    @property
    def well(self) -> bool:
        """True once it works and until it fails."""
        return self.state == "works"


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
