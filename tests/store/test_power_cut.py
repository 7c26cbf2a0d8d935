from __future__ import annotations

import pickle
import random
import subprocess
import sys
from pathlib import Path

import pytest
from power_cut import POLICIES, Cut, Op, faults_after

CUTS = 1000
SCRIPT = Path(__file__).with_name("record_power_cut.py")


def recorded(home: Path, transactions: int) -> list[Op]:
    """All that one life of a journal asks of the disk."""
    (home / "disk").mkdir()
    trace = home / "trace"
    subprocess.run([sys.executable, SCRIPT, home / "disk", str(transactions), trace], check=True, timeout=120)
    return pickle.loads(trace.read_bytes())


@pytest.fixture
def ops(home: Path) -> list[Op]:
    return recorded(home, 20)


def test_no_power_cut_loses_an_acknowledged_fact_or_halves_a_transaction(ops: list[Op], home: Path) -> None:
    chance = random.Random(20261121)
    every = [(after, policy) for after in range(len(ops) + 1) for policy in POLICIES]
    chosen = sorted(chance.choices(every, k=CUTS))
    planned = [Cut(after=after, policy=policy, seed=chance.getrandbits(32)) for after, policy in chosen]

    assert faults_after(ops, planned, home / "found") == {}


def test_the_record_holds_every_kind_of_operation(ops: list[Op]) -> None:
    kinds = {op[0] for op in ops}

    assert {"create", "write", "truncate", "sync", "delete", "rename", "sync-names", "acknowledged"} <= kinds
