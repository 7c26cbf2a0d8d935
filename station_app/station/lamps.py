"""Light for who may come in: code readers are dark while nobody may use them, and lit while somebody may."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.devices.driver import Lamp
from hardware.errors import DeviceFault
from station_app.core import opening
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.station.intake import Spawn
from station_app.station.log import log


class Lamps:
    """Told of each state, tells the readers when that changes something for them. It never holds anybody up.

    A reader that cannot be told keeps in mind what it was told, and does it as soon as it answers again.
    """

    def __init__(self, readers: Mapping[str, Lamp], now: Callable[[], Instant], spawn: Spawn) -> None:
        self._readers = readers
        self._now = now
        self._spawn = spawn
        self._awake = True  # so readers are from the start
        self._told: dict[str, bool | None] = dict.fromkeys(readers, True)
        self._tested = False
        self._busy: set[str] = set()

    def show(self, state: StationState) -> None:
        """Take over a state."""
        self._awake = somebody_may_come(state, self._now())
        if self._tested and state.maintenance is None:
            self._told = dict.fromkeys(self._readers)  # the test may have woken any of them
        self._tested = state.maintenance is not None
        for name in self._readers:
            if self._told[name] != self._awake and name not in self._busy:
                self._busy.add(name)
                self._spawn(self._tell(name))

    async def _tell(self, name: str) -> None:
        reader = self._readers[name]
        try:
            while self._told[name] != self._awake:  # it may change while the reader is being told
                awake = self._told[name] = self._awake
                try:
                    await (reader.wake() if awake else reader.darken())
                except DeviceFault as fault:
                    deed = "woken" if awake else "darkened"
                    log("device").info("%s is %s when it answers again (%s)", name, deed, fault.code)
        finally:
            self._busy.discard(name)


def somebody_may_come(state: StationState, at: Instant) -> bool:
    """Whether a code that is shown now could mean anything.

    Staff whose pages stand open may show one at any time: it is they who test the reader.
    """
    if state.service is not None:
        return True
    zones = {door.zone for door in state.house.doors.values()}
    zones |= {name for name, zone in state.house.zones.items() if zone.readers}
    return state.screen.moment != "maintenance" and any(opening.is_open(state.house, zone, at) for zone in zones)


def lamps_at_doors(devices: Mapping[str, object], state: StationState) -> dict[str, Lamp]:
    """The readers of all doors, and of zones without one, that have a lamp."""
    places = (*state.house.doors.values(), *state.house.zones.values())
    readers = [reader for place in places for reader in place.readers]
    return {name: device for name in readers if isinstance(device := devices.get(name), Lamp)}
