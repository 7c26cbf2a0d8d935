"""`station enrol`: makes the station known to its hub, with the key that only this station has."""

from __future__ import annotations

import asyncio
from pathlib import Path

from station_app.config import Settings
from station_app.wiring.devices import checked_settings
from station_app.wiring.process import UsageError, data_dir


def enrol(config: Path, data: Path | None, code: str) -> int:
    """Enrol with a one-time code and remember the hub's key."""
    settings = checked_settings(config)
    asyncio.run(enrol_at(settings, data_dir(data), code))
    print(f"enrolled {settings.station.id}")  # noqa: T201 - the command's answer
    return 0


async def enrol_at(settings: Settings, data: Path, code: str) -> None:
    """Enrol the station whose keys are in `data`. Raises UsageError."""
    from station_app.identity.keys import Keys
    from station_app.identity.vault import KeyFault
    from station_app.upstream.address import HubAddress
    from station_app.upstream.client import Newcomer
    from station_app.upstream.client import enrol as ask
    from station_app.upstream.faults import HubFault, HubUnreachable

    if settings.hub is None:
        raise UsageError("the config has no [hub]; add its url first")
    station = settings.station
    try:
        keys = Keys(data)
        newcomer = Newcomer(station=station.id, key=keys.station(), code=code.strip(), name=station.name)
        enrolled = await ask(HubAddress(url=settings.hub.url, ca_file=settings.hub.ca_file), newcomer)
        keys.save_hub(settings.hub.url, bytes.fromhex(enrolled.hub_public_key))
    except HubUnreachable as fault:
        raise UsageError(f"{settings.hub.url}: {fault}. Check that address, then this machine's network") from None
    except (HubFault, KeyFault) as fault:
        raise UsageError(str(fault)) from None
