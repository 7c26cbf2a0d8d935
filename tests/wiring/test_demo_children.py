"""How the demo's processes end."""

from __future__ import annotations

import asyncio
import contextlib
import sys

from station_app.wiring.demo_children import Children, keep_station


class SlowToEnd(Children):
    """Stations that say when they are up, and need a moment for their end."""

    def __init__(self) -> None:
        super().__init__()
        self.up = asyncio.Event()
        self.child: asyncio.subprocess.Process | None = None

    async def start(self, *command: str, talks: bool = False) -> asyncio.subprocess.Process:
        program = "import signal; print(flush=True); signal.sigwait({signal.SIGTERM})"
        blocked = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}); "
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", blocked + program, stdout=asyncio.subprocess.PIPE
        )
        assert child.stdout is not None
        await child.stdout.readline()
        self.child = child
        self.up.set()
        return child


async def test_a_station_is_gone_before_the_twins_that_outlive_its_keeper() -> None:
    children = SlowToEnd()
    keeper = asyncio.create_task(keep_station(children, [], lambda _line: None))
    await children.up.wait()
    await asyncio.sleep(0)
    keeper.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeper

    assert children.child is not None
    assert children.child.returncode == 0
