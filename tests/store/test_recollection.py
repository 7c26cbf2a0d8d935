"""After a restart the journal's tables and the replay of its facts say the same."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "core"))

from core_world import MONDAY_NOON, CoreStation, one_door

from hardware.clock import ManualClock
from station_app.core import replay
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.store.journal import Journal
from station_app.store.projections import Recollection
from station_app.store.recent import MOST_FACTS


def lived(seed: int) -> CoreStation:
    """A short random life of one door."""
    random, station = Random(seed), CoreStation(one_door(capacity=3))
    for _ in range(40):
        station.wait(random.choice((1, 60, 1200)))
        match random.randrange(6):
            case 0 | 1:
                station.enter(f"person-{random.randrange(5)}")
            case 2:
                station.leave()
            case 3:
                station.pass_(f"pass-{random.randrange(8)}")
            case 4:
                station.lose("board")
            case _:
                station.restore("board")
    return station


async def after_restart(home: Path, facts: list[Fact], at: Instant) -> Recollection:
    """What a journal with these facts gives back."""
    clock = ManualClock(wall=at.wall_ms / 1000)
    for part in (facts, []):
        journal = Journal.open(home / "journal.db", boot="b1", clock=clock, ballast_bytes=0)
        recalled = journal.recall()
        if part:
            await journal.append(part)
        await journal.close()
    return recalled


@pytest.mark.parametrize("seed", range(12))
async def test_the_tables_and_the_replay_agree_on_any_history(home: Path, seed: int) -> None:
    station = lived(seed)
    replayed = replay.recall(StationState.fresh(station.state.house), station.facts)

    recalled = await after_restart(home, station.facts, station.at)

    inside = {name: visit.person for name, visit in recalled.visits.items() if visit.inside}
    assert inside == {name: visit.person for name, visit in replayed.visits.items() if visit.inside}
    assert {cause: one.id for cause, one in recalled.incidents.items()} == {
        cause: one.id for cause, one in replayed.incidents.items()
    }
    assert recalled.used_passes.keys() >= replayed.used_passes.keys()


def later(hours: float) -> Instant:
    milliseconds = round(hours * 3_600_000)
    wall, mono = MONDAY_NOON.wall_ms + milliseconds, MONDAY_NOON.mono_ms + milliseconds
    return Instant(wall_ms=wall, mono_ms=mono, boot="b1")


async def test_only_two_days_are_read_and_the_newest_of_what_lasts(home: Path) -> None:
    facts = [
        fact("policy.confirmed", later(0), policy="p1"),
        fact("policy.confirmed", later(1), policy="p2"),
        fact("visit.ended", later(2), visit="old", zone="hall", evidence="tap", inferred=True, minutes=1),
        fact("visit.ended", later(100), visit="new", zone="hall", evidence="tap", inferred=True, minutes=1),
    ]

    recalled = await after_restart(home, facts, later(101))

    assert [told.body.get("policy") or told.body["visit"] for told in recalled.facts] == ["p2", "new"]


async def test_a_restart_reads_a_bounded_number_of_facts(home: Path) -> None:
    body = {"visit": "v", "zone": "hall", "evidence": "tap", "inferred": True, "minutes": 1}
    facts = [fact("visit.ended", later(0), **body) for _ in range(MOST_FACTS + 100)]

    recalled = await after_restart(home, facts, later(1))

    assert len(recalled.facts) == MOST_FACTS
