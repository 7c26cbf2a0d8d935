"""Cuts the power at every write, sync, truncate, rename and delete of the journal, and starts the station again.

usage: power_cut.py [--lives N] [--transactions N] [--seeds N] [--only N]

A life is a journal with its checkpoints, restarts and a renewal. Each of its operations is cut after, with each of
the four policies for what was not synced, the two random ones with several seeds. Status 1 if anything is lost.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

STORE_TESTS = Path(__file__).parent.parent / "store"
sys.path.insert(0, str(STORE_TESTS))

from power_cut import POLICIES, Cut, faults_after  # noqa: E402 - the path above makes it known
from test_power_cut import recorded  # noqa: E402


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lives", type=int, default=3, help="how many different lives (default 3)")
    parser.add_argument("--transactions", type=int, default=40, help="appends in a life (default 40)")
    parser.add_argument("--seeds", type=int, default=4, help="cuts with each random policy (default 4)")
    parser.add_argument("--only", type=int, default=0, help="a sample of so many cuts a life (default: all)")
    choice = parser.parse_args()
    total = failed = 0
    for life in range(choice.lives):
        with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
            ops = recorded(Path(name), choice.transactions + life)
            cuts = planned(len(ops), choice.seeds, choice.only)
            faults = faults_after(ops, cuts, Path(name) / "found")
        total += len(cuts)
        failed += len(faults)
        sys.stdout.write(f"life {life + 1}: {len(ops)} operations, {len(cuts)} cuts, {len(faults)} not got over\n")
        for cut, fault in list(faults.items())[:20]:
            sys.stdout.write(f"  {cut}: {fault}\n")
    sys.stdout.write(f"all: {total} cuts, {failed} not got over\n")
    return 1 if failed else 0


def planned(operations: int, seeds: int, only: int) -> list[Cut]:
    """Every operation with every policy, in the order of time."""
    cuts = [
        Cut(after=after, policy=policy, seed=seed)
        for after in range(operations + 1)
        for policy in POLICIES
        for seed in range(seeds if policy in ("some", "torn") else 1)
    ]
    chosen = random.Random(1).sample(cuts, only) if 0 < only < len(cuts) else cuts
    return sorted(chosen, key=lambda cut: cut.after)


if __name__ == "__main__":
    sys.exit(main())
