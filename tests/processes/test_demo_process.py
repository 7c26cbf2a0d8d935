"""`station demo`, as somebody would start it who has just cloned the project and has no display."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from people import citizen
from process_rig import Running, children_of, eventually, is_alive, station

from station_app.store.audit import export

SETTLED = 7.0
"""Seconds after which a station takes a device's silence for its loss; before, it might still be starting."""


@contextmanager
def playing(tmp_path: Path, *options: str) -> Iterator[Running]:
    demo = Running(tmp_path / "said", "demo", "--data", tmp_path / "demo", "--port", "0", "--fleet", "0", *options)
    try:
        yield demo
    finally:
        demo.bury()


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the tour tells."""
    done = station("demo", "--tour", "--data", tmp_path_factory.mktemp("tour") / "demo", "--port", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tour_prints_every_fact_of_one_card_one_pass_and_one_refusal(tour: str) -> None:
    facts = [line.split()[:3] for line in tour.splitlines() if line.startswith("fact ")]
    kinds = [kind for _, _, kind in facts]

    assert [int(number) for _, number, _ in facts] == list(range(1, len(facts) + 1))
    assert kinds[0] == "boot"
    assert [kind for kind in kinds if kind.startswith(("access.", "visit."))] == [
        *("access.granted", "visit.started"),
        *("access.granted", "visit.started"),
        "access.denied",
    ]


def test_the_tour_ends_with_everything_on_the_hub(tour: str) -> None:
    assert tour.splitlines()[-1].startswith("tour: done; all ")


async def test_a_demo_without_a_display_says_so_and_ends_at_once_when_told(tmp_path: Path) -> None:
    with playing(tmp_path) as demo:
        await demo.says("fact 1 boot")
        children = children_of(demo.pid)
        demo.type("quit")
        assert await demo.ends(5) == 0, demo.logged
        assert "no display: the kiosk is drawn offscreen" in demo.told
        assert [pid for pid in children if is_alive(pid)] == []
        assert len(children) >= 3, "hub, hub's worker and station"


async def test_the_end_of_a_demo_is_no_mishap_of_its_devices(tmp_path: Path) -> None:
    with playing(tmp_path) as demo:
        await demo.says("fact 1 boot")
        await asyncio.sleep(SETTLED)
        demo.type("quit")
        assert await demo.ends(10) == 0, demo.logged
    kinds = [fact["kind"] for fact in export(tmp_path / "demo" / "station" / "journal.db")]

    assert [kind for kind in kinds if kind in ("device.lost", "incident.opened")] == []


async def test_a_demo_says_where_its_config_and_data_are(tmp_path: Path) -> None:
    with playing(tmp_path) as demo:
        await demo.says("fact 1 boot")
        said = next(line for line in demo.told.splitlines() if line.startswith("config: "))
        config, data = said.removeprefix("config: ").split("  data: ")
        done = station("devices", "--config", config, "--data", data, "--json")

    assert json.loads(done.stdout)["running"]


async def test_a_demo_takes_controls_and_tells_what_follows(tmp_path: Path) -> None:
    with playing(tmp_path) as demo:
        await demo.says("fact 1 boot")
        demo.type(f"card id_reader {citizen(9)}")
        await demo.says("door.unlocked")
        demo.type("open main")
        await demo.says("visit.started")
        await demo.says("ok open main lock=released")


async def test_a_killed_demo_leaves_nothing_running(tmp_path: Path) -> None:
    with playing(tmp_path) as demo:
        await demo.says("fact 1 boot")
        children = children_of(demo.pid)
        demo.kill()
        await eventually(lambda: not any(map(is_alive, children)), "the end of all that the demo had started")
