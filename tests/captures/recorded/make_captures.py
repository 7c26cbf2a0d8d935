"""Makes the captures beside this file, each from a driver and its twin: run it with the program's Python.

A capture from a real device replaces the twin's: `station record`, then `station replay FILE > FILE.readings`.
Every run draws new numbers of nobody, so that each file changes; the readings' shapes must not.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.catalog import KINDS, BuildRequest, SimulateRequest
from hardware.clock import ManualClock
from hardware.links.memory import MemoryPort
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import FaultyWire
from hardware.simulators.id_cards import SimulatedCard
from hardware.traffic.capture import Head, Recording, harmless, read_capture
from station_app import __version__
from station_app.wiring.record_command import replayed, wipe

HERE = Path(__file__).parent
DATE = "2026-11-25"
FIRST, SECOND = "320299198501020012", "320299197006150325"
Act = Callable[[Any, FaultyWire], None]


def card(number: str, **more: Any) -> SimulatedCard:
    return SimulatedCard(number=number, name="测试", **more)


def no_act(twin: Any, wire: FaultyWire) -> None:
    """Only time passes."""


CARDS: list[tuple[float, Act]] = [
    (1.0, lambda twin, _wire: twin.present(card(FIRST))),
    (2.0, lambda twin, _wire: twin.lift()),
    (2.0, lambda twin, _wire: twin.present(card("UTO110085010112", kind="foreigner-2017", valid_until=None))),
    (2.0, lambda twin, _wire: twin.lift()),
    (2.0, lambda twin, _wire: twin.present(card(SECOND, refused_with=0x40))),
    (2.0, lambda twin, _wire: twin.lift()),
    (2.0, lambda _twin, wire: wire.fault("half-frame", on=True)),
    (4.0, lambda _twin, wire: wire.fault("half-frame", on=False)),
    (3.0, lambda twin, _wire: twin.present(card(SECOND, padding="nul"))),
    (2.0, lambda _twin, wire: wire.fault("cut", on=True)),
    (2.0, lambda _twin, wire: wire.fault("cut", on=False)),
    (3.0, lambda twin, _wire: twin.lift()),
    (2.0, no_act),
]
CODES: list[tuple[float, Act]] = [
    (1.0, lambda twin, _wire: twin.show("RS1:TEST-1")),
    (0.5, lambda twin, _wire: twin.show("RS1:TEST-1")),
    (3.0, lambda twin, _wire: twin.show("测试 2")),
    (3.0, lambda twin, _wire: twin.show("RS1:" + "TEST-LONG" * 30)),
    (3.0, no_act),
]
TAGS: list[tuple[float, Act]] = [
    (1.0, lambda twin, _wire: twin.touch(bytes.fromhex("0123456789")[: SIZES.get(twin.name, 4)])),
    (1.0, lambda twin, _wire: twin.lift_tag()),
    (3.0, lambda twin, _wire: twin.touch(bytes.fromhex("0223456789")[: SIZES.get(twin.name, 4)])),
    (1.0, lambda twin, _wire: twin.lift_tag()),
    (3.0, no_act),
]
SIZES = {"rdm6300-reader": 5}
INPUTS: list[tuple[float, Act]] = [
    (1.0, lambda twin, _wire: twin.set_input(1, True)),
    (0.5, lambda twin, _wire: twin.set_input(1, False)),
    (0.5, lambda twin, _wire: twin.set_input(8, True)),
    (1.0, no_act),
]
ROLES = {"card-reader": CARDS, "code-reader": CODES, "tag-reader": TAGS, "inputs": INPUTS}
NOT_PLAYED_AGAIN = {"osdp-reader"}


def acts_for(driver: str) -> list[tuple[float, Act]]:
    """What happens to a device in its capture."""
    roles = KINDS[driver].roles
    return next((acts for role, acts in ROLES.items() if role in roles), [(3.0, no_act)])


async def captured(driver: str) -> list[str]:
    """The lines of one capture."""
    kind, clock = KINDS[driver], ManualClock()
    options = kind.checked(kind.driver.least)
    port, twin = MemoryPort(), kind.simulate(SimulateRequest(name=driver, clock=clock, options=options))
    wire = FaultyWire(twin, port, clock)
    told = harmless(kind.options, options)
    lines = [Head(driver=driver, baud=kind.baud, options=told, program=__version__, date=DATE, source="twin").line()]
    recording = Recording(kind.driver.redact(), clock, lines.append)
    request = BuildRequest(
        name=driver, open_link=recording.on(port.open), clock=clock, report=wipe, baud=kind.baud, options=options
    )
    tasks = [asyncio.ensure_future(kind.build(request).run()), asyncio.ensure_future(plug_in(twin, wire))]
    for seconds, act in acts_for(driver):
        await clock.advance(seconds)
        act(twin, wire)
    recording.end()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return lines


async def main() -> None:
    """Write every capture and what its driver reads from it."""
    for driver in KINDS:
        if driver not in NOT_PLAYED_AGAIN:
            lines = await captured(driver)
            result = await replayed(read_capture(lines))
            (HERE / f"{driver}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
            (HERE / f"{driver}.readings").write_text("\n".join(result.lines) + "\n", "utf-8")
            sys.stdout.write(f"{driver}: {len(lines)} lines, {len(result.lines)} readings\n")


if __name__ == "__main__":
    asyncio.run(main())
