"""A still that was ordered: announced on the screen, taken, handed to the hub, and nowhere kept here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from hardware.clock import Clock
from hardware.errors import DeviceFault
from station_app.cameras import CameraTable
from station_app.core.commands import TakeStill
from station_app.core.events import StillBegan, StillEnded, WorkNotBegun
from station_app.station.log import log
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.upstream.faults import HubFault, HubRefusal
from station_app.upstream.still_message import MAX_PICTURE

if TYPE_CHECKING:  # 0.4 s of imports that the door does not wait for
    from hardware.devices.still_camera import StillCamera

ANNOUNCED_SECONDS: Final = 3.0
"""So long everybody can read that a picture is to be taken before it is."""
TRIES: Final = 2
AGAIN_SECONDS: Final = 2.0
SCREEN_SECONDS: Final = 2.0
"""A screen says once a second that it has painted."""


class Hub(Protocol):
    """What is needed of the client."""

    async def still(self, order: str, taken_ms: int, picture: bytes) -> bool:
        """Send; HubFault when it is not known to have arrived."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What a still is taken with."""

    shell: Shell
    stamp: Stamp
    clock: Clock
    cameras: Mapping[str, CameraTable]
    painted: Callable[[], float]
    """Monotonic second of the last sign that a screen has painted."""
    hub: Callable[[], Hub | None]
    """None until the way to the hub is begun, and where there is none."""


class StillWork:
    """Takes what is ordered, once and in its time, and says what became of it."""

    def __init__(self, eyes: Eyes) -> None:
        self._eyes = eyes

    async def take(self, work: TakeStill) -> None:
        """From the announcement to the hub; the picture ends with this call."""
        eyes = self._eyes
        hub = eyes.hub()
        if hub is None:
            self._not_begun(work, "not-begun")
            return
        shown = eyes.clock.monotonic()
        await eyes.clock.sleep(ANNOUNCED_SECONDS)
        if not self._still_wanted(work):
            return
        # What is not told to those who are here does not happen: a screen has painted since the announcement.
        if eyes.painted() < shown + ANNOUNCED_SECONDS - SCREEN_SECONDS:
            self._not_begun(work, "no-screen")
            return
        eyes.shell.put(StillBegan(at=eyes.stamp.now(), order=work.order))
        result = await self._taken_and_sent(work, hub)
        eyes.shell.put(StillEnded(at=eyes.stamp.now(), order=work.order, result=result))

    async def _taken_and_sent(
        self, work: TakeStill, hub: Hub
    ) -> Literal["picture", "no-picture", "not-sent", "not-taken"]:
        taken_ms = max(0, self._eyes.stamp.now().wall_ms)
        picture = await self._picture(work.camera)
        if picture is None:
            return "no-picture"
        for attempt in range(TRIES):
            if attempt:
                await self._eyes.clock.sleep(AGAIN_SECONDS)
            try:
                await hub.still(work.order, taken_ms, picture)
            except HubRefusal as refusal:
                log("camera").warning("the hub refused the picture of %s: %s", work.camera, refusal)
                return "not-taken"
            except HubFault as fault:
                log("camera").warning("the picture of %s has not reached the hub: %s", work.camera, fault)
            else:
                return "picture"
        return "not-sent"

    async def _picture(self, name: str) -> bytes | None:
        from station_app.wiring.process import UsageError

        try:
            camera = await asyncio.to_thread(_camera, name, self._eyes.cameras[name])
            return await camera.still()
        except DeviceFault as fault:
            log("camera").warning("%s. %s", fault, fault.remedy)
        except UsageError as error:
            log("camera").warning("%s", error)
        return None

    def _still_wanted(self, work: TakeStill) -> bool:
        if work.order not in self._eyes.shell.state.orders.open:
            return False
        if self._eyes.stamp.now().mono_ms > work.not_after_mono_ms:
            self._not_begun(work, "late")
            return False
        return True

    def _not_begun(self, work: TakeStill, why: Literal["late", "no-screen", "not-begun"]) -> None:
        self._eyes.shell.put(WorkNotBegun(at=self._eyes.stamp.now(), order=work.order, reason=why))


def _camera(name: str, table: CameraTable) -> StillCamera:
    """The camera, ready to be asked; on a thread, for its imports and the password's file. Raises UsageError."""
    from hardware.devices.still_camera import Bounds, Login, StillCamera
    from station_app.wiring.camera_command import password_of

    password = password_of(name, table)
    login = Login(user=table.user, password=password) if table.user else None
    return StillCamera(name, table.source, login, Bounds(size=MAX_PICTURE))
