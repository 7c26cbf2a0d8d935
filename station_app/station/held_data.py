"""What is held about people: erased in the background while the door goes on, and told to whoever asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from station_app.core.commands import Erase, Tell
from station_app.station.intake import Spawn
from station_app.station.log import log
from station_app.store.faults import StoreFault


class Holder(Protocol):
    """The journal, as it is needed here."""

    async def erase(self, want: Erase) -> None:
        """Erase in all rows there are now. Raises StoreFault."""
        ...

    async def finish_erasures(self) -> None:
        """Carry out what was cut short. Raises StoreFault."""
        ...

    async def held(self, persons: tuple[str, ...]) -> tuple[int, int, int]:
        """How many visits, and the wall times of the first and the last. Raises StoreFault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is held about whoever has asked."""

    visits: int
    first_ms: int = 0
    last_ms: int = 0
    """Wall times of the first and the last visit; 0 for none."""
    notice: str = ""
    """Version of the notice that was agreed to; empty for none."""
    occupation: str = ""


class HeldData:
    """Carries out `Erase` and `Tell`."""

    def __init__(self, journal: Holder, spawn: Spawn, show: Callable[[Held], None]) -> None:
        self._journal = journal
        self._spawn = spawn
        self._show = show
        self._wanted: asyncio.Queue[Erase | None] = asyncio.Queue()

    def erase(self, command: Erase) -> None:
        """Erase this when what was wanted before is erased."""
        self._wanted.put_nowait(command)

    def finish(self) -> None:
        """Erase again all that was to be forgotten: the journal works again, or the hub knows whom to forget."""
        self._wanted.put_nowait(None)

    def tell(self, command: Tell) -> None:
        """Look up what is held and show it."""
        self._spawn(self._tell(command))

    async def run(self) -> None:
        """Erase for ever, what an earlier run did not finish first. A fault leaves it for the next time."""
        want: Erase | None = None
        while True:
            try:
                if want is not None:
                    await self._journal.erase(want)
                if want is None or want.scope == "age":
                    await self._journal.finish_erasures()
            except StoreFault as fault:
                log("journal").error(
                    "what names a person could not be erased (%s); tried again when the journal works, or within a day",
                    fault.code,
                )
            want = await self._wanted.get()

    async def _tell(self, command: Tell) -> None:
        try:
            visits, first, last = await self._journal.held(command.persons)
        except StoreFault:
            return  # the screen goes on saying that it looks
        agreed = {"notice": command.notice, "occupation": command.occupation}
        self._show(Held(visits=visits, first_ms=first, last_ms=last, **agreed))
