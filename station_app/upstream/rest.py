"""Waiting for whichever comes first: a word that there is something to do, or the end of a pause."""

from __future__ import annotations

import asyncio

from hardware.clock import Clock


async def rested(clock: Clock, seconds: float, wake: asyncio.Event) -> bool:
    """Wait; whether the word came first."""
    pause = asyncio.ensure_future(clock.sleep(seconds))
    woken = asyncio.ensure_future(wake.wait())
    try:
        await asyncio.wait({pause, woken}, return_when=asyncio.FIRST_COMPLETED)
        return woken.done()
    finally:
        for task in (pause, woken):
            task.cancel()
        await asyncio.gather(pause, woken, return_exceptions=True)
