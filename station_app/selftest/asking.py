"""Checks of a device by itself: it answers, it answers again and again, it keeps quiet, its values are fresh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from hardware.devices.driver import Device
from hardware.devices.readings import CodeRead, CodeUnreadable, TagUnreadable
from hardware.errors import DeviceFault
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
        before, slowest = Counter(device.health.counts), 0.0
        failed: Counter[str] = Counter()
        for _ in range(EXCHANGES):
            began = clock.monotonic()
            try:
                proof = await device.prove()
            except DeviceFault as fault:
                failed[fault.code] += 1
                if sum(failed.values()) >= 5:
                    break  # it is clear enough, and nobody wants to wait for fifty times nothing
                continue
            if not proof.answered:
                return green(asked="no")
            slowest = max(slowest, clock.monotonic() - began)
        told = {"exchanges": EXCHANGES, "failed": sum(failed.values()), "slowest_ms": round(slowest * 1000)}
        if failed:
            return red(failed.most_common(1)[0][0], **told)
        return _line_fault(device, before, told) or _late(slowest, told) or green(**told)

    return prove


def quiet(name: str) -> Prove:
    """A reader that nothing is held to says nothing, and nothing disturbs its line."""

    async def prove(station: UnderTest) -> Outcome:
        device = station.devices[name]
        before = Counter(device.health.counts)
        with station.ears.presented_at(name) as ear:
            heard = await ear.all(QUIET_SECONDS)
        if (gone := lost(device)) is not None:
            return gone
        said = [one for one in heard if isinstance(one, CodeRead | CodeUnreadable | TagUnreadable)]
        if len(said) > 1:
            return red("chatters", readings=len(said))
        return _line_fault(device, before, {}) or green(readings=len(said))

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


def _late(slowest: float, told: Mapping[str, object]) -> Outcome | None:
    return red("late", **told) if slowest > LATE_SECONDS else None


def _line_fault(device: Device, before: Counter[str], told: Mapping[str, object]) -> Outcome | None:
    moved = {what: times for what, times in (Counter(device.health.counts) - before).items() if what not in _HARMLESS}
    return red("line-errors", **told, **moved) if moved else None
