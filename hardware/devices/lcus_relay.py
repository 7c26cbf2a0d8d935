"""An LCUS / "LC" USB relay board. It has no inputs, times nothing and need not answer: a dead one looks well.

Rests on: vendor text and four open implementations; not tried on a device. Prefer a Modbus board for a door.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.readings import Report
from hardware.devices.waiting import happens, side_by_side
from hardware.errors import LinkLost
from hardware.links import Link, OpenLink
from hardware.options import Option
from hardware.protocols.lcus import Decoder, Frame, Op, encode, masked
from hardware.traffic.lcus import read as read_lcus
from hardware.traffic.lcus import redactor

SHORTEST_HOLD: Final = 0.1
LONGEST_HOLD: Final = 3276.0
_SPACING: Final = 0.05
"""Seconds the board needs between two commands."""


class LcusRelay:
    """Holds relays on for a time that the host counts; "off" goes out twice, since nothing confirms it."""

    def __init__(self, name: str, open_link: OpenLink, clock: Clock, report: Report, relays: int = 8) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last answer; stays None on the many boards that never give one."""
        self._open_link = open_link
        self._clock = clock
        self.health = Health(name, report)
        self._relays = relays
        self._link: Link | None = None
        self._turn = asyncio.Lock()
        self._free_at = clock.monotonic()
        # a killed program may have left any relay on: all are let go at the first connect
        self._offs = _Offs(range(1, relays + 1))

    async def run(self) -> None:
        """Keep the port open for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def hold(self, relay: int, seconds: float) -> None:
        """Keep `relay` on for `seconds` from now, or longer if it is already held longer.

        Returns once the bytes are with the wire. Raises LinkLost at once when the port is not open; nothing is sent
        later.
        """
        self._check(relay)
        if not SHORTEST_HOLD <= seconds <= LONGEST_HOLD:
            raise ValueError(f"seconds must be {SHORTEST_HOLD} to {LONGEST_HOLD}, got {seconds}")
        link = self._open()
        await self._send(link, Frame(channel=relay, op=Op.ON))
        self._offs.extend(relay, self._clock.monotonic() + seconds)

    async def release(self, relay: int) -> None:
        """Let `relay` go now. Raises LinkLost when the port is not open; it is then let go first thing at reconnect."""
        self._check(relay)
        self._offs.at_once(relay, self._clock.monotonic())
        await self._send(self._open(), Frame(channel=relay, op=Op.OFF))

    async def relay_states(self) -> tuple[bool, ...] | None:
        """Unknown: nothing on these boards can be trusted to answer. Raises LinkLost."""
        self._open()
        return None

    async def prove(self) -> Proof:
        """Whether its port is open: many boards never answer. Raises LinkLost."""
        self._open()
        return Proof(answered=False)

    async def _session(self, link: Link) -> None:
        now = self._clock.monotonic()
        self._offs.all_at_once(now)
        self._free_at = now
        self._link = link
        self.health.works()
        try:
            await side_by_side(self._let_go_in_time(link), self._listen(link))
        finally:
            self._link = None

    async def _let_go_in_time(self, link: Link) -> None:
        while True:
            now = self._clock.monotonic()
            self._offs.changed.clear()
            relay = self._offs.due(now)
            if relay is None:
                await happens(self._offs.changed, self._clock, self._offs.pause(now))
            elif self._turn.locked() or now < self._free_at:
                # a command that waits for the wire goes first
                await self._clock.sleep(max(self._free_at - now, _SPACING / 2))
            else:
                self._write(link, Frame(channel=relay, op=Op.OFF))
                self._offs.sent(relay, now)

    async def _listen(self, link: Link) -> None:
        decoder = Decoder()
        while True:
            for _ in decoder.feed(await link.read()):
                self.last_seen = self._clock.monotonic()

    async def _send(self, link: Link, frame: Frame) -> None:
        # a link that was lost meanwhile refuses the bytes, and a new one is never looked for
        async with self._turn:
            while (wait := self._free_at - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            self._write(link, frame)

    def _write(self, link: Link, frame: Frame) -> None:
        try:
            link.write(encode(frame))
        except LinkLost:
            link.close()  # so that the listener notices too and the port is opened anew
            raise
        self._free_at = self._clock.monotonic() + _SPACING

    def _open(self) -> Link:
        if self._link is None:
            raise LinkLost(f"{self.name} is not connected; nothing was sent")
        return self._link

    def _check(self, relay: int) -> None:
        if not 1 <= relay <= self._relays:
            raise ValueError(f"relay must be 1 to {self._relays}, got {relay}")


class _Offs:
    """Which relays are to be let go and when. Each gets a second "off" a moment after the first."""

    def __init__(self, relays: Iterable[int]) -> None:
        self._due: dict[int, tuple[float, int]] = {relay: (0.0, 2) for relay in relays}
        self.changed = asyncio.Event()

    def extend(self, relay: int, until: float) -> None:
        """`relay` stays on until `until` at least; an "off" that is still to come waits till then."""
        self._set(relay, max(until, self._due.get(relay, (until, 0))[0]), 2)

    def at_once(self, relay: int, now: float) -> None:
        """Whatever was said before, `relay` goes now; the caller sends the first "off" itself."""
        self._set(relay, now, 1)

    def all_at_once(self, now: float) -> None:
        """The link was away: nobody knows which "off" arrived."""
        for relay in self._due:
            self._set(relay, now, 2)

    def due(self, now: float) -> int | None:
        """The relay whose "off" has waited longest, if one is due."""
        relay = min(self._due, key=lambda relay: self._due[relay][0], default=None)
        return relay if relay is not None and self._due[relay][0] <= now else None

    def pause(self, now: float) -> float | None:
        """Seconds until the next "off" is due; None when no relay is on."""
        return min(when for when, _ in self._due.values()) - now if self._due else None

    def sent(self, relay: int, now: float) -> None:
        """An "off" for `relay` has left."""
        left = self._due.pop(relay)[1] - 1
        if left:
            self._due[relay] = (now + _SPACING, left)

    def _set(self, relay: int, when: float, left: int) -> None:
        self._due[relay] = (when, left)
        self.changed.set()


def _build(request: BuildRequest) -> LcusRelay:
    relays = int(request.options["relays"])
    return LcusRelay(request.name, request.open_link, request.clock, request.report, relays)


DRIVER: Final = Driver(
    name="lcus-relay",
    roles=frozenset({"relays"}),
    baud=9600,
    build=_build,
    mask=masked,
    evidence="several-sources",
    rests_on="the vendor's text and four open drivers; no device has confirmed it yet",
    options={"relays": Option(default=8, low=1, high=32)},
    times_pulses=False,
    decode=read_lcus,
    redact=redactor,
)
