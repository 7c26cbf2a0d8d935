"""Any orders, crashes, duplicates and clocks: none acts late, none acts twice, each ends once; and smoke opens."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
from core_world import MONDAY_NOON
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from order_world import ENDS, guarded_house

from station_app.core import replay
from station_app.core.commands import HoldLock, Record, RunSelftest, Work
from station_app.core.events import (
    ContactMoved,
    DeviceFailed,
    DeviceRestarted,
    DeviceWorks,
    Event,
    HoldLapsed,
    InputMoved,
    LockFailed,
    LockMoved,
    MaintenanceBegan,
    MaintenanceEnded,
    Ordered,
    RunBegan,
    RunEnded,
    Started,
    Ticked,
    WorkNotBegun,
)
from station_app.core.facts import Fact
from station_app.core.flow import LONGEST_WAIT_SECONDS, next_deadline, step
from station_app.core.instant import ClockTrust
from station_app.core.model import StationState
from station_app.core.modes import headcount

OUTAGES = st.sampled_from([0, 0, 0, 40, 61])
YEAR_MS = 365 * 86_400_000
VERBS = ("open", "mode", "message", "lights", "dance", "acknowledge", "resolve", "selftest", "restart-device")
TARGETS = {
    "open": "main",
    "selftest": "",
    "restart-device": "board",
    "acknowledge": "smoke/hall-smoke",
    "resolve": "mode/evacuation",
}
VALUES = ("on", "off", "normal", "lockdown", "shelter", "evacuation", "", "mind the step")


class AnyOrders(RuleBasedStateMachine):
    """`hub_ms` is true time. What is on the disk survives a crash, and a lock may be told long after it was decided."""

    @initialize()
    def begin(self) -> None:
        self.house = guarded_house()
        self.state = StationState.fresh(self.house)
        self.at = MONDAY_NOON
        self.hub_ms = self.at.wall_ms
        self.facts: list[Fact] = []
        self.sent: list[Ordered] = []
        self.waiting: list[HoldLock] = []
        """Decided, and not yet told to the lock."""
        self.pulsed: dict[str, int] = {}
        """Order -> how often a lock heard of it."""
        self.smoking: set[str] = set()
        self.works: list[Work] = []
        """Decided, and not yet begun."""
        self.begun: dict[str, str] = {}
        """Order -> its device, or nothing for a self-test; until its proof or a crash."""
        self.worked: dict[str, int] = {}
        """Order -> how often its work was begun."""
        self.times: dict[tuple[str, str], list[int]] = {}
        """Run of the machine, and device or nothing -> true times at which such work was begun."""

    def hear(self, event: Event) -> None:
        self.state, commands = step(self.state, event)
        for command in commands:
            if isinstance(command, Record):
                self.facts.append(command.fact)
            if isinstance(command, HoldLock) and command.cause == "order":
                self.waiting.append(command)
            if isinstance(command, Work):
                self.wanted(command)

    def wanted(self, work: Work) -> None:
        """Nothing that moves a lock is wanted where somebody may be, and no board ends while it holds one."""
        if isinstance(work, RunSelftest):
            assert headcount(self.state)[1] == 0
            assert self.state.maintenance is not None
        now = self.state.doors["main"]
        assert self.state.mode.name != "evacuation"
        assert now.hold_from is None or self.at.seconds_since(now.hold_from) > now.hold_seconds
        self.works.append(work)

    @rule(
        verb=st.sampled_from(VERBS),
        value=st.sampled_from(VALUES),
        minutes=st.sampled_from([0, 1, 60, 2000]),
        outage=OUTAGES,
    )
    def a_manager_orders(self, verb: str, value: str, minutes: float, outage: int) -> None:
        """It may come after an outage; then it is handed over late."""
        order = Ordered(
            at=self.at,
            id=f"o{len(self.sent)}",
            verb=verb,
            reason="r",
            by="keeper",
            target=TARGETS.get(verb, "hall"),
            value=value,
            seconds=minutes * 60,
            heard_ms=self.hub_ms,
            not_after_ms=self.hub_ms + 60_000,
        )
        self.sent.append(order)
        self.time_passes(outage, told=False)
        self.hear(replace(order, at=self.at, heard_ms=self.hub_ms))
        if self.hub_ms > order.not_after_ms:
            assert order.id not in [fact.body["command"] for fact in self.facts if fact.kind == "command.acted"]

    @rule(pick=st.integers(0, 99))
    def an_order_is_handed_over_again(self, pick: int) -> None:
        if self.sent:
            order = self.sent[pick % len(self.sent)]
            self.hear(replace(order, at=self.at, heard_ms=self.hub_ms))

    @rule(works=st.booleans())
    def the_lock_is_told(self, works: bool) -> None:
        """As the shell does: not after the hold's own time by the monotonic clock."""
        if not self.waiting:
            return
        hold = self.waiting.pop()
        if self.at.mono_ms > hold.not_after_mono_ms:
            self.hear(HoldLapsed(at=self.at, hold=hold))
            return
        order = next(order for order in self.sent if order.id == hold.presentation)
        assert self.hub_ms <= order.not_after_ms, "a lock heard of an order after its time"
        self.pulsed[order.id] = self.pulsed.get(order.id, 0) + 1
        answer = LockMoved(at=self.at, hold=hold) if works else LockFailed(at=self.at, hold=hold, fault="x")
        self.hear(answer)

    @rule(seconds=st.sampled_from([1, 29, 45, 61]), works=st.booleans(), wrong=st.booleans())
    def a_door_is_ordered_and_the_disk_takes_its_time(self, seconds: int, works: bool, wrong: bool) -> None:
        if wrong:
            self.the_clock_is_wrong(-YEAR_MS, "drifting")
        self.a_manager_orders("open", "", 0, 20)
        self.time_passes(seconds, told=False)
        self.the_lock_is_told(works)

    @rule(goes=st.sampled_from(["begins", "begins", "cannot"]))
    def work_is_begun(self, goes: str) -> None:
        """As the shell does: not after its own time by the monotonic clock, nor when nobody waits for it any more."""
        if not self.works:
            return
        work = self.works.pop()
        if work.order not in self.state.orders.open:
            return
        if self.at.mono_ms > work.not_after_mono_ms:
            self.hear(WorkNotBegun(at=self.at, order=work.order, reason="late"))
            return
        order = next(order for order in self.sent if order.id == work.order)
        assert self.hub_ms <= order.not_after_ms, "work was begun after its time"
        if goes == "cannot":
            self.hear(WorkNotBegun(at=self.at, order=work.order, reason="lock-held"))
            return
        device = "" if isinstance(work, RunSelftest) else work.device
        self.worked[order.id] = self.worked.get(order.id, 0) + 1
        self.begun[order.id] = device
        self.times.setdefault((self.at.boot, device), []).append(self.hub_ms)
        if isinstance(work, RunSelftest):
            self.hear(RunBegan(at=self.at, run="r", tester="t", order=work.order))
        else:
            self.hear(DeviceRestarted(at=self.at, order=work.order, device=work.device))

    @rule(well=st.booleans())
    def work_ends(self, well: bool) -> None:
        if not self.begun:
            return
        name, device = self.begun.popitem()
        if not device:
            told = {"green": 3, "red": 0 if well else 2, "unfinished": 0}
            self.hear(RunEnded(at=self.at, run="r", tester="t", order=name, **told))
            self.hear(MaintenanceEnded(at=self.at, reason="finished"))
        elif well:
            self.hear(DeviceWorks(at=self.at, device=device))
        else:
            self.hear(DeviceFailed(at=self.at, device=device, fault="x"))

    @rule()
    def everybody_has_gone(self) -> None:
        """A sweep has found nobody, and the door is shut."""
        self.hear(ContactMoved(at=self.at, door="main", open=False))
        empty = {name: replace(life, low=0, high=0) for name, life in self.state.life.items()}
        self.state = replace(self.state, life=empty, visits={})

    @rule(verb=st.sampled_from(["selftest", "restart-device"]), times=st.integers(1, 4), well=st.booleans())
    def work_is_ordered_again_and_again(self, verb: str, times: int, well: bool) -> None:
        for _ in range(times):
            self.everybody_has_gone()
            self.a_manager_orders(verb, "", 0, 0)
            self.work_is_begun("begins")
            self.work_ends(well)
            self.time_passes(31, told=True)

    @rule(open=st.booleans())
    def the_door_moves(self, open: bool) -> None:
        self.hear(ContactMoved(at=self.at, door="main", open=open))

    @rule(name=st.sampled_from(["hall-smoke", "kitchen-smoke"]), on=st.booleans())
    def smoke(self, name: str, on: bool) -> None:
        (self.smoking.add if on else self.smoking.discard)(name)
        self.hear(InputMoved(at=self.at, name=name, on=on))

    @rule()
    def a_board_works(self) -> None:
        self.hear(DeviceWorks(at=self.at, device="board"))

    @rule(begins=st.booleans())
    def a_test(self, begins: bool) -> None:
        self.hear(MaintenanceBegan(at=self.at, by="t") if begins else MaintenanceEnded(at=self.at, reason="finished"))

    @rule(seconds=st.sampled_from([0.05, 1, 8, 31, 61, 700, 90_000]), told=st.booleans())
    def time_passes(self, seconds: float, told: bool) -> None:
        moved = round(seconds * 1000)
        self.hub_ms += moved
        self.at = replace(self.at, wall_ms=self.at.wall_ms + moved, mono_ms=self.at.mono_ms + moved)
        if told:
            self.hear(Ticked(at=self.at))

    @rule(jump_ms=st.integers(-3 * YEAR_MS, 3 * YEAR_MS), clock=st.sampled_from(["drifting", "unknown"]))
    def the_clock_is_wrong(self, jump_ms: int, clock: ClockTrust) -> None:
        self.at = replace(self.at, wall_ms=max(0, self.hub_ms + jump_ms), clock=clock)

    @rule()
    def the_clock_is_right(self) -> None:
        self.at = replace(self.at, wall_ms=self.hub_ms, clock="trusted")

    @rule(off_seconds=st.sampled_from([1, 30, 700, 100_000]), reboot=st.booleans())
    def it_crashes(self, off_seconds: int, reboot: bool) -> None:
        """What the lock was not told is forgotten; what is on the disk is not."""
        self.hub_ms += off_seconds * 1000
        wall, mono = self.at.wall_ms + off_seconds * 1000, self.at.mono_ms + off_seconds * 1000
        self.at = replace(self.at, wall_ms=wall, mono_ms=mono)
        if reboot:
            self.at = replace(self.at, boot=self.at.boot + "+", mono_ms=2000)
        self.waiting.clear()
        self.works.clear()
        self.begun.clear()
        kept = self.state
        fresh = replace(StationState.fresh(self.house), visits=kept.visits, incidents=kept.incidents)
        self.state = replay.recall(fresh, self.facts)
        self.hear(Started(at=self.at, version="1"))

    @invariant()
    def none_acts_twice(self) -> None:
        assert all(times == 1 for times in self.pulsed.values())

    @invariant()
    def no_work_is_begun_twice_or_too_often(self) -> None:
        assert all(times == 1 for times in self.worked.values())
        for (_, device), times in self.times.items():
            most, within_ms = (3, 600_000) if device else (2, 3_600_000)
            assert all(later - first >= within_ms for first, later in zip(times, times[most:], strict=False))

    @invariant()
    def what_is_confirmed_of_work_was_begun(self) -> None:
        proofs = [fact for fact in self.facts if fact.kind == "command.confirmed"]
        works = ("tested", "checks-failed", "works")
        assert {f.body["command"] for f in proofs if str(f.body["evidence"]).startswith(works)} <= self.worked.keys()

    @invariant()
    def each_order_is_received_once_and_ends_once_or_is_under_way(self) -> None:
        received = [fact.body["command"] for fact in self.facts if fact.kind == "command.received"]
        ended = [fact.body["command"] for fact in self.facts if fact.kind in ENDS]
        assert len(set(received)) == len(received)
        assert len(set(ended)) == len(ended)
        assert set(received) - set(ended) == self.state.orders.open.keys()

    @invariant()
    def smoke_is_an_evacuation(self) -> None:
        assert not self.smoking or self.state.mode.name == "evacuation"

    @invariant()
    def a_mode_is_the_one_incident_of_its_kind(self) -> None:
        open_ones = [cause for cause in self.state.incidents if cause.startswith("mode/")]
        name = self.state.mode.name
        assert open_ones == ([] if name == "normal" else [f"mode/{name}"])

    @invariant()
    def only_an_order_locks_anybody_out_and_never_for_more_than_a_day(self) -> None:
        mode = self.state.mode
        if mode.name in ("lockdown", "shelter"):
            assert mode.by
            assert 0 < mode.seconds <= 86_400

    @invariant()
    def the_next_deadline_is_ahead(self) -> None:
        assert 0 < next_deadline(self.state, self.at) <= LONGEST_WAIT_SECONDS

    def teardown(self) -> None:
        """In the end nothing is under way any more, and time alone has brought that about."""
        if not hasattr(self, "state"):
            return
        for _ in range(10):
            self.time_passes(61, told=True)
        assert self.state.orders.open == {}
        self.each_order_is_received_once_and_ends_once_or_is_under_way()


TestAnyOrders = AnyOrders.TestCase
TestAnyOrders.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
