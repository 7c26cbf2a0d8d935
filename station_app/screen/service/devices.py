"""The devices as rows of words, and their frames in cells. No Qt, no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from station_app.screen.service.words import Tongues, ago_words, named, pairs_of, remedy_of
from station_app.wire import DeviceRow

FRAMES = 12
"""Of each direction; a technician reads the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """One device as a row."""

    name: str
    driver: str
    standing: str
    """`unknown`, `works` or `lost`."""
    word: str
    means: str
    next: str
    also: str
    seen: str
    counts: str
    values: str
    sent: tuple[tuple[str, ...], ...]
    """Its last frames, the newest first, each in cells of one byte."""
    heard: tuple[tuple[str, ...], ...]


def device_lines(devices: Iterable[DeviceRow], tongues: Tongues) -> tuple[DeviceLine, ...]:
    """The devices in the order of the core."""
    return tuple(_line(device, tongues) for device in devices)


def cells_of(frame: str) -> tuple[str, ...]:
    """A frame cut for columns: bytes in hex one by one, anything else word by word."""
    cells: list[str] = []
    for word in frame.split():
        whole = len(word) > 2 and len(word) % 2 == 0 and all(sign in "0123456789ABCDEFabcdef" for sign in word)
        cells += [word[at : at + 2] for at in range(0, len(word), 2)] if whole else [word]
    return tuple(cells)


def _line(device: DeviceRow, tongues: Tongues) -> DeviceLine:
    text = tongues.text
    remedy = remedy_of(device.fault if device.state != "works" else "", tongues)
    return DeviceLine(
        name=device.name,
        driver=device.driver,
        standing=device.state,
        word=text[f"device.state.{device.state}"],
        means=remedy.means,
        next=remedy.next,
        also=remedy.also,
        seen=text["device.seen"].format(ago=ago_words(device.seen_seconds, text)),
        counts="  ".join(f"{named('counter', key, text)} {number}" for key, number in device.counts.items()),
        values=pairs_of(device.values, "value", text),
        sent=tuple(cells_of(frame) for frame in reversed(device.sent[-FRAMES:])),
        heard=tuple(cells_of(frame) for frame in reversed(device.heard[-FRAMES:])),
    )
