"""Pulls a scanner's cable ten thousand times and shows a code after each: on a real pty, with the real driver.

    python tests/campaigns/replugs.py [replugs]

Ends with one summary line; status 1 when a first code was missed, or files or threads were left behind.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "hardware" / "matrix")]

from replugging import replug_again_and_again  # noqa: E402 - found only after the line above


def main(replugs: int = 10_000) -> int:
    """Run the campaign."""

    def say(line: str) -> None:
        print(line, flush=True)  # noqa: T201 - the campaign's report

    with tempfile.TemporaryDirectory(prefix="replugs-") as folder:
        told = asyncio.run(replug_again_and_again(Path(folder), replugs, say))
    say(str(told))
    return 0 if told.fine else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
