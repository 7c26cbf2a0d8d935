"""Many stations at once: each lives for itself, so that the number of processes changes nothing but the time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from station_app.simulation.fleet import journal_lines, tables
from station_app.simulation.fleet.sites import site_of
from station_app.simulation.fleet.world import Plan, Report, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be lived through."""

    stations: int
    days: int
    seed: int = 1
    faults: bool = False
    jobs: int = 1
    out: Path | None = None
    """Where journals go; None for nowhere."""


def run_fleet(order: Order, done: Callable[[int], None] = lambda stations: None) -> list[Report]:
    """Let every station live; reports in the order of their numbers. `done` is told how many have ended.

    Raises OSError where a journal cannot be written.
    """
    plans = [
        Plan(seed=order.seed, station=number, days=order.days, faults=order.faults) for number in range(order.stations)
    ]
    # The longest lives first: nobody waits for one of them at the end.
    plans.sort(key=lambda plan: (-tables.TIERS[site_of(plan.station).tier], plan.station))
    reports: list[Report] = []
    for report in _lives(plans, order):
        reports.append(report)
        done(len(reports))
    return sorted(reports, key=lambda report: report.station)


def _lives(plans: list[Plan], order: Order) -> Iterator[Report]:
    live = partial(live_one, out=order.out)
    if order.jobs == 1 or len(plans) == 1:
        yield from map(live, plans)
        return
    with multiprocessing.get_context("spawn").Pool(min(order.jobs, len(plans))) as pool:
        yield from pool.imap_unordered(live, plans, chunksize=1)


def live_one(plan: Plan, out: Path | None) -> Report:
    """One station's life; its journal is written here, in its own process."""
    world = World(plan)
    report = world.run()
    if out is not None:
        journal_lines.write(out / f"{world.life.name}.jsonl", report.facts, Random(f"{plan.seed}/{plan.station}/rows"))
    report.facts = []  # too much to carry from process to process
    return report
