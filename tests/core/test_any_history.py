"""Any events, in any order, under any clock: what always holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import hypothesis.strategies as st
from core_world import MONDAY_NOON
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from station_app.core.commands import Command, HoldLock, Record
from station_app.core.events import (
    CardArrived,
    CardTaken,
    CompanionsDeclared,
    ContactMoved,
    Counted,
    DeviceFailed,
    DeviceWorks,
    Event,
    ExitPressed,
    ExitReleased,
    Flooded,
    HelpAsked,
    InputMoved,
    Known,
    LockFailed,
    LockMoved,
    MaintenanceBegan,
    MaintenanceEnded,
    Presented,
    SelftestPresented,
    ServiceClosed,
    StaffSeen,
    Started,
    StoreFailed,
    StoreWorks,
    Ticked,
    Unknown,
)
from station_app.core.flow import LONGEST_WAIT_SECONDS, next_deadline, step
from station_app.core.hours import Hours
from station_app.core.model import Door, House, Sense, StationState, Zone
from station_app.core.policy import Policy
from station_app.core.reasons import DENIALS

CAPACITY = 2
DOORS = ("main", "side", "blind")
READERS = {"main-reader": "main", "side-reader": "side", "blind-reader": "blind"}
INPUTS = ("pir", "latch")
DEVICES = ("board", "main-reader", "blind-reader")
YEAR_MS = 365 * 86_400_000

people = st.sampled_from(["a", "b", "c", None])
dates = st.sampled_from([None, "20200101", "20991231"])
known = st.builds(Known, person=people, valid_until=dates)
passes = st.builds(
    Known,
    person=people,
    pass_id=st.sampled_from(["p1", "p2", "p3"]),
    pass_until_ms=st.integers(-1, 1).map(lambda days: MONDAY_NOON.wall_ms + days * 86_400_000),
)
findings = st.one_of(known, passes, st.builds(Unknown, reason=st.sampled_from(DENIALS)))
credentials = st.sampled_from(["id-card", "pass", "union-card", "staff", "code"])
open_hours = st.sampled_from([Hours.always(), Hours.always(), Hours.weekly({"mon": ["00:00-13:00", "22:00-03:00"]})])


def house(hours: Hours, minutes: int, policy: str) -> House:
    """Two doors with a contact and one without, into one zone of two places."""

    def door(name: str, **more: object) -> Door:
        made = Door(name=name, zone="hall", readers=(f"{name}-reader",), contact_board="board")
        return replace(made, when_store_fails=policy, **more)  # pyright: ignore[reportArgumentType] - fields of Door

    doors = {"main": door("main"), "side": door("side"), "blind": door("blind", has_contact=False, contact_board="")}
    zones = {"hall": Zone(name="hall", title="Hall", capacity=CAPACITY)}
    inputs = {
        "pir": Sense(name="pir", means="motion", zone="hall", board="board"),
        "latch": Sense(name="latch", means="latch", zone="hall"),
    }
    rules = Policy(hours=hours, same_person_minutes=minutes)
    return House(doors=doors, zones=zones, policy=rules, inputs=inputs)


class AnyHistory(RuleBasedStateMachine):
    @initialize(hours=open_hours, minutes=st.sampled_from([0, 30, 1440]), policy=st.sampled_from(["admit", "refuse"]))
    def begin(self, hours: Hours, minutes: int, policy: str) -> None:
        self.state = StationState.fresh(house(hours, minutes, policy))
        self.at = MONDAY_NOON
        self.number = 0
        self.granted: dict[str, str] = {}
        """Presentation -> door, for every grant so far."""
        self.started: set[str] = set()
        self.open_incidents: dict[str, str] = {}
        self.answered: set[str] = set()

    def hear(self, event: Event) -> Sequence[Command]:
        before, told = self.state, repr(self.state)
        self.state, commands = step(before, event)
        assert repr(before) == told, "a state was changed in place"
        for command in commands:
            if isinstance(command, Record):
                self._check_fact(command)
        return commands

    def _check_fact(self, record: Record) -> None:
        fact = record.fact
        json.dumps(fact.body, allow_nan=False)
        assert fact.at == self.at
        match fact.kind:
            case "access.granted":
                self.granted[str(fact.body["presentation"])] = str(fact.body["door"])
            case "access.not_entered":
                assert fact.body["presentation"] not in self.started
            case "visit.started":
                assert fact.body["credential"] != "staff"
                self._check_visit(str(fact.body["visit"]), str(fact.body["door"]), str(fact.body["presentation"]))
            case "visit.ended":
                assert fact.body["minutes"] >= 0  # pyright: ignore[reportOperatorIssue]
            case "incident.opened":
                cause, name = str(fact.body["cause"]), str(fact.body["incident"])
                assert cause not in self.open_incidents
                assert name not in self.open_incidents.values()
                self.open_incidents[cause] = name
            case "incident.closed":
                assert self.open_incidents.pop(str(fact.body["cause"])) == fact.body["incident"]
            case _:
                pass

    def _check_visit(self, visit: str, door: str, presentation: str) -> None:
        assert self.granted[presentation] == door
        assert visit not in self.started
        self.started.add(visit)
        wrong = f"contact-contradicts/{door}" in self.state.incidents
        assert door == "blind" or wrong or self.state.doors[door].contact == "open"

    @rule(reader=st.sampled_from(sorted(READERS)), finding=findings, credential=credentials)
    def present(self, reader: str, finding: Known | Unknown, credential) -> None:
        self.number += 1
        name, before = f"n{self.number}", self.state
        commands = self.hear(Presented(at=self.at, id=name, reader=reader, credential=credential, finding=finding))

        decisions = [
            c for c in commands if isinstance(c, Record) and c.fact.kind in ("access.granted", "access.denied")
        ]
        holds = [c for c in commands if isinstance(c, HoldLock)]
        assert commands[0] == decisions[0]
        assert len(decisions) == 1
        granted = decisions[0].fact.kind == "access.granted"
        assert [hold.presentation for hold in holds] == ([name] if granted else [])
        assert not (granted and isinstance(finding, Unknown))
        if credential != "staff":
            assert not (granted and before.maintenance)
        if granted and isinstance(finding, Known) and credential != "staff":
            self._check_room(before, finding.person)
            assert finding.pass_id is None or finding.pass_id not in before.used_passes

    def _check_room(self, before: StationState, person: str | None) -> None:
        inside = [visit.person for visit in before.visits.values() if visit.inside]
        unused = [
            g.person
            for door in before.doors.values()
            for g in door.grants
            if g.credential != "staff"
            and (person is None or g.person != person)
            and (g.person is None or g.person not in inside)
        ]
        assert len(inside) + len(unused) < CAPACITY or (person is not None and person in inside)

    @rule(door=st.sampled_from(DOORS))
    def press_exit(self, door: str) -> None:
        first, *_ = self.hear(ExitPressed(at=self.at, door=door))
        assert isinstance(first, HoldLock)
        assert (first.door, first.cause, first.if_unrecorded) == (door, "exit", "admit")

    @rule(door=st.sampled_from(DOORS))
    def let_go_of_exit(self, door: str) -> None:
        assert self.hear(ExitReleased(at=self.at, door=door)) == []

    @rule(name=st.sampled_from(INPUTS), on=st.booleans())
    def move_input(self, name: str, on: bool) -> None:
        commands = self.hear(InputMoved(at=self.at, name=name, on=on))
        assert not [command for command in commands if isinstance(command, HoldLock)]

    @rule(entered=st.integers(0, 3), left=st.integers(0, 3))
    def count(self, entered: int, left: int) -> None:
        self.hear(Counted(at=self.at, zone="hall", entered=entered, left=left))

    @rule(back=st.integers(0, 3), adults=st.integers(-2, 30), children=st.integers(-2, 30))
    def come_along(self, back: int, adults: int, children: int) -> None:
        name = f"n{self.number - back}"
        self.hear(CompanionsDeclared(at=self.at, presentation=name, adults=adults, children=children))

    @rule(door=st.sampled_from(DOORS[:2]), open=st.booleans())
    def move_contact(self, door: str, open: bool) -> None:
        self.hear(ContactMoved(at=self.at, door=door, open=open))
        assert self.state.doors[door].contact == ("open" if open else "closed")

    @rule(door=st.sampled_from(DOORS), works=st.booleans())
    def answer_of_the_lock(self, door: str, works: bool) -> None:
        hold = HoldLock(door=door, seconds=3, cause="entry")
        self.hear(LockMoved(at=self.at, hold=hold) if works else LockFailed(at=self.at, hold=hold, fault="no-answer"))

    @rule(device=st.sampled_from(DEVICES), works=st.booleans())
    def device(self, device: str, works: bool) -> None:
        self.hear(
            DeviceWorks(at=self.at, device=device) if works else DeviceFailed(at=self.at, device=device, fault="lost")
        )

    @rule(works=st.booleans())
    def journal(self, works: bool) -> None:
        self.hear(StoreWorks(at=self.at, reserve=1) if works else StoreFailed(at=self.at, fault="disk-full"))

    @rule(reader=st.sampled_from(sorted(READERS)), over=st.booleans())
    def flood(self, reader: str, over: bool) -> None:
        self.hear(Flooded(at=self.at, reader=reader, over=over))

    @rule(reader=st.sampled_from(sorted(READERS)), taken=st.booleans())
    def card(self, reader: str, taken: bool) -> None:
        self.hear(CardTaken(at=self.at, reader=reader) if taken else CardArrived(at=self.at, reader=reader))

    @rule(begins=st.booleans())
    def maintenance(self, begins: bool) -> None:
        self.hear(
            MaintenanceBegan(at=self.at, by="tester") if begins else MaintenanceEnded(at=self.at, reason="finished")
        )

    @rule(door=st.sampled_from(DOORS), finding=findings)
    def lock_is_tested(self, door: str, finding: Known | Unknown) -> None:
        self.number += 1
        visits = self.state.visits
        commands = self.hear(
            SelftestPresented(
                at=self.at, id=f"n{self.number}", door=door, credential="id-card", finding=finding, seconds=0.4
            )
        )
        told = [fact.fact.body for fact in commands if isinstance(fact, Record)]
        assert self.state.visits == visits
        assert not [body for body in told if "person" in body]
        assert not commands or self.state.maintenance

    @rule(closes=st.booleans())
    def technician(self, closes: bool) -> None:
        self.hear(ServiceClosed(at=self.at) if closes else StaffSeen(at=self.at))

    @rule()
    def ask_help(self) -> None:
        self.hear(HelpAsked(at=self.at))

    @rule(seconds=st.sampled_from([0.05, 1, 5, 8.05, 31, 900, 1801, 22_000, 90_000]), told=st.booleans())
    def time_passes(self, seconds: float, told: bool) -> None:
        moved = round(seconds * 1000)
        self.at = replace(self.at, wall_ms=self.at.wall_ms + moved, mono_ms=self.at.mono_ms + moved)
        if told:
            self.hear(Ticked(at=self.at))

    @rule(jump_ms=st.integers(-10 * YEAR_MS, 10 * YEAR_MS), trust=st.sampled_from(["trusted", "drifting", "unknown"]))
    def wall_clock_jumps(self, jump_ms: int, trust) -> None:
        self.at = replace(self.at, wall_ms=max(0, self.at.wall_ms + jump_ms), clock=trust)

    @rule(mono_ms=st.integers(0, 10_000), forgets=st.booleans())
    def machine_starts_again(self, mono_ms: int, forgets: bool) -> None:
        self.at = replace(self.at, boot=self.at.boot + "+", mono_ms=mono_ms)
        if forgets:
            kept = self.state
            self.state = replace(
                StationState.fresh(kept.house),
                visits=kept.visits,
                used_passes=kept.used_passes,
                incidents=kept.incidents,
            )
        self.hear(Started(at=self.at, version="1"))

    @invariant()
    def nobody_is_inside_beyond_the_places(self) -> None:
        visits = [visit for visit in self.state.visits.values() if visit.inside]
        assert len(visits) <= CAPACITY
        assert all(0 <= visit.companions <= 20 and 0 <= visit.children <= 20 for visit in visits)

    @invariant()
    def the_range_is_one(self) -> None:
        for life in self.state.life.values():
            assert 0 <= life.low <= life.high
            assert life.grants >= 0 and life.declared >= 0 and life.entered >= 0

    @invariant()
    def what_is_open_is_what_the_state_says(self) -> None:
        assert self.open_incidents == {cause: incident.id for cause, incident in self.state.incidents.items()}

    @invariant()
    def a_test_in_progress_is_an_open_incident(self) -> None:
        assert (self.state.maintenance is not None) == ("maintenance" in self.open_incidents)

    @invariant()
    def the_next_deadline_is_not_in_the_past(self) -> None:
        assert 0 < next_deadline(self.state, self.at) <= LONGEST_WAIT_SECONDS

    @invariant()
    def a_grant_waits_only_where_a_contact_can_tell(self) -> None:
        assert self.state.doors["blind"].grants == ()


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
