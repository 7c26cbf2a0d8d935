"""A station for the time of one technician's command: the one that runs, or a core of its own without a screen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from hardware.clock import SystemClock
from station_app.identity.memory import forbid_core_dumps
from station_app.wiring.core_process import SOCKET_NAME, Choices, Manner, serve
from station_app.wiring.devices import checked_settings
from station_app.wiring.process import UsageError, data_dir, existing_data, until_told_to_stop
from station_app.wiring.service_client import Talk, running_station

T = TypeVar("T")

START_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 0.05


def at_station(config: Path, data: Path | None, talk: Callable[[Talk], T]) -> T | None:
    """What `talk` learns from the running station, or from one that is started for it; None when it was cut off."""
    settings = checked_settings(config)
    directory = data_dir(existing_data(data))
    with running_station(directory) as running:
        if running is not None:
            try:
                return talk(running)
            except KeyboardInterrupt:
                return None  # the station notices that nobody listens any more, and ends what was begun
    forbid_core_dumps()
    learned: list[T] = []
    manner = Manner(headless=True)
    choices = Choices(settings=settings, data=directory, socket=directory / SOCKET_NAME, manner=manner, config=config)
    until_told_to_stop(_with_core(choices, talk, learned))
    return learned[0] if learned else None


async def _with_core(choices: Choices, talk: Callable[[Talk], T], learned: list[T]) -> None:
    core = asyncio.ensure_future(serve(choices, SystemClock()))
    asked = asyncio.ensure_future(_ask(choices.data, talk))
    try:
        await asyncio.wait([core, asked], return_when=asyncio.FIRST_COMPLETED)
        if asked.done():
            learned.append(asked.result())
    finally:
        core.cancel()
        asked.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await core


async def _ask(data: Path, talk: Callable[[Talk], T]) -> T:
    loop = asyncio.get_running_loop()
    until = loop.time() + START_SECONDS
    while loop.time() < until:
        if (answer := await asyncio.to_thread(_asked, data, talk)) is not None:
            return answer
        await asyncio.sleep(_LOOK_SECONDS)
    raise UsageError(f"no station could be started within {START_SECONDS:.0f} seconds; see what it says above")


def _asked(data: Path, talk: Callable[[Talk], T]) -> T | None:
    with running_station(data) as running:
        return None if running is None else talk(running)
