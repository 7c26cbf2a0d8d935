"""From the ID-card reader's last byte to the relay's bytes; the stretching of the pseudonym is reported apart."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

from hardware.clock import SystemClock
from hardware.devices.readings import SecretNumber
from hardware.links import Link
from hardware.links.pty import PtyPort
from hardware.protocols.id_card import check_digit
from hardware.simulators.cable import plug_in
from hardware.simulators.id_cards import SimulatedCard
from hardware.simulators.sam_id_reader import SimulatedSamIdReader
from station_app.wiring.bench.rig import BareCommit, Station, table

CARDS = 100
ANSWER_BYTES = 1000
"""Only the answer with the card's text is longer."""


def measure(folder: Path, divide: int) -> None:
    """Lay cards one after the other."""
    station = Station(folder, reader=True)
    bare = BareCommit(folder)
    scans: list[float] = []
    commits: list[float] = []
    with Reader(station.data / "id_reader") as reader, station:
        station.serve(2.0)  # the library of the pseudonyms is loaded after the door is ready
        for number in range(CARDS // divide):
            scans.append(_one(station, reader, number))
            commits.append(bare.once())
    stretched = asyncio.run(_stretching(folder, CARDS // divide))
    table(
        "ID card to relay, after the reader's last byte (ms)",
        [
            ("card text -> pseudonym -> commit -> relay", scans),
            ("of which HMAC and Argon2id, with its thread", stretched),
            ("bare commit, same run", commits),
        ],
    )


def _one(station: Station, reader: Reader, number: int) -> float:
    reader.lay(SimulatedCard(number=synthetic(number)))
    pulses = station.board.pulses
    station.until(lambda: station.board.pulses > pulses)
    taken = time.perf_counter() - reader.answered_at
    reader.lift()
    station.serve(1.2)  # three finds without a card end its stay on the reader
    return taken


async def _stretching(folder: Path, count: int) -> list[float]:
    from station_app.identity.keys import Keys
    from station_app.identity.pseudonym import Pseudonymer, Stretcher

    stretcher = Stretcher()
    stretcher.warm().result()
    pseudonymer = Pseudonymer(Keys(folder / "station").pseudonym(time.localtime().tm_year), stretcher)
    taken: list[float] = []
    for number in range(count):
        begun = time.perf_counter()
        await pseudonymer.pseudonym(SecretNumber(bytearray(f"320299198501{number:06d}".encode())))
        taken.append(time.perf_counter() - begun)
    stretcher.close()
    return taken


def synthetic(number: int) -> str:
    """A document number that nobody has, with a right check digit."""
    body = f"3202991985{number % 12 + 1:02d}{number // 12 % 28 + 1:02d}001"
    return body + chr(check_digit(body.encode()))


class Reader:
    """The reader's twin on a loop of its own, and the moment at which its answer was on the wire."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._twin = SimulatedSamIdReader("id_reader", SystemClock())
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._plugged = threading.Event()
        self.answered_at = 0.0

    def __enter__(self) -> Reader:
        self._thread.start()
        self._plugged.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    def lay(self, card: SimulatedCard) -> None:
        """Lay a card on it."""
        self._loop.call_soon_threadsafe(self._twin.present, card)

    def lift(self) -> None:
        """Take the card away."""
        self._loop.call_soon_threadsafe(self._twin.lift)

    async def plug(self) -> Link:
        """The twin's end of the wire, with a stop watch."""
        return _Timed(await self._port.plug(), self)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._serve())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            self._port.close()

    async def _serve(self) -> None:
        self._port = PtyPort(self._path)
        self._plugged.set()
        await plug_in(self._twin, self)


class _Timed:
    def __init__(self, link: Link, reader: Reader) -> None:
        self._link = link
        self._reader = reader

    async def read(self) -> bytearray:
        return await self._link.read()

    def write(self, data: bytes | bytearray) -> None:
        self._link.write(data)
        if len(data) > ANSWER_BYTES:
            self._reader.answered_at = time.perf_counter()

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()
