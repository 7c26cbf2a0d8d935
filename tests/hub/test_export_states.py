"""Whatever accounts do in whatever order: no file leaves without a second person who had the right to say so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import HubRig
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from station_app.hub import exports
from station_app.hub.accounts import set_account
from station_app.hub.models import Export, Station, Visit

NAMES = ("manager-1", "manager-2", "approver", "stranger", "admin")
ASKERS = ("manager-1", "manager-2", "admin")
DECIDERS = ("approver", "approver", "admin", "admin", "stranger", "manager-2")
VISITS = 60


class FourEyes(RuleBasedStateMachine):
    """One station with sixty visits; a clock that is moved; five accounts, one of another district."""

    requests: Bundle[int] = Bundle("requests")

    def __init__(self) -> None:
        super().__init__()
        self.rig = HubRig()
        self.now = timezone.now()
        self.alone: list[tuple[str, datetime, int]] = []
        self.began: dict[int, int] = {}
        self.finished: set[int] = set()

    @initialize()
    def fill(self) -> None:
        def make() -> None:
            Station.objects.create(id="ST-1", public_key="0", enrolled_at=self.now, district="梁溪")
            Visit.objects.bulk_create(
                Visit(station_id="ST-1", epoch="e", visit=f"v{number}", started_ms=number, day=number % 5)
                for number in range(VISITS)
            )
            roles = ("manager", "manager", "approver", "approver", "admin")
            for name, role in zip(NAMES, roles, strict=True):
                set_account(name, role, ("滨湖",) if name == "stranger" else ("梁溪",))

        self.rig.in_thread(make)

    def who(self, name: str) -> User:
        return User.objects.get(username=name)

    def wanted(self, most: int) -> exports.Wanted:
        rows = Visit.objects.filter(station="ST-1", started_ms__lt=most).order_by("-started_ms")
        return exports.Wanted(station=Station.objects.get(), query=f"most={most}", form="csv", visits=True, rows=rows)

    @rule(hours=st.sampled_from([0, 0, 1, 23, 25, 24 * 7]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(name=st.sampled_from(NAMES), most=st.integers(0, VISITS))
    def takes_alone(self, name: str, most: int) -> None:
        taken = self.rig.in_thread(lambda: exports.take_alone(self.who(name), self.wanted(most), self.now))
        if taken is not None:
            self.alone.append((name, self.now, taken.persons))

    @rule(target=requests, name=st.sampled_from(ASKERS), most=st.integers(26, VISITS), by=st.sampled_from(DECIDERS))
    def asks(self, name: str, most: int, by: str) -> int:
        """And somebody decides at once, or tries to."""
        number: int = self.rig.in_thread(lambda: exports.ask(self.who(name), self.wanted(most), "核对", self.now)).pk
        self.decides(number, by, True)
        return number

    @rule(number=requests, name=st.sampled_from(DECIDERS), yes=st.sampled_from((True, True, False)))
    def decides(self, number: int, name: str, yes: bool) -> None:
        self._try(lambda: exports.decide(number, self.who(name), approve=yes, now=self.now))

    @rule(number=requests, name=st.sampled_from(NAMES))
    def withdraws(self, number: int, name: str) -> None:
        self._try(lambda: exports.withdraw(number, self.who(name), self.now))

    @rule(
        number=requests,
        name=st.sampled_from(("", "", "", *NAMES)),
        times=st.integers(1, exports.STARTS + 1),
        whole=st.sampled_from((False, False, True)),
    )
    def fetches(self, number: int, name: str, times: int, whole: bool) -> None:
        for _ in range(times):
            self.fetch(number, name, whole=whole)

    def fetch(self, number: int, name: str, *, whole: bool) -> None:
        def begin() -> Export:
            asked = Export.objects.select_related("who").get(pk=number)
            most = int(asked.query.removeprefix("most="))
            return exports.start(number, self.who(name) if name else asked.who, self.wanted(most).rows, self.now)

        found = self._try(begin)
        if found is None:
            return
        self.began[number] = self.began.get(number, 0) + 1
        assert number not in self.finished, "sent again after it had been sent whole"
        assert name in {"", found.who.username}
        assert found.decided_at is not None and self.now - found.decided_at < exports.HOLDS
        if whole:
            self.rig.in_thread(lambda: exports.finish(number, self.now))
            self.finished.add(number)

    @invariant()
    def no_file_has_left_without_a_second_person(self) -> None:
        begun = self.rig.in_thread(lambda: list(Export.objects.filter(pk__in=self.began).select_related("decided_by")))
        for one in begun:
            assert one.decided_by is not None and one.decided_by != one.who
            assert one.decided_by.username in {"approver", "admin"}
            assert self.began[one.pk] <= exports.STARTS

    @invariant()
    def nobody_took_more_alone_than_is_allowed(self) -> None:
        for name, at, _ in self.alone:
            week = [n for who, when, n in self.alone if who == name and at - exports.FREE_TIME < when <= at]
            assert sum(week) <= exports.FREE

    @invariant()
    def what_was_begun_cannot_be_called_waiting(self) -> None:
        stored = self.rig.in_thread(lambda: dict(Export.objects.values_list("pk", "state")))
        assert all(stored[number] in {"approved", "taken", "withdrawn"} for number in self.began)

    def _try(self, work: object) -> Export | None:
        assert callable(work)
        try:
            return self.rig.in_thread(work)
        except exports.NotNow:
            return None

    def teardown(self) -> None:
        self.rig.__exit__()


FourEyes.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestFourEyes = FourEyes.TestCase
