from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
from core_world import MONDAY_NOON
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from turn_world import house

from station_app.core import turn_desk
from station_app.core.commands import Record
from station_app.core.events import (
    ContactMoved,
    Event,
    ExitPressed,
    InputMoved,
    Known,
    Presented,
    Started,
    Ticked,
    TurnAsked,
)
from station_app.core.flow import next_deadline, step
from station_app.core.model import StationState


class AnyTurns(RuleBasedStateMachine):
    """Anybody, in any order: never more than the places, nobody twice, first come first called, every number ends."""

    @initialize(places=st.sampled_from([1, 2]), door=st.booleans(), extend=st.sampled_from([0, 10]))
    def begin(self, places: int, door: bool, extend: int) -> None:
        made = house(door=door, latch=True, capacity=places, places=places, extend_minutes=extend)
        self.state = StationState.fresh(made)
        self.at = MONDAY_NOON
        self.door = door
        self.number = 0
        self.waiting: list[object] = []
        self.called: set[object] = set()
        self.running: set[object] = set()

    def hear(self, event: Event) -> None:
        self.state, commands = step(self.state, event)
        for command in commands:
            if isinstance(command, Record) and command.fact.kind.startswith("turn."):
                self._told(command.fact.kind[5:], command.fact.body["turn"])

    def _told(self, what: str, number: object) -> None:
        match what:
            case "queued":
                assert number not in {*self.waiting, *self.called, *self.running}
                self.waiting.append(number)
            case "called":
                assert self.waiting.pop(0) == number, "first come, first called"
                self.called.add(number)
            case "passed":
                self.called.remove(number)
            case "started":
                assert number in self.called or not self.waiting, "somebody was overtaken"
                self.called.discard(number)
                self.running.add(number)
            case "ended":
                self.running.remove(number)
            case _:
                assert number in self.running

    @rule(person=st.sampled_from(["a", "b", "c", "d", None]), named=st.booleans(), ask=st.booleans())
    def show(self, person: str | None, named: bool, ask: bool) -> None:
        self.number += 1
        known = Known(person=person, pass_id=None if named else f"pass-{person}")
        if ask:
            self.hear(TurnAsked(at=self.at, zone="shower"))
        reader = "reader" if ask else "shower-reader"
        self.hear(Presented(at=self.at, id=f"n{self.number}", reader=reader, credential="pass", finding=known))

    @precondition(lambda self: self.door)
    @rule(open=st.booleans())
    def move_door(self, open: bool) -> None:
        self.hear(ContactMoved(at=self.at, door="shower", open=open))

    @precondition(lambda self: self.door)
    @rule()
    def go_out(self) -> None:
        for event in (
            ExitPressed(at=self.at, door="shower"),
            ContactMoved(at=self.at, door="shower", open=True),
            ContactMoved(at=self.at, door="shower", open=False),
        ):
            self.hear(event)

    @rule(on=st.booleans())
    def bolt(self, on: bool) -> None:
        self.hear(InputMoved(at=self.at, name="bolt", on=on))

    @rule(minutes=st.sampled_from([0.05, 1, 3.1, 16, 21, 60]))
    def live(self, minutes: float) -> None:
        end, ticks = self.at.mono_ms + round(minutes * 60_000), 0
        while (left := end - self.at.mono_ms) > 0:
            moved = min(left, max(1, round(next_deadline(self.state, self.at) * 1000)))
            self.at = replace(self.at, wall_ms=self.at.wall_ms + moved, mono_ms=self.at.mono_ms + moved)
            self.hear(Ticked(at=self.at))
            ticks += 1
            assert ticks < 500, "time stands still"

    @rule()
    def start_again(self) -> None:
        self.at = replace(self.at, boot=self.at.boot + "+", mono_ms=0)
        self.hear(Started(at=self.at, version="1"))

    @invariant()
    def no_more_than_the_places(self) -> None:
        rule = self.state.house.rule("shower").turn
        desk = turn_desk.desk_of(self.state, "shower")
        assert rule is not None
        assert len(desk.running) + sum(1 for one in desk.queue if one.called) <= rule.places

    @invariant()
    def nobody_twice(self) -> None:
        desk = turn_desk.desk_of(self.state, "shower")
        for field in ("person", "pass_id"):
            people = [getattr(one, field) for one in (*desk.running, *desk.queue) if getattr(one, field) is not None]
            assert len(people) == len(set(people))

    @invariant()
    def what_was_told_is_what_stands(self) -> None:
        desk = turn_desk.desk_of(self.state, "shower")
        assert {turn.number for turn in desk.running} == self.running
        assert [one.number for one in desk.queue if not one.called] == self.waiting
        assert {one.number for one in desk.queue if one.called} == self.called

    def teardown(self) -> None:
        """After a day without anybody every number has ended."""
        if not hasattr(self, "state"):
            return
        self.bolt(False)
        for _ in range(48):
            self.live(60)
        assert not self.running
        assert not self.waiting
        assert not self.called


TestAnyTurns = AnyTurns.TestCase
TestAnyTurns.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
