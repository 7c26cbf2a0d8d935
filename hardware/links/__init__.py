"""Links move bytes and know nothing of what they mean.

A link is opened by whoever builds the device and handed over; a lost link stays lost, the next try opens a new one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol


class Link(Protocol):
    """One end of a wire. After `close`, or once the other side is gone, every call raises `LinkLost`."""

    async def read(self) -> bytearray:
        """Wait for the next piece that arrives: at least one byte, in order, cut anywhere.

        The buffer belongs to the caller, who may overwrite it when it carried personal data.
        Raises LinkLost. Only one task reads a link.
        """
        ...

    def write(self, data: bytes | bytearray) -> None:
        """Hand all of `data` to the wire at once, without waiting.

        Raises LinkLost, also when the wire takes no more (nobody drains the other end).
        """
        ...

    def discard(self) -> None:
        """Forget what has arrived and was not read, so that an old answer is not taken for a new one."""
        ...

    def close(self) -> None:
        """Let go of the port; closing twice is harmless."""
        ...


OpenLink = Callable[[], Awaitable[Link]]
"""Opens the configured port, each time anew. Raises LinkLost when it cannot be opened."""
