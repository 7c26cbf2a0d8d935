"""Lines of standard input reach the loop, and a loop that has ended is no mishap."""

from __future__ import annotations

import asyncio
import io
import threading
from typing import Any

from station_app.wiring import standard_input


async def test_lines_come_in_order_and_the_end_is_told() -> None:
    lines = standard_input.lines_of(io.StringIO("one\ntwo\n"))

    assert [await lines.get() for _ in range(3)] == ["one\n", "two\n", ""]


def test_a_line_that_comes_when_the_loop_has_ended_ends_the_reader_quietly() -> None:
    ended, threads = threading.Event(), list[threading.Thread]()

    class Slow(io.StringIO):
        def __next__(self) -> str:
            threads.append(threading.current_thread())
            ended.wait(30)
            return super().__next__()

    async def begin() -> Any:
        return standard_input.lines_of(Slow("late\n"))

    asyncio.run(begin())
    ended.set()
    while not threads:  # it has been started, and reads soon
        ended.wait(0.01)
    threads[0].join(30)

    assert not threads[0].is_alive()
