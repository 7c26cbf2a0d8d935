"""`station record` and `station replay`: a port's traffic as a file without anybody's data, and the file as a test."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from hardware.catalog import KINDS, BuildRequest
from hardware.clock import Clock, ManualClock, SystemClock
from hardware.devices.readings import DeviceLost, Reading, SecretNumber
from hardware.links.port import PtyName
from hardware.traffic.capture import BadCapture, Capture, Head, Recording, harmless, read_capture
from hardware.traffic.replay import ReplayPort
from station_app import __version__
from station_app.config import nearest
from station_app.identity.memory import forbid_core_dumps
from station_app.wiring.devices import Checked, checked, checked_settings, real_port
from station_app.wiring.process import UsageError, until_told_to_stop, where_data
from station_app.wiring.service_client import running_station

AFTERWARDS = 0.4
"""Seconds that a replay goes on after the last piece: enough to end a line, too little to call the device lost."""


def record(config: Path, data: Path | None, device: str, output: Path, seconds: float) -> int:
    """Let a driver work on its port and write down what passes, until `seconds` have passed or it is told to stop."""
    settings = checked_settings(config)
    table = settings.devices.get(device)
    if table is None:
        raise UsageError(f"there is no device {device!r}{nearest(device, settings.devices)}")
    directory = where_data(data)
    with running_station(directory) as running:
        if running is not None:
            raise UsageError(
                f"the station runs and holds the port of {device!r}: stop it (systemctl stop station), record, and "
                "start it again"
            )
    found = checked(device, table)
    forbid_core_dumps()
    clock = SystemClock()
    today = datetime.fromtimestamp(clock.wall(), UTC).date().isoformat()
    with _new_file(output) as file:
        recorder = Recorder(device, found, clock, file, today)
        status = until_told_to_stop(_record(recorder, found, directory, seconds))
    sys.stdout.write(f"ok {output}\n" if recorder.pieces else f"{output}: nothing was heard or said\n")
    return status if recorder.pieces else 1


async def _record(recorder: Recorder, found: Checked, data: Path, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await recorder.run(real_port(found, data))
    except TimeoutError:
        pass
    finally:
        recorder.end()
        sys.stdout.write(f"{recorder.pieces} pieces; the device {recorder.told}\n")


class Recorder:
    """One device at work on its port, and a file that says what passed."""

    def __init__(self, device: str, found: Checked, clock: Clock, file: TextIO, date: str) -> None:
        self._device = device
        self._found = found
        self._clock = clock
        self._file = file
        self._recording = Recording(found.kind.driver.redact(), clock, self._write)
        self._write(
            Head(
                driver=found.kind.name,
                baud=found.baud,
                options=harmless(found.kind.options, found.options),
                program=__version__,
                date=date,
                source="twin" if isinstance(found.port, PtyName) else "device",
            ).line()
        )
        self.told = "was never heard"
        """Whether the device worked, in words."""

    @property
    def pieces(self) -> int:
        """How many were written down."""
        return self._recording.pieces

    async def run(self, open_link: Any) -> None:
        """Keep the device at work for ever."""
        request = BuildRequest(
            name=self._device,
            open_link=self._recording.on(open_link),
            clock=self._clock,
            report=self._take,
            baud=self._found.baud,
            options=self._found.options,
        )
        await self._found.kind.build(request).run()

    def end(self) -> None:
        """Write what was held back."""
        self._recording.end()

    def _take(self, reading: Reading) -> None:
        if isinstance(reading, DeviceLost):
            self.told = f"was lost: {str(reading.fault).rstrip('.')}. {reading.fault.remedy}"
        else:
            self.told = "worked"
        wipe(reading)

    def _write(self, line: str) -> None:
        self._file.write(line + "\n")
        self._file.flush()


def replay(path: Path) -> int:
    """Play a capture to its driver and print what the driver reports, one JSON line a reading."""
    try:
        capture = read_capture(path.read_text("utf-8").splitlines())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except (BadCapture, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from None
    for line in asyncio.run(replayed(capture)).lines:
        sys.stdout.write(line + "\n")
    return 0


class Replayed:
    """What came of a replay."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        """Each reading as one JSON line; numbers, ids and codes only as short digests."""
        self.unknown = 0
        """Questions of the driver that the capture does not have next."""
        self.unsaid = 0
        """Recorded pieces that the driver did not wait for."""


async def replayed(capture: Capture) -> Replayed:
    """Play a capture in time that is moved, not waited for. Raises UsageError when its driver is none."""
    kind = KINDS.get(capture.head.driver)
    if kind is None:
        raise UsageError(f"there is no driver {capture.head.driver!r}{nearest(capture.head.driver, KINDS)}")
    try:
        options = kind.checked(capture.head.options)
    except ValueError as error:
        raise UsageError(f"the capture's options: {error}") from None
    clock, result = ManualClock(), Replayed()
    port = ReplayPort(capture.steps, clock)
    request = BuildRequest(
        name="device",
        open_link=port.open,
        clock=clock,
        report=lambda reading: result.lines.append(_line(reading)),
        baud=capture.head.baud,
        options=options,
    )
    running = asyncio.ensure_future(kind.build(request).run())
    try:
        await clock.advance((capture.steps[-1].at if capture.steps else 0.0) + AFTERWARDS)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    result.unknown, result.unsaid = port.unknown, port.unsaid
    return result


def wipe(reading: Reading) -> None:
    """Overwrite the numbers in a reading that nobody needs."""
    for one in fields(reading):
        value = getattr(reading, one.name)
        if isinstance(value, SecretNumber):
            value.wipe()


def _line(reading: Reading) -> str:
    told: dict[str, object] = {"reading": type(reading).__name__}
    for one in fields(reading):
        if one.name not in ("device", "at"):  # what it is called and when it was are not the driver's doing
            told[one.name] = _value(one.name, getattr(reading, one.name))
    wipe(reading)
    return json.dumps(told, ensure_ascii=False)


def _value(name: str, value: Any) -> object:
    if isinstance(value, SecretNumber):
        return _digest(bytes(value.digits))
    if name == "text":
        return _digest(str(value).encode())
    if isinstance(value, Exception):
        return getattr(value, "code", type(value).__name__)
    return round(value, 1) if isinstance(value, float) else value


def _digest(secret: bytes) -> str:
    """Too short to lead back to anything, long enough to tell two apart."""
    return hashlib.blake2b(secret, digest_size=3).hexdigest()


@contextmanager
def _new_file(path: Path) -> Generator[TextIO]:
    """A file for its owner only; an old one is never overwritten. Raises UsageError."""

    def private(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    opened: Callable[..., TextIO] = open
    try:
        file = opened(path, "x", encoding="utf-8", opener=private)
    except FileExistsError:
        raise UsageError(f"{path}: exists already and is left alone; give another name with --output") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another place with --output") from None
    with file:
        yield file
