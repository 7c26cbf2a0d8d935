"""A station under service, as the core tells it to the technician's pages."""

from __future__ import annotations

import msgspec
from PySide6.QtQuick import QQuickItem

from station_app.wire import CheckRow, DeviceRow, Prompt, Service

AT_MS = 1_773_540_000_000
"""2026-03-15 10:00 in Shanghai."""

DEVICES = (
    DeviceRow(
        name="id_reader",
        driver="sam-id-reader",
        state="works",
        seen_seconds=0.4,
        counts={"line-errors": 2, "losses": 1},
        sent=("AA AA AA 96 69 00 03 20 01 22",) * 2,
        heard=("AA AA AA 96 69 00 04 00 00 80 84", "AA AA AA 96 69 05 08 (1288 bytes)"),
    ),
    DeviceRow(
        name="scanner",
        driver="line-scanner",
        state="lost",
        fault="link-lost",
        seen_seconds=184.0,
        counts={"losses": 3, "link-lost": 12},
        heard=("34 bytes",),
    ),
    DeviceRow(
        name="board",
        driver="modbus-board",
        state="works",
        seen_seconds=3.2,
        counts={"line-errors": 0},
        values={"input/1": "on", "input/2": "off", "input/3": "unknown"},
        sent=("01 02 00 00 00 08 79 CC",),
        heard=("01 02 01 01 60 48",),
    ),
    DeviceRow(name="air", driver="modbus-sensor", state="unknown"),
)

CHECKS = (
    CheckRow(id="id_reader.answers", device="id_reader", state="green", at_ms=AT_MS, tester="T-07"),
    CheckRow(
        id="id_reader.reads",
        device="id_reader",
        state="green",
        said={"good": "46", "of": "50", "warning": "reads-worse"},
        at_ms=AT_MS,
        tester="T-07",
    ),
    CheckRow(id="scanner.answers", device="scanner", state="red", fault="link-lost", at_ms=AT_MS, tester="T-07"),
    CheckRow(id="scanner.reads", device="scanner", state="unfinished", fault="unfinished", at_ms=AT_MS, tester="T-07"),
    CheckRow(id="board.answers", device="board", state="never"),
    CheckRow(id="main.push", device="main", state="never"),
    CheckRow(id="station.journal", device="", state="green", said={"rows": "10423"}, at_ms=AT_MS),
)

RUNNING = tuple(
    msgspec.structs.replace(check, state="waiting" if check.id == "id_reader.reads" else check.state, said={})
    for check in CHECKS
)
"""The same while somebody lays a card on the reader fifty times."""

PROMPT = Prompt(step="lay-card", device="id_reader", seconds_left=18, done=12, of=50)
CONFIRM = Prompt(step="hear-click", device="board", seconds_left=25, confirm=True)

SERVICE = Service(serial=1, open=True, tester="T-07", devices=DEVICES, checks=CHECKS)
CLOSED = Service(serial=2, open=False)


def is_words(item: QQuickItem) -> bool:
    """Whether it is text; asked without its meta-object, which pages that are unloaded take along."""
    return item.property("truncated") is not None
