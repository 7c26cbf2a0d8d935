"""People come, go, slip in and sleep; sensors may be missing, and do not lie: what is told always holds the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import hypothesis.strategies as st
from core_world import CoreStation, one_door
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from station_app.core.events import CompanionsDeclared, Counted, InputMoved, Started, Ticked, Touched
from station_app.core.flow import next_deadline
from station_app.core.model import House, Sense, StationState
from station_app.core.occupancy import FIRST_SECONDS, NEXT_SECONDS
from station_app.core.replay import recall

PLACES = 12
WORKERS = tuple(f"worker-{number}" for number in range(5))


@dataclass
class Party:
    """Who came together."""

    person: str
    """Empty for somebody who slipped in."""
    people: int = 1


def house(motion: bool) -> House:
    inputs = {"pir": Sense(name="pir", means="motion", zone="hall", board="pir-board")} if motion else {}
    return replace(one_door(capacity=PLACES), inputs=inputs)


class TrueOccupancy(RuleBasedStateMachine):
    @initialize(motion=st.booleans(), counter=st.booleans())
    def begin(self, motion: bool, counter: bool) -> None:
        self.motion, self.counter = motion, counter
        self.station = CoreStation(house(motion))
        self.inside: list[Party] = []
        self.openings: set[str] = set()
        self.station.later(60)

    @property
    def truth(self) -> int:
        return sum(party.people for party in self.inside)

    def wait(self, seconds: float) -> None:
        """Time passes; whoever is lit and spoken to stirs."""
        self.station.wait(seconds)
        life = self.station.state.life.get("hall")
        if life is not None and life.swept is not None and self.inside:
            self.stir()

    def counted(self, entered: int = 0, left: int = 0) -> None:
        if self.counter and entered + left:
            self.station.hear(Counted(at=self.station.at, zone="hall", entered=entered, left=left))

    def stir(self) -> None:
        if self.motion:
            for on in (True, False):
                self.station.hear(InputMoved(at=self.station.at, name="pir", on=on))
        else:
            self.station.hear(Touched(at=self.station.at))

    def through(self, people: int, entered: int, left: int, slow: float = 0.0) -> None:
        """The door opens, so many pass, it falls shut behind the last."""
        self.station.open()
        self.counted(entered, left)
        self.wait(FIRST_SECONDS * 0.8 if people <= 1 else FIRST_SECONDS + NEXT_SECONDS * (people - 1) + slow)
        self.station.close()
        self.wait(20)

    @rule(who=st.sampled_from(WORKERS), along=st.integers(0, 2), slips=st.integers(0, 2), says=st.booleans())
    def enter(self, who: str, along: int, slips: int, says: bool) -> None:
        if any(party.person == who for party in self.inside) or self.truth + 1 + along + slips > PLACES:
            return
        self.station.card(who)
        if self.station.facts[-1].kind != "access.granted" and not self.station.holds:
            return
        if says:
            name = str(self.station.last("access.granted").body["presentation"])
            event = CompanionsDeclared(at=self.station.at, presentation=name, children=along)
            self.station.hear(event)
        self.inside += [Party(person=who, people=1 + along), *(Party(person="") for _ in range(slips))]
        self.through(1 + along + slips, entered=1 + along + slips, left=0)

    @rule()
    def two_enter_on_one_opening(self) -> None:
        outside = [who for who in WORKERS if all(party.person != who for party in self.inside)]
        if len(outside) < 2 or self.truth + 2 > PLACES:
            return
        granted = 0
        for who in outside[:2]:
            self.station.card(who)
            if self.station.holds:
                granted += 1
                self.inside.append(Party(person=who))
        if granted:
            self.through(granted, entered=granted, left=0)

    @precondition(lambda self: self.inside)
    @rule(data=st.data(), together=st.booleans(), slips_in=st.booleans())
    def leave(self, data: st.DataObject, together: bool, slips_in: bool) -> None:
        leaving = [self.inside.pop(data.draw(st.integers(0, len(self.inside) - 1)))]
        if together and self.inside:
            leaving.append(self.inside.pop())
        people = sum(party.people for party in leaving)
        if slips_in:
            self.inside.append(Party(person=""))
        self.station.press_exit()
        self.through(people + slips_in, entered=int(slips_in), left=people)

    @rule(who=st.sampled_from(WORKERS))
    def walk_away(self, who: str) -> None:
        if any(party.person == who for party in self.inside):
            return
        self.station.card(who)
        self.wait(9)

    @rule(comes=st.booleans())
    def the_door_is_forced(self, comes: bool) -> None:
        if comes and self.truth < PLACES:
            self.inside.append(Party(person=""))
            self.through(1, entered=1, left=0)
        elif not comes and self.inside:
            gone = self.inside.pop()
            self.through(gone.people, entered=0, left=gone.people)

    @rule(data=st.data(), come=st.integers(0, 3), minutes=st.sampled_from([0.6, 15]))
    def the_door_is_held_and_people_pass(self, data: st.DataObject, come: int, minutes: float) -> None:
        gone = [self.inside.pop() for _ in range(data.draw(st.integers(0, len(self.inside))))]
        come = min(come, PLACES - self.truth)
        self.inside += [Party(person="") for _ in range(come)]
        self.station.press_exit()
        self.station.open()
        self.counted(come, sum(party.people for party in gone))
        self.passes(minutes * 60)
        self.station.close()
        self.wait(20)

    @rule(data=st.data(), come=st.integers(0, 2))
    def nobody_hears_the_contact(self, data: st.DataObject, come: int) -> None:
        self.station.lose("board")
        gone = [self.inside.pop() for _ in range(data.draw(st.integers(0, len(self.inside))))]
        come = min(come, PLACES - self.truth)
        self.inside += [Party(person="") for _ in range(come)]
        self.counted(come, sum(party.people for party in gone))
        self.wait(60)
        self.station.restore("board")
        self.station.close()
        self.wait(20)

    @rule(come=st.integers(0, 2), leave=st.booleans())
    def the_program_starts_again(self, come: int, leave: bool) -> None:
        if leave:
            self.inside.clear()
        come = min(come, PLACES - self.truth)
        self.inside += [Party(person="") for _ in range(come)]
        old = self.station.state
        fresh = recall(StationState.fresh(old.house), self.station.facts)
        self.station.state = replace(fresh, visits=old.visits, incidents=old.incidents)
        self.station.hear(Started(at=self.station.at, version="1"))
        self.station.close()
        self.wait(20)

    @precondition(lambda self: self.inside)
    @rule()
    def somebody_stirs(self) -> None:
        self.station.later(15)
        self.stir()

    @rule(hours=st.sampled_from([0.1, 1.2, 7, 14, 30]))
    def everybody_sleeps(self, hours: float) -> None:
        """Nobody stirs, unless lit and spoken to."""
        self.passes(hours * 3600)

    def passes(self, seconds: float) -> None:
        end = self.station.at.mono_ms + round(seconds * 1000)
        while self.station.at.mono_ms < end:
            left = (end - self.station.at.mono_ms) / 1000
            self.wait(min(left, next_deadline(self.station.state, self.station.at)))

    @rule(jump_ms=st.integers(-(10**12), 10**12))
    def the_clock_jumps(self, jump_ms: int) -> None:
        self.station.at = replace(self.station.at, wall_ms=max(0, self.station.at.wall_ms + jump_ms))
        self.station.hear(Ticked(at=self.station.at))

    @invariant()
    def the_range_holds_the_truth(self) -> None:
        life = self.station.state.life.get("hall")
        low, high = (0, 0) if life is None else (life.low, life.high)
        assert 0 <= low <= self.truth <= high, (low, self.truth, high)

    @invariant()
    def nobody_is_inside_less_than_nobody(self) -> None:
        assert self.station.inside >= 0

    @invariant()
    def a_sweep_never_finds_nobody_where_somebody_is(self) -> None:
        if self.station.facts and self.station.facts[-1].kind == "occupancy.sweep" and self.inside:
            assert self.station.facts[-1].body["result"] == "somebody"

    @invariant()
    def no_visit_without_an_opened_door(self) -> None:
        opened = False
        for fact in self.station.facts:
            if fact.kind == "door.opened":
                opened = True
            elif fact.kind == "visit.started":
                assert opened or fact.body["evidence"] == "grant"
            elif fact.kind == "door.closed":
                opened = False


TestTrueOccupancy = TrueOccupancy.TestCase
TestTrueOccupancy.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
