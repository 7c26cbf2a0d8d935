"""Journals of a small fleet that has lived in virtual time, as papers that a station pushes from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from paper_journal import Paper, made

from station_app.core.facts import Fact
from station_app.simulation.fleet.world import Plan, World

_DAWN = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=2)
def lived(stations: int = 2, days: int = 3) -> dict[str, tuple[Fact, ...]]:
    """Station -> all that happened there, without faults."""
    found = dict[str, tuple[Fact, ...]]()
    for number in range(stations):
        world = World(Plan(seed=1, station=number, days=days, faults=False))
        found[world.life.name] = tuple(world.run().facts)
    return found


def paper_of(facts: tuple[Fact, ...]) -> Paper:
    """An outbox with these facts."""
    paper = Paper()
    rows = paper.rows[paper.epoch]
    for fact in facts:
        wall = _DAWN + timedelta(milliseconds=fact.at.wall_ms)
        rows.append(made(rows[-1] if rows else None, paper.epoch, fact.kind, fact.body, wall))
    return paper
