"""The devices as a technician sees them: state, last sign of life, counters, last frames, values. No personal data."""

from __future__ import annotations

from typing import Final

from hardware.devices.driver import Device, Inputs
from hardware.links.tap import Tap, Tapped
from station_app.selftest.under_test import UnderTest
from station_app.wire import DeviceRow, Sound

_FRAMES: Final = 8
_LONGEST_FRAME: Final = 160
"""Characters; all rows together fit one line of the wire."""


def device_rows(station: UnderTest) -> tuple[DeviceRow, ...]:
    """One row a device, in the order of the configuration; then the loudspeaker."""
    rows = tuple(_row(station, device, station.taps[name]) for name, device in station.devices.items())
    return rows + _loudspeaker(station.settings.sound.device, station.sound())


def _loudspeaker(device: str, sound: Sound) -> tuple[DeviceRow, ...]:
    """The screen's own, as it tells of it; no row where there is none, or nothing is known of it."""
    if sound in ("", "off"):
        return ()
    if sound == "works":
        return (DeviceRow(name="sound", driver=device, state="works"),)
    return (DeviceRow(name="sound", driver=device, state="lost", fault=f"sound-{sound}"),)


def _row(station: UnderTest, device: Device, tap: Tap) -> DeviceRow:
    health, seen = device.health, device.last_seen
    return DeviceRow(
        name=device.name,
        driver=station.settings.devices[device.name].driver,
        state=health.state,
        fault=health.fault.code if health.fault is not None else "",
        seen_seconds=None if seen is None else round(max(0.0, station.clock.monotonic() - seen), 1),
        counts=dict(health.counts),
        sent=tuple(_shown(one) for one in tap.recent("out")[-_FRAMES:]),
        heard=tuple(_shown(one) for one in tap.recent("in")[-_FRAMES:]),
        values=_values(station, device),
    )


def _values(station: UnderTest, device: Device) -> dict[str, str]:
    values = station.ears.values.get(device.name, {})
    told = {quantity: f"{one.value:g} {one.unit}".strip() for quantity, one in values.items()}
    if isinstance(device, Inputs):
        words = {True: "on", False: "off", None: "unknown"}
        told |= {f"input/{channel}": words[state] for channel, state in enumerate(device.inputs, start=1)}
    return told


def _shown(one: Tapped) -> str:
    text = one.shown if len(one.shown) <= _LONGEST_FRAME else one.shown[:_LONGEST_FRAME] + " …"
    return f"{text} ×{one.times}" if one.times > 1 else text
