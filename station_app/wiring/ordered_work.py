"""What orders have done besides doors: the self-test begun, a device's driver begun anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from hardware.catalog import Device, Relays
from hardware.clock import Clock
from hardware.errors import DeviceFault
from station_app.config import DoorWiring
from station_app.core.commands import RestartDevice, RunSelftest, TakeStill, Work
from station_app.core.events import DeviceRestarted, WorkNotBegun
from station_app.station.device_keeper import DeviceKeeper
from station_app.station.log import log
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp

if TYPE_CHECKING:  # imports that the door does not wait for
    from station_app.selftest.desk import Desk

ASK_SECONDS: Final = 2.0
"""A board that is to be restarted may take so long to say how its relays are; some are restarted because they hang."""
LONGEST_TESTER: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What the work is done with."""

    shell: Shell
    stamp: Stamp
    clock: Clock
    devices: Mapping[str, Device]
    wiring: Mapping[str, DoorWiring]
    keeper: DeviceKeeper
    desk: Callable[[], Desk | None]
    """The technician's; None until the door serves."""
    still: Callable[[TakeStill], Coroutine[None, None, None]]
    """Takes a camera's still to its end."""
    spawn: Callable[[Coroutine[None, None, None]], object]


class OrderedWork:
    """Begins what is ordered, once and in its time, and says when it has begun or why not."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    def begin(self, work: Work) -> None:
        """Begin in the background: nothing that is ordered holds the rules up."""
        match work:
            case RunSelftest():
                self._hands.spawn(self._selftest(work))
            case RestartDevice():
                self._hands.spawn(self._restart(work))
            case TakeStill():
                self._hands.spawn(self._hands.still(work))

    async def _selftest(self, work: RunSelftest) -> None:
        from station_app.selftest.runner import Busy, NothingToTest, Order

        desk = self._hands.desk()
        if desk is None:
            self._not_begun(work, "not-begun")
            return
        await desk.recalled()
        if not self._still_wanted(work):
            return
        try:
            desk.start(Order(tester=work.by[:LONGEST_TESTER], command=work.order))
        except Busy:
            self._not_begun(work, "maintenance")
        except NothingToTest:
            self._not_begun(work, "nothing-to-test")

    async def _restart(self, work: RestartDevice) -> None:
        hands = self._hands
        held = await self._holds_a_lock(work.device)
        if not self._still_wanted(work):
            return
        if held or hands.shell.tells(work.device):
            self._not_begun(work, "lock-held")
            return

        def closed() -> None:
            log("device").info("%s is restarted by order", work.device)
            hands.shell.put(DeviceRestarted(at=hands.stamp.now(), order=work.order, device=work.device))

        await hands.keeper.restart(work.device, closed)

    async def _holds_a_lock(self, name: str) -> bool:
        """Whether the board itself says that a relay of a lock is on. The rules only know what they have ordered."""
        hands = self._hands
        device = hands.devices[name]
        locks = [door.lock.channel for door in hands.wiring.values() if door.lock.device == name]
        if not locks or not isinstance(device, Relays) or device.health.state != "works":
            return False
        asked = asyncio.ensure_future(device.relay_states())
        pause = asyncio.ensure_future(hands.clock.sleep(ASK_SECONDS))
        try:
            await asyncio.wait([asked, pause], return_when=asyncio.FIRST_COMPLETED)
            states = asked.result() if asked.done() else None
        except DeviceFault:
            return False  # it cannot say; what the rules have ordered is over
        finally:
            asked.cancel()
            pause.cancel()
        return states is not None and any(states[channel - 1] for channel in locks)

    def _still_wanted(self, work: Work) -> bool:
        """Whether the order still waits for this, in its time."""
        hands = self._hands
        if work.order not in hands.shell.state.orders.open:
            return False
        if hands.stamp.now().mono_ms > work.not_after_mono_ms:
            self._not_begun(work, "late")
            return False
        return True

    def _not_begun(self, work: Work, why: Literal["late", "lock-held", "maintenance", "nothing-to-test", "not-begun"]):
        hands = self._hands
        hands.shell.put(WorkNotBegun(at=hands.stamp.now(), order=work.order, reason=why))
