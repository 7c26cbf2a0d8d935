"""`station demo` with simulated neighbours: their journals are on the hub, and a later start goes on with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from process_rig import Running, children_of, eventually, is_alive

SIZE = ("--fleet", "3", "--days", "2")
HISTORY_SECONDS = 120.0


@contextmanager
def playing(folder: Path, said: str) -> Generator[Running]:
    demo = Running(folder / said, "demo", "--data", folder / "demo", "--port", "0", *SIZE)
    try:
        yield demo
    finally:
        demo.bury()


def asked(database: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(question).fetchall()


def on_hub(folder: Path, question: str) -> list[tuple[Any, ...]]:
    return asked(folder / "demo" / "hub" / "hub.db", question)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Running]]:
    """A demo whose fleet is live."""
    import asyncio

    folder = tmp_path_factory.mktemp("fleet")
    with playing(folder, "first") as running:
        asyncio.run(running.says("stations are live", HISTORY_SECONDS))
        yield folder, running


def test_every_fact_of_a_neighbour_is_on_the_hub(demo: tuple[Path, Running]) -> None:
    folder, _ = demo
    for station in ("WX-101", "WX-103"):
        rows = dict(asked(folder / "demo" / "neighbours" / station / "journal.db", "SELECT seq, hash FROM journal"))
        there = dict(on_hub(folder, f"SELECT seq, hash FROM hub_fact WHERE station_id = '{station}'"))
        assert there and there.items() <= rows.items()


def test_nothing_of_them_is_set_aside(demo: tuple[Path, Running]) -> None:
    assert on_hub(demo[0], "SELECT station_id, reason FROM hub_setaside") == []


def test_they_lie_in_districts_and_have_tiers(demo: tuple[Path, Running]) -> None:
    placed = on_hub(demo[0], "SELECT id, district, tier FROM hub_station WHERE id LIKE 'WX-%' ORDER BY id")

    assert placed == [("WX-101", "梁溪区", "busy"), ("WX-103", "梁溪区", "busy"), ("WX-202", "滨湖区", "normal")]


async def test_they_tell_how_they_are(demo: tuple[Path, Running]) -> None:
    await eventually(
        lambda: len(on_hub(demo[0], "SELECT station_id FROM hub_vitals WHERE station_id LIKE 'WX-%'")) >= 2,
        "vitals of those that are not silent",
    )


async def test_a_later_start_goes_on_with_what_is_there(demo: tuple[Path, Running]) -> None:
    folder, running = demo
    children = children_of(running.pid)
    running.type("quit")
    assert await running.ends(15) == 0, running.logged
    await eventually(lambda: not any(map(is_alive, children)), "the end of all that the demo had started")
    question = "SELECT station_id, count(*) FROM hub_fact WHERE station_id LIKE 'WX-%' GROUP BY 1"
    before = dict(on_hub(folder, question))
    with playing(folder, "second") as again:
        await again.says("stations are live", HISTORY_SECONDS)
        assert "live through" not in again.told
        assert "(as at the first start)" in again.told
        epochs = on_hub(folder, "SELECT station_id FROM hub_epoch WHERE station_id LIKE 'WX-%'")
        after = dict(on_hub(folder, question))
    assert len(epochs) == 3
    assert all(before[station] <= after[station] < before[station] + 100 for station in before)
