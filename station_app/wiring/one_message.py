"""One message to the hub, by a command: the station may run meanwhile, or stand still."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from hardware.clock import SystemClock
from station_app.config import ConfigError
from station_app.upstream.client import HubClient
from station_app.wiring.process import UsageError, existing_data

T = TypeVar("T")


class NotSent(UsageError):
    """The hub did not get it, or did not take it; the message says why."""


def to_hub(config: Path, data: Path | None, send: Callable[[HubClient], Awaitable[T]]) -> T:
    """What the hub answers. Raises NotSent."""
    from station_app.identity.keys import Keys
    from station_app.upstream.faults import HubFault
    from station_app.wiring.devices import checked_settings
    from station_app.wiring.sync import Way, hub_client

    way = Way(clock=SystemClock(), arrived=lambda _: None, forgotten=lambda: None)
    try:
        client = hub_client(checked_settings(config), Keys(existing_data(data)), way)
    except ConfigError as error:
        raise NotSent(str(error)) from None
    if client is None:
        raise NotSent("this station is not enrolled with the hub of its config")

    async def sent() -> T:
        try:
            return await send(client)
        finally:
            await client.close()

    try:
        return asyncio.run(sent())
    except HubFault as fault:
        raise NotSent(str(fault)) from None
