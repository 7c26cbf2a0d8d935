"""An invariant that cannot fail proves nothing: each is shown a rule with a bug planted in it, and names it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from station_app.core import flow
from station_app.core.answer import Step
from station_app.core.commands import Command, HoldLock, Record, RunSelftest
from station_app.core.events import Event, ExitPressed, Ordered, Presented
from station_app.core.facts import Fact, fact
from station_app.core.model import StationState
from station_app.simulation.fleet.agenda import Agenda
from station_app.simulation.fleet.invariants import Broken
from station_app.simulation.fleet.world import Plan, Report, World

QUIET, HUB = 2, 4

Bug = Callable[[StationState, Event, StationState, Sequence[Command]], Step]


def live(bug: Bug, station: int = HUB, days: int = 1) -> Report:
    """A life under rules with a bug."""

    def step(state: StationState, event: Event) -> Step:
        after, commands = flow.step(state, event)
        return bug(state, event, after, commands)

    return World(Plan(seed=1, station=station, days=days), step).run()


def broken(report: Report) -> str:
    assert report.broken is not None, "nobody has noticed the bug"
    assert report.broken_at.startswith("2027-04-")
    return report.broken.invariant


def kinds(commands: Sequence[Command]) -> set[str]:
    return {command.fact.kind for command in commands if isinstance(command, Record)}


def without(commands: Sequence[Command], kind: str) -> list[Command]:
    return [c for c in commands if not (isinstance(c, Record) and c.fact.kind == kind)]


def changed(commands: Sequence[Command], kind: str, change: Callable[[Fact], Fact]) -> list[Command]:
    return [Record(fact=change(c.fact)) if isinstance(c, Record) and c.fact.kind == kind else c for c in commands]


def test_rules_without_a_bug_break_nothing() -> None:
    report = live(lambda before, event, after, commands: (after, list(commands)))

    assert report.broken is None


def test_a_visit_that_is_not_recorded() -> None:
    report = live(lambda before, event, after, commands: (after, without(commands, "visit.started")))

    assert broken(report) == "counts equal truth"


def test_a_visit_before_the_door_opens() -> None:
    def bug(before: StationState, event: Event, after: StationState, commands: Sequence[Command]) -> Step:
        if not isinstance(event, Presented) or "access.granted" not in kinds(commands):
            return after, list(commands)
        door, zone = "main", "rest"
        told = {"visit": event.id, "door": door, "zone": zone, "credential": event.credential}
        early = fact("visit.started", event.at, **told, presentation=event.id, evidence="door-opened")
        return after, [*commands, Record(fact=early)]

    assert broken(live(bug)) == "no visit without an opened door"


def test_an_exit_that_is_not_answered() -> None:
    def bug(before: StationState, event: Event, after: StationState, commands: Sequence[Command]) -> Step:
        if isinstance(event, ExitPressed):
            return after, [c for c in commands if not isinstance(c, HoldLock)]
        return after, list(commands)

    assert broken(live(bug)) == "exit always free"


def test_a_button_that_does_not_cut_the_supply() -> None:
    world = World(Plan(seed=1, station=HUB, days=1))

    class Walled:
        def is_free(self, now_ms: int) -> bool:
            return False

    held = world.life.building.lock

    def step(state: StationState, event: Event) -> Step:
        world.life.building.lock = Walled() if isinstance(event, ExitPressed) else held  # pyright: ignore[reportAttributeAccessIssue]
        return flow.step(state, event)

    world.life.step = step
    assert broken(world.run()) == "nobody locked in"


def test_more_people_than_there_is_room_for() -> None:
    world = World(Plan(seed=1, station=HUB, days=2))
    house = world.life.state.house
    full = replace(house, zones={name: replace(zone, capacity=1) for name, zone in house.zones.items()})

    def step(state: StationState, event: Event) -> Step:
        # Decided as if there were room for all, and recorded before a house of one place.
        after, commands = flow.step(replace(state, house=house), event)
        return replace(after, house=full), commands

    world.life.state = replace(world.life.state, house=full)
    world.life.step = step
    assert broken(world.run()) == "capacity never exceeded by grants"


def test_a_private_zone_of_which_people_are_told() -> None:
    def bug(before: StationState, event: Event, after: StationState, commands: Sequence[Command]) -> Step:
        told = fact("occupancy.day", event.at, zone="shower", day=1, grants=2, entered=3)
        return after, [*commands, Record(fact=told)]

    assert broken(live(bug, station=3)) == "a private zone never observed"


def test_a_pseudonym_in_another_field() -> None:
    def named(told: Fact) -> Fact:
        return replace(told, body={**told.body, "visit": told.body.get("person", told.body["visit"])})

    report = live(lambda before, event, after, commands: (after, changed(commands, "visit.started", named)))

    assert broken(report) == "no personal value in a fact but in a field for it"


def test_an_incident_that_the_journal_does_not_know() -> None:
    world = World(Plan(seed=1, station=HUB, days=3))
    world.visitors.wires.keep_open_ms = 60_000

    def step(state: StationState, event: Event) -> Step:
        after, commands = flow.step(state, event)
        return after, without(commands, "incident.opened")

    world.life.step = step
    assert broken(world.run()) == "every incident closed or open with an owner"


def test_an_incident_without_an_owner() -> None:
    world = World(Plan(seed=1, station=HUB, days=3))
    world.visitors.wires.keep_open_ms = 60_000

    def orphan(told: Fact) -> Fact:
        return replace(told, body={name: value for name, value in told.body.items() if name != "owner"})

    def step(state: StationState, event: Event) -> Step:
        after, commands = flow.step(state, event)
        return after, changed(commands, "incident.opened", orphan)

    world.life.step = step
    assert broken(world.run()) == "every incident closed or open with an owner"


def test_a_fact_that_is_lost_on_the_way_to_the_journal() -> None:
    world = World(Plan(seed=1, station=HUB, days=1))
    world.life.recorded = lambda told: world.life.facts.pop() if told.kind == "door.closed" else None  # pyright: ignore[reportAttributeAccessIssue]

    assert broken(world.run()) == "seq without gaps"


def test_people_who_are_not_believed_to_be_there() -> None:
    def bug(before: StationState, event: Event, after: StationState, commands: Sequence[Command]) -> Step:
        rest = after.life.get("rest")
        if rest is None:
            return after, list(commands)
        return replace(after, life={**after.life, "rest": replace(rest, low=0, high=0)}), list(commands)

    assert broken(live(bug)) == "occupancy holds the truth"


def test_time_that_is_asked_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Agenda, "due_ms", lambda agenda, state, at: at.mono_ms)

    report = World(Plan(seed=1, station=QUIET, days=1)).run()

    assert broken(report) == "ticks do not spin"
    assert report.ticks < 100


def order(world: World, not_after_ms: int) -> Ordered:
    at = world.life.at()
    world.troubles.managers.not_after["o1"] = not_after_ms
    return Ordered(
        at=at, id="o1", verb="open", reason="", by="keeper", target="main",
        not_after_ms=world.life.now_ms + 60_000, heard_ms=world.life.now_ms,
    )  # fmt: skip


def started() -> World:
    world = World(Plan(seed=1, station=QUIET, days=1))
    world.life.start()
    return world


def test_a_lock_that_moves_after_the_order_is_over() -> None:
    world = started()

    with pytest.raises(Broken, match="no late command"):
        world.life.hear(order(world, not_after_ms=world.life.now_ms - 1))


def test_an_order_that_moves_a_lock_twice() -> None:
    world = started()
    late = order(world, not_after_ms=world.life.now_ms + 60_000)

    def step(state: StationState, event: Event) -> Step:
        after, commands = flow.step(state, event)
        return after, [c for command in commands for c in ([command] * (1 + isinstance(command, HoldLock)))]

    world.life.step = step
    with pytest.raises(Broken, match="twice"):
        world.life.hear(late)


def test_a_broken_invariant_survives_the_way_between_processes() -> None:
    found = Broken("seq without gaps", "one is missing")
    kind, arguments = found.__reduce__()

    assert str(kind(*arguments)) == str(found)


def test_a_self_test_round_somebody() -> None:
    """Whatever is ordered, somebody being inside does not matter to these rules."""

    def bug(before: StationState, event: Event, after: StationState, commands: Sequence[Command]) -> Step:
        if isinstance(event, Presented) and "access.granted" in kinds(commands):
            return after, [*commands, RunSelftest(order="o1", by="keeper", not_after_mono_ms=0)]
        return after, list(commands)

    assert broken(live(bug)) == "no lock is tested round anybody"


def test_self_tests_and_restarts_that_are_ordered_all_day_break_nothing() -> None:
    world = World(Plan(seed=1, station=QUIET, days=1, faults=True))
    for hour in range(24):
        for verb, target in (("selftest", ""), ("restart-device", "board"), ("restart-device", "scanner")):
            world.life.after(hour * 3_600_000 + 1_000, ordered, world, f"{verb}/{target}/{hour}", verb, target)
    report = world.run()
    proofs = {str(fact.body["evidence"]) for fact in report.facts if fact.kind == "command.confirmed"}

    assert report.broken is None
    assert {"tested/4", "works"} <= proofs


def ordered(world: World, name: str, verb: str, target: str) -> None:
    """An order comes at once, valid for a minute."""
    life = world.life
    world.troubles.managers.not_after[name] = late = life.now_ms + 60_000
    told = {"id": name, "verb": verb, "target": target, "reason": "r", "by": "keeper"}
    life.hear(Ordered(at=life.at(), **told, heard_ms=life.now_ms, not_after_ms=late))
