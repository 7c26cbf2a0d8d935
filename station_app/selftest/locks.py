"""Checks of a door's lock: the relay moves and falls back, and a decision reaches it and the hub.

The lock is only ever held by a pulse: `HoldLock`, as for a worker. Nothing here lets a relay go, because nothing here
keeps one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.devices.driver import Inputs, Relays
from station_app.config import Point
from station_app.core.events import Known, LockFailed, LockMoved, SelftestPresented, Unknown
from station_app.core.model import Credential
from station_app.selftest.ears import Ear, Heard
from station_app.selftest.house import reaches_hub
from station_app.selftest.outcome import Outcome, Prove, green, red
from station_app.selftest.under_test import UnderTest, lost
from station_app.store.rows import uuid7

PULSE_SECONDS: Final = 0.5
"""Long enough to be read back over a slow wire, too short to walk through."""
LOCK_SECONDS: Final = 2.0
"""From the decision to the relay: more than any board needs, and the most that the standard allows."""
_SLACK: Final = 0.5
HUB_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """A hold that the lock has confirmed."""

    presentation: str
    took_ms: int
    """From the presentation to the board's answer."""


async def hold(
    station: UnderTest,
    ear: Ear,
    door: str,
    seconds: float = PULSE_SECONDS,
    *,
    found: tuple[Credential, Known | Unknown] = ("staff", Known(person=None)),
) -> Pulse | Outcome:
    """Present a credential for the test and wait until the lock has moved, or why it has not."""
    at = station.stamp.now()
    name = uuid7(at.wall_ms)
    credential, finding = found
    event = SelftestPresented(at=at, id=name, door=door, credential=credential, finding=finding, seconds=seconds)
    began = station.clock.monotonic()
    station.put(event)
    if isinstance(finding, Unknown):
        return red(finding.reason)
    answered = await ear.next(_about(name), LOCK_SECONDS)
    if answered is None:
        return red("not-carried-out")  # the journal does not take the row, or the test has been ended
    if isinstance(answered, LockFailed):
        return red(answered.fault)
    return Pulse(presentation=name, took_ms=round((station.clock.monotonic() - began) * 1000))


def pulses(door: str) -> Prove:
    """The relay goes on and, by itself, off again; the board says so each time."""

    async def prove(station: UnderTest) -> Outcome:
        lock = station.settings.wiring[door].lock
        board = relays_of(station, lock)
        if isinstance(board, Outcome):
            return board
        with station.ears.listening() as ear:
            pulse = await hold(station, ear, door)
        if isinstance(pulse, Outcome):
            return pulse
        states = await board.relay_states()
        if states is None:
            return red("unconfirmed")  # not planned for boards that cannot say
        if not states[lock.channel - 1]:
            return red("relay-stays-off")
        await station.clock.sleep(PULSE_SECONDS + _SLACK)
        states = await board.relay_states()
        if states is None or states[lock.channel - 1]:
            return red("relay-stays-on")
        return green(lock_ms=pulse.took_ms)

    return prove


def chain(door: str) -> Prove:
    """From the decision to the relay, the contact, the journal, the hub and its answer."""

    async def prove(station: UnderTest) -> Outcome:
        return await through_the_chain(station, door, ("staff", Known(person=None)))

    return prove


async def through_the_chain(station: UnderTest, door: str, found: tuple[Credential, Known | Unknown]) -> Outcome:
    """Let a finding open a door for a moment and follow it to the hub."""
    lock = station.settings.wiring[door].lock
    board = relays_of(station, lock)
    if isinstance(board, Outcome):
        return board
    contact, before = contact_of(station, door), station.journal.seq
    was = contact()
    with station.ears.listening() as ear:
        pulse = await hold(station, ear, door, found=found)
        if isinstance(pulse, Outcome):
            return pulse
        states = await board.relay_states()
        if states is not None and not states[lock.channel - 1]:
            return red("relay-stays-off")
        await station.clock.sleep(PULSE_SECONDS + _SLACK)
        if contact() != was:
            return red("contact-moved")
    if station.unrecorded() or station.journal.seq < before + 2:  # the decision and the unlocking
        return red("not-recorded")
    told: dict[str, object] = {"lock_ms": pulse.took_ms, "row": station.journal.seq}
    if station.settings.hub is None:
        return green(**told, hub="no")
    return await reaches_hub(station, told, HUB_SECONDS)


def relays_of(station: UnderTest, point: Point) -> Relays | Outcome:
    """The board of a relay, or why it cannot be tested."""
    device = station.devices[point.device]
    gone = lost(device)
    assert isinstance(device, Relays), f"{point.device} moves a lock and has no relays"
    return gone or device


def contact_of(station: UnderTest, door: str) -> Callable[[], bool | None]:
    """Asks whether a door is open; None where nothing tells."""
    point = station.settings.wiring[door].contact
    return (lambda: None) if point is None else (lambda: input_now(station, point))


def input_now(station: UnderTest, point: Point) -> bool | None:
    """What a terminal says, its inversion taken out; None while nothing is known of it."""
    device = station.devices[point.device]
    assert isinstance(device, Inputs), f"{point.device} tells of a terminal and has no inputs"
    state = device.inputs[point.channel - 1]
    return None if state is None else state != point.inverted


def _about(presentation: str) -> Callable[[Heard], bool]:
    def wanted(heard: Heard) -> bool:
        return isinstance(heard, LockMoved | LockFailed) and heard.hold.presentation == presentation

    return wanted
