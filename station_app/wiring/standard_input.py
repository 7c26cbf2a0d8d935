"""Lines of standard input for an event loop."""

from __future__ import annotations

import asyncio
import threading
from typing import TextIO


def lines_of(typed: TextIO) -> asyncio.Queue[str]:
    """Its lines as they come, on the running loop; its end is told by an empty one."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def hand_over(line: str) -> bool:
        try:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        except RuntimeError:
            if not loop.is_closed():
                raise
            return False  # whoever asked has ended
        return True

    def read() -> None:
        # a daemon thread, because standard input may be a file, a terminal or a pipe, and nothing can wake it
        for line in typed:
            if not hand_over(line):
                return
        hand_over("")

    threading.Thread(target=read, daemon=True).start()
    return lines
