"""A process that reads cards as the core does: serial port, tap, driver, identity. Told by arguments, answers by lines.

Arguments: port path, data directory. Lines out: `ready`, `read PSEUDONYM`, `lifted`. A line in: `keep TEXT`
holds TEXT in memory in two encodings, answered by `kept`; it shows that the search would find a number.
"""

from __future__ import annotations

import asyncio
import sys
import time
from functools import partial
from pathlib import Path

from hardware.clock import SystemClock
from hardware.devices.readings import CardLifted, CardRead, DeviceRestored, Reading
from hardware.devices.sam_id_reader import ReaderSetup, SamIdReader
from hardware.links.serial import open_serial
from hardware.links.tap import Tap
from hardware.protocols.sam import masked
from station_app.core.events import Known
from station_app.core.instant import Instant
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.identity.memory import forbid_core_dumps

POLL_SECONDS = 0.1


class HastyClock(SystemClock):
    """The real clock, but the pauses between two finds are left out."""

    async def sleep(self, seconds: float) -> None:
        """Wait, unless it is only until the next find."""
        await super().sleep(seconds if seconds > POLL_SECONDS else 0.001)


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


async def judge(identity: Identity, reading: CardRead) -> None:
    found = await identity.card(reading)
    say("read", str(found.person) if isinstance(found, Known) else found.reason)


def now() -> Instant:
    return Instant(wall_ms=int(time.time() * 1000), mono_ms=0, boot="b")


async def main(port: str, data: Path) -> None:
    forbid_core_dumps()
    identity = Identity(Keys(data), "320206001", now)
    await asyncio.to_thread(identity.warm)
    clock = HastyClock()
    judging: set[asyncio.Task[None]] = set()

    def report(reading: Reading) -> None:
        match reading:
            case CardRead():
                task = asyncio.ensure_future(judge(identity, reading))
                judging.add(task)
                task.add_done_callback(judging.discard)
            case CardLifted():
                say("lifted")
            case DeviceRestored():
                say("ready")
            case _:
                pass

    setup = ReaderSetup(poll_seconds=POLL_SECONDS, repeat_seconds=0)
    open_link = Tap(masked, clock).on(partial(open_serial, port, 115200))
    await asyncio.gather(SamIdReader("id_reader", open_link, clock, report, setup).run(), listen())


async def listen() -> None:
    """Hold what is to be held, until the process is killed."""
    kept: list[bytes] = []
    while line := await asyncio.to_thread(sys.stdin.readline):
        text = line.split()[1]
        kept += [text.encode(), text.encode("utf-16-le")]
        say("kept")


asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
