"""Lays fifty cards on a reader whose quality is tested, and searches the station's memory for anybody.

    python tests/campaigns/memory.py [cards]

Needs root, who may read another process's memory. Ends with one summary line; status 1 when anything was found.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "processes"), str(ROOT / "tests" / "identity")]

from cards_under_test import cards_under_test  # noqa: E402 - found only after the lines above


def main(cards: int = 50) -> int:
    """Run the campaign; a test has no more than fifty readings."""
    with tempfile.TemporaryDirectory(prefix="cards-under-test-") as folder:
        left = asyncio.run(cards_under_test(Path(folder), min(cards, 50)))
    verdict = "nothing of anybody is left" if left.clean else f"FOUND {left.found}; control {left.control}"
    print(f"{len(left.laid)} cards were laid; {verdict}", flush=True)  # noqa: T201 - the campaign's report
    return 0 if left.clean else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
