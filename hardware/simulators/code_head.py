"""The part of a simulated code reader that sees codes and puts them on the wire: the same in every model."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from hardware.clock import Clock
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.simulators.switches import FaultSwitches

TEXT_FAULTS: Final = frozenset({"flood", "gbk", "half-line"})
HEAD_FAULTS: Final = TEXT_FAULTS | {"silent-head", "refuses-commands"}
"""silent-head: commands are answered and nothing is read. refuses-commands: codes are read and no command is taken."""
_FLOOD_EVERY: Final = 0.01
_FLOOD_CODES: Final = 10


class CodeHead:
    """Reads what is shown while it may; a flood comes whether it may or not."""

    def __init__(
        self, clock: Clock, frame: Callable[[bytes], bytes], may_read: Callable[[], bool], faults: frozenset[str]
    ) -> None:
        """`frame` makes wire bytes of a code; `may_read` says whether it is lit, and takes note that it reads.

        `faults` are `TEXT_FAULTS` or `HEAD_FAULTS`, and those of the model.
        """
        self._clock = clock
        self._frame = frame
        self._may_read = may_read
        self.switches = FaultSwitches(faults)
        self._link: Link | None = None
        self._flood: asyncio.Task[None] | None = None

    @property
    def refuses(self) -> bool:
        """Whether commands are not taken just now."""
        return "refuses-commands" in self.switches

    @contextmanager
    def plugged(self, link: Link) -> Generator[None]:
        """Codes go to this link inside, and are lost outside."""
        self._link = link
        try:
            yield
        finally:
            self._link = None

    def fault(self, name: str, on: bool) -> None:
        """Break it or mend it; `flood` needs the running loop."""
        self.switches.set(name, on)
        if name == "flood" and self._flood is not None:
            self._flood.cancel()
            self._flood = None
        if name == "flood" and on:
            self._flood = asyncio.ensure_future(self._show_for_ever())

    def show(self, text: str) -> None:
        """Hold a code before it: nothing comes while it is dark or dead, and without a cable the code is lost."""
        raw = self.sees(text)
        if raw is not None:
            self.send(self.spoilt(self._frame(raw)))

    def sees(self, text: str) -> bytes | None:
        """What it makes of a code that is held before it; None while it is dark or dead."""
        if "silent-head" in self.switches or not self._may_read():
            return None
        return text.encode("gb18030" if "gbk" in self.switches else "utf-8")

    def spoilt(self, raw: bytes) -> bytes:
        """What of a frame it gets out."""
        return raw[: len(raw) // 2] if "half-line" in self.switches else raw

    def send(self, raw: bytes) -> None:
        """Put these very bytes on the wire."""
        if self._link is None:
            return
        try:
            self._link.write(raw)
        except LinkLost:
            self._link = None

    async def _show_for_ever(self) -> None:
        for number in itertools.count():
            first = number * _FLOOD_CODES
            self.send(b"".join(self._frame(b"FLOOD%08d" % (first + i)) for i in range(_FLOOD_CODES)))
            await self._clock.sleep(_FLOOD_EVERY)
