"""Kills the core process a thousand times while scans and sync run, and the hub now and then.

    python tests/campaigns/kill.py [kills] [seed] [minutes]

Ends with one summary line; status 1 when anything was lost, doubled or done without its row.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path += [str(TESTS / "processes"), str(TESTS / "identity")]

from killing import Plan, kill_again_and_again  # noqa: E402 - found only after the line above


def main(kills: int = 1000, seed: int = 1, minutes: float = 24.0) -> int:
    def say(line: str) -> None:
        print(line, flush=True)  # noqa: T201 - the campaign's report

    plan = Plan(kills=kills, seed=seed, until=time.monotonic() + minutes * 60, say=say)
    with tempfile.TemporaryDirectory(prefix="rest-station-kills-") as folder:
        told = asyncio.run(kill_again_and_again(Path(folder), plan))
    say(str(told))
    return 1 if told.faults else 0


if __name__ == "__main__":
    sys.exit(main(*(kind(text) for kind, text in zip((int, int, float), sys.argv[1:], strict=False))))
