"""Checks of a device by itself: it answers, it answers again and again, it keeps quiet, its values are fresh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import Device
from hardware.devices.readings import CardRead, CardUnreadable, CodeRead, CodeUnreadable, TagRead, TagUnreadable
from hardware.errors import DeviceFault
from station_app.selftest.ears import forget
from station_app.selftest.line_watch import LineWatch
from station_app.selftest.outcome import Outcome, Prove, green, red
from station_app.selftest.under_test import UnderTest, lost

EXCHANGES: Final = 50
LATE_SECONDS: Final = 0.4
"""An answer that takes longer is late; at 9600 baud the slowest takes a quarter of that."""
QUIET_SECONDS: Final = 3.0
BACK_SECONDS: Final = 5.0
"""A device that was mended just now is back at work within this time."""
_RESTLESS: Final = 3
"""Losses since the start from which on a port is no longer called steady."""
_HARMLESS: Final = frozenset({"bounces", "losses"})
"""Counted, and no fault of the line."""
FRESH_SECONDS: Final = 30.0
_SAID: Final = (CardRead, CardUnreadable, CodeRead, CodeUnreadable, TagRead, TagUnreadable)
_ENOUGH: Final = 5
"""Failed exchanges after which it is clear enough."""

PLAUSIBLE: Final[Mapping[str, tuple[float, float]]] = {
    "temperature": (-40, 85),
    "humidity": (0, 100),
    "co2": (250, 10_000),
    "pm2.5": (0, 2_000),
    "pm10": (0, 2_000),
    "voltage": (0, 450),
    "frequency": (45, 65),
}


def answers(name: str) -> Prove:
    """It answers a harmless question; where it cannot be asked, its port is open."""

    async def prove(station: UnderTest) -> Outcome:
        device = station.devices[name]
        if (gone := await back_at_work(station, device)) is not None:
            return gone
        proof = await device.prove()
        losses = device.health.counts.get("losses", 0)
        warning = "restless" if losses >= _RESTLESS else ""
        asked = "" if proof.answered else "no"
        return green(asked=asked, resets=losses, warning=warning, **proof.details)

    return prove


def steady(name: str) -> Prove:
    """Fifty quick exchanges: none fails, none is late, no byte is wrong, and the port stays open."""

    async def prove(station: UnderTest) -> Outcome:
        device, clock = station.devices[name], station.clock
        if (gone := lost(device)) is not None:
            return gone
        before = Counter(device.health.counts)
        with closing(LineWatch(station.decoders[name])) as watch, station.taps[name].listening(watch):
            series = await _ask_often(device, clock)
        if not series.asked:
            return green(asked="no")
        told = {"exchanges": EXCHANGES, "failed": series.failed, "slowest_ms": round(series.slowest * 1000)}
        if series.fault:
            return red(series.fault, **told)
        late = red("late", **told) if series.slowest > LATE_SECONDS else None
        return _counted(device, before, told) or late or watch.fault(**told) or green(**told)

    return prove


@dataclass(slots=True, kw_only=True)
class _Series:
    asked: bool = True
    failed: int = 0
    fault: str = ""
    slowest: float = 0.0


async def _ask_often(device: Device, clock: Clock) -> _Series:
    series, faults = _Series(), Counter[str]()
    for _ in range(EXCHANGES):
        began = clock.monotonic()
        try:
            proof = await device.prove()
        except DeviceFault as fault:
            faults[fault.code] += 1
            if faults.total() >= _ENOUGH:
                break  # nobody wants to wait for fifty times nothing
            continue
        if not proof.answered:
            series.asked = False
            return series
        series.slowest = max(series.slowest, clock.monotonic() - began)
    series.failed = faults.total()
    # "not connected" follows from whatever was wrong first
    series.fault = next((code for code in faults if code != "link-lost"), "link-lost") if faults else ""
    return series


def quiet(name: str) -> Prove:
    """A reader that nothing is held to says nothing, and nothing disturbs its line."""

    async def prove(station: UnderTest) -> Outcome:
        device = station.devices[name]
        before = Counter(device.health.counts)
        with (
            closing(LineWatch(station.decoders[name])) as watch,
            station.ears.presented_at(name) as ear,
            station.taps[name].listening(watch),
        ):
            heard = await ear.all(QUIET_SECONDS)
        for one in heard:
            forget(one)
        if (gone := lost(device)) is not None:
            return gone
        said = [one for one in heard if isinstance(one, _SAID)]
        if len(said) > 1:
            return red("chatters", readings=len(said))
        return _counted(device, before, {}) or watch.fault() or green(readings=len(said))

    return prove


def fresh(name: str) -> Prove:
    """Every value of a sensor is new and can be true."""

    async def prove(station: UnderTest) -> Outcome:
        device, now = station.devices[name], station.clock.monotonic()
        if (gone := await back_at_work(station, device)) is not None:
            return gone
        values = station.ears.values.get(name, {})
        told = {quantity: f"{one.value:g}{one.unit}" for quantity, one in values.items()}
        if not values or any(now - one.at > FRESH_SECONDS for one in values.values()):
            return red("stale", **told)
        for quantity, one in values.items():
            low, high = PLAUSIBLE.get(quantity, (float("-inf"), float("inf")))
            if not low <= one.value <= high:
                return red("implausible", **told)
        return green(**told)

    return prove


async def back_at_work(station: UnderTest, device: Device) -> Outcome | None:
    """Give a device that was mended just now the time that it needs; then why it is still lost."""
    until = station.clock.monotonic() + BACK_SECONDS
    while (gone := lost(device)) is not None and station.clock.monotonic() < until:
        await station.clock.sleep(0.1)
    return gone


def _counted(device: Device, before: Counter[str], told: Mapping[str, object]) -> Outcome | None:
    moved = {what: times for what, times in (Counter(device.health.counts) - before).items() if what not in _HARMLESS}
    return red("line-errors", **told, **moved) if moved else None
