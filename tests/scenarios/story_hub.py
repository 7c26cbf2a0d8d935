"""How a story's station comes to be known to a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from station_app.upstream.address import HubAddress
from station_app.upstream.client import Newcomer, enrol

if TYPE_CHECKING:
    from hub_rig import HubRig
    from machine import Machine

URL = "http://localhost"
STATION = "320206001"


async def make_known(machine: Machine, hub: HubRig) -> None:
    """Enrol a station that is not switched on yet."""
    machine.make_keys()
    newcomer = Newcomer(station=STATION, key=machine.keys.station(), code=hub.code(STATION))
    answer = await enrol(HubAddress(url=URL), newcomer, below=hub.transport)
    machine.keys.save_hub(URL, bytes.fromhex(answer.hub_public_key))
