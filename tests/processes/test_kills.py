"""Fifteen kills while scans and sync run. A thousand: tests/campaigns/kill.py."""

from __future__ import annotations

from pathlib import Path

from killing import Plan, kill_again_and_again


async def test_fifteen_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    told = await kill_again_and_again(tmp_path, Plan(kills=15, seed=20261121))
    print(told)  # noqa: T201 - what `pytest -rP` shows

    assert told.faults == []
    assert told.kills >= 15
    assert min(told.seen.grants, told.seen.pulses) > 15, "too little happened to mean anything"
