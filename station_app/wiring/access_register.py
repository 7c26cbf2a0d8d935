"""The register of who has looked through a camera, which the law asks for: facts of the journal, written before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hardware.clock import SystemClock
from station_app.config import Settings
from station_app.core.facts import fact
from station_app.station.stamp import Stamp, boot_id
from station_app.store.faults import AlreadyRunning, CannotOpen, StoreFault
from station_app.store.journal import Journal
from station_app.wiring.process import UsageError
from station_app.wiring.service_messages import Refusal, Registered, View


class AccessRegister:
    """Writes that somebody is about to look; nobody looks unless it is on the disk."""

    def __init__(
        self, settings: Settings, journal: Journal, stamp: Stamp, recorded: Callable[[str], None] = lambda zone: None
    ) -> None:
        """`recorded` is told of the zone of each entry, so that the hub soon has it and the screen says so."""
        self._settings = settings
        self._journal = journal
        self._stamp = stamp
        self._recorded = recorded

    async def enter(self, view: View) -> Registered | Refusal:
        """Write the entry, or say why nobody may look."""
        camera = self._settings.cameras.get(view.camera)
        if camera is None or not camera.enabled:
            return Refusal(why=f"the running station has no camera {view.camera!r} that is switched on; restart it")
        entry = fact(
            "camera.viewed", self._stamp.now(), camera=view.camera, zone=camera.zone, by=view.by, reason=view.reason
        )
        try:
            await self._journal.append([entry])
        except StoreFault as fault:
            return Refusal(why=f"the register of views cannot be written ({fault}), so no picture is taken")
        self._recorded(camera.zone)
        return Registered()


async def enter_without_station(settings: Settings, journal: Path, view: View) -> None:
    """Write the entry while the station does not run. Raises UsageError."""
    clock = SystemClock()
    try:
        opened = Journal.open(journal, boot=boot_id(), clock=clock)
    except (AlreadyRunning, CannotOpen) as error:
        raise UsageError(f"the register of views cannot be written: {error}") from None
    try:
        stamp = Stamp(clock, settings.zone, boot_id())
        stamp.not_before(opened.recall().trusted_ms)
        answer = await AccessRegister(settings, opened, stamp).enter(view)
    finally:
        await opened.close()
    if isinstance(answer, Refusal):
        raise UsageError(answer.why)
