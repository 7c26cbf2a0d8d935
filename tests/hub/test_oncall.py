"""The rules of who is told: plain values, moved time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.hub.oncall import (
    CHINA,
    LIFE,
    SELDOM,
    About,
    Duty,
    Instead,
    People,
    Quiet,
    Rota,
    Rung,
    digest_moment,
    holes,
    telling,
)

MONDAY = datetime(2026, 3, 2, tzinfo=CHINA)
LEAK, HELP, LOST = (
    About(cause="leak", severity="alarm"),
    About(cause="help", severity="urgent"),
    About(cause="device/board", severity="fault"),
)
ALWAYS = frozenset(range(7))


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def rota(*steps: int) -> Rota:
    """Account 1 always on the first step, 2 on the second, and so on."""
    return Rota(
        rungs=[Rung() for _ in steps], duties=[Duty(step=n, who=who, days=ALWAYS) for n, who in enumerate(steps)]
    )


def everybody(*who: int, **more: object) -> People:
    return People(reachable=frozenset(who), **more)  # type: ignore[arg-type]


def test_the_first_step_is_told_first() -> None:
    assert telling(rota(1, 2), everybody(1, 2), LEAK, 0, at(10)).whom == {1}


def test_the_next_step_is_told_after_the_wait() -> None:
    first = telling(rota(1, 2), everybody(1, 2), LEAK, 0, at(10))

    assert (first.next_at, telling(rota(1, 2), everybody(1, 2), LEAK, first.told, at(10, 15)).whom) == (at(10, 15), {2})


def test_what_is_urgent_waits_less_long() -> None:
    assert telling(rota(1, 2), everybody(1, 2), HELP, 0, at(10)).next_at == at(10, 2)


def test_the_last_step_is_told_again_at_growing_distances() -> None:
    waits = [telling(rota(1), everybody(1), LEAK, told, at(10)).next_at for told in range(3)]

    assert waits == [at(10, 15), at(10, 30), at(11)]


def test_distances_end_growing() -> None:
    assert telling(rota(1), everybody(1), LEAK, 500, at(10)).next_at == at(10) + SELDOM


@pytest.mark.parametrize(
    "about", [About(cause="leak", severity="alarm", drill=True), About(cause="mode", severity="notice")]
)
def test_a_drill_and_a_notice_are_told_once(about: About) -> None:
    first = telling(rota(1, 2), everybody(1, 2), about, 0, at(10))

    assert (first.whom, first.next_at) == ({1}, None)


def test_a_step_on_which_nobody_can_be_told_is_passed_over() -> None:
    found = telling(rota(1, 2, 3), everybody(3), LEAK, 0, at(10))

    assert (found.whom, found.step, found.told) == ({3}, 2, 3)


def test_where_nobody_is_on_duty_an_alarm_waits_until_somebody_is() -> None:
    found = telling(Rota(), everybody(1), LEAK, 0, at(10))

    assert (found.whom, found.told, found.next_at) == (frozenset(), 0, at(10, 5))


def test_where_nobody_is_on_duty_a_call_for_help_reaches_everybody() -> None:
    assert telling(Rota(), everybody(1, 2), HELP, 0, at(10)).whom == {1, 2}


def test_a_group_is_told_where_nobody_is_on_duty() -> None:
    found = telling(Rota(), everybody(group=True), LEAK, 0, at(10))

    assert (found.group, found.told, found.next_at) == (True, 1, at(10, 15))


def test_a_group_sleeps_at_night_for_a_fault() -> None:
    found = telling(Rota(), everybody(group=True), LOST, 0, at(23))

    assert (found.group, found.next_at) == (False, at(6, day=1))


NIGHT_SHIFT = Duty(step=0, who=1, days={0}, begin=22 * 60, end=6 * 60)
HOURS = [(at(21, 59), False), (at(22), True), (at(5, 59, day=1), True), (at(6, day=1), False), (at(23, day=1), False)]


@pytest.mark.parametrize(("moment", "on"), HOURS)
def test_a_shift_past_midnight_belongs_to_the_day_on_which_it_begins(moment: datetime, on: bool) -> None:
    assert NIGHT_SHIFT.covers(moment) is on


def test_a_shift_from_sunday_night_reaches_into_monday() -> None:
    assert Duty(step=0, who=1, days={6}, begin=22 * 60, end=6 * 60).covers(at(3))


def test_a_shift_of_which_both_ends_are_the_same_is_a_whole_day() -> None:
    shift = Duty(step=0, who=1, days={0}, begin=480, end=480)

    assert [shift.covers(moment) for moment in (at(7), at(8), at(7, day=1), at(8, day=1))] == [False, True, True, False]


@pytest.mark.parametrize(("who", "on"), [(2, {2}), (None, set())])
def test_an_exchange_takes_the_place_of_the_week(who: int | None, on: set[int]) -> None:
    found = Rota(
        duties=[Duty(step=0, who=1, days=ALWAYS)], instead=[Instead(step=0, who=who, since=at(8), until=at(20))]
    )

    assert [found.on_duty(0, moment) for moment in (at(7, 59), at(8), at(20))] == [{1}, on, {1}]


QUIET = {(1, "fault"): Quiet(begin=1320, end=360), (1, "alarm"): Quiet(begin=1320, end=360)}


def test_a_fault_waits_for_whom_it_is_asked_of() -> None:
    found = telling(rota(1, 2), everybody(1, 2, quiet=QUIET), LOST, 0, at(23))

    assert (found.paused, found.whom, found.told, found.next_at) == (True, frozenset(), 0, at(6, day=1))


def test_an_alarm_goes_on_to_the_next_step() -> None:
    found = telling(rota(1, 2), everybody(1, 2, quiet=QUIET), LEAK, 0, at(23))

    assert (found.held, found.whom, found.told, found.next_at) == ({1}, frozenset(), 1, at(23, 15))


@pytest.mark.parametrize("cause", sorted(LIFE))
@pytest.mark.parametrize("severity", ["urgent", "alarm", "fault", "notice"])
def test_what_a_life_may_depend_on_is_told_in_quiet_hours(cause: str, severity: str) -> None:
    always = {(1, one): Quiet(begin=0, end=1439) for one in ("urgent", "alarm", "fault", "notice")}
    about = About(cause=f"{cause}/hall", severity=severity)

    assert telling(rota(1), everybody(1, quiet=always), about, 0, at(3)).whom == {1}


@pytest.mark.parametrize(("moment", "end"), [(at(21), None), (at(22), at(6, day=1)), (at(3), at(6)), (at(6), None)])
def test_quiet_hours_say_when_they_end(moment: datetime, end: datetime | None) -> None:
    assert Quiet(begin=1320, end=360).until(moment) == end


def test_quiet_hours_of_no_length_are_none() -> None:
    assert Quiet(begin=480, end=480).until(at(8)) is None


@pytest.mark.parametrize(("moment", "due"), [(at(8), at(8)), (at(7, 59), at(8, day=-1)), (at(23), at(8))])
def test_a_digest_is_due_once_a_day(moment: datetime, due: datetime) -> None:
    assert digest_moment(480, moment) == due


def test_holes_are_the_times_in_which_nobody_can_be_told() -> None:
    days = Rota(duties=[Duty(step=0, who=1, days=ALWAYS, begin=480, end=1200)])

    found = holes(days, frozenset({1}), at(8))

    assert (found[0], len(found)) == ((at(20), at(8, day=1)), 7)


# For all rotas, accounts, quiet hours and moments.

ACCOUNTS = st.integers(1, 4)
MINUTES = st.integers(0, 1439)
MOMENTS = st.integers(0, 14 * 1440).map(lambda minute: MONDAY + timedelta(minutes=minute))
RUNGS = st.lists(
    st.builds(Rung, urgent_minutes=st.integers(1, 60), minutes=st.integers(1, 600)), min_size=1, max_size=4
)
DUTIES = st.lists(
    st.builds(
        Duty, step=st.integers(0, 3), who=ACCOUNTS, days=st.frozensets(st.integers(0, 6)), begin=MINUTES, end=MINUTES
    ),
    max_size=6,
)
EXCHANGES = st.lists(
    st.builds(Instead, step=st.integers(0, 3), who=st.none() | ACCOUNTS, since=MOMENTS, until=MOMENTS), max_size=3
)
ROTAS = st.builds(Rota, rungs=RUNGS, duties=DUTIES, instead=EXCHANGES)
QUIETS = st.dictionaries(
    st.tuples(ACCOUNTS, st.sampled_from(["urgent", "alarm", "fault", "notice"])),
    st.builds(Quiet, begin=MINUTES, end=MINUTES),
)
PEOPLE = st.builds(People, reachable=st.frozensets(ACCOUNTS), quiet=QUIETS, group=st.booleans())
ABOUTS = st.builds(
    About,
    cause=st.sampled_from(["help", "silent-help", "smoke/hall", "wellbeing", "leak", "device/board", "mode"]),
    severity=st.sampled_from(["urgent", "alarm", "fault", "notice"]),
    drill=st.booleans(),
)


@given(rota=ROTAS, people=PEOPLE, about=ABOUTS, told=st.integers(0, 9), moment=MOMENTS)
def test_nobody_out_of_duty_is_told_while_somebody_is_on_duty(
    rota: Rota, people: People, about: About, told: int, moment: datetime
) -> None:
    found = telling(rota, people, about, told, moment)
    on_duty = frozenset[int]().union(*(rota.on_duty(step, moment) for step in range(len(rota.rungs))))

    nobody = about.is_life and not on_duty & people.reachable
    assert found.whom | found.held <= (people.reachable if nobody else rota.on_duty(found.step, moment))


@given(rota=ROTAS, people=PEOPLE, about=ABOUTS.filter(lambda one: one.is_life), told=st.integers(0, 9), moment=MOMENTS)
def test_quiet_hours_never_hold_back_what_a_life_depends_on(
    rota: Rota, people: People, about: About, told: int, moment: datetime
) -> None:
    found = telling(rota, people, about, told, moment)

    assert (found.held, found.paused, bool(found.whom)) == (frozenset(), False, bool(people.reachable))


@given(rota=ROTAS, people=PEOPLE, about=ABOUTS, told=st.integers(0, 9), moment=MOMENTS)
def test_time_goes_on(rota: Rota, people: People, about: About, told: int, moment: datetime) -> None:
    found = telling(rota, people, about, told, moment)

    assert found.next_at is None or found.next_at > moment


@given(rota=ROTAS, people=PEOPLE, about=ABOUTS.filter(lambda one: not one.once), moment=MOMENTS)
def test_what_nobody_takes_on_reaches_the_last_step(rota: Rota, people: People, about: About, moment: datetime) -> None:
    # Somebody who can be told is always on the last step.
    boss = Duty(step=rota.last, who=9, days=ALWAYS)
    chain = Rota(
        rungs=rota.rungs, duties=[*rota.duties, boss], instead=[one for one in rota.instead if one.step != rota.last]
    )
    people = People(reachable=people.reachable | {9}, quiet=people.quiet, group=people.group)
    told, until = 0, moment + timedelta(days=30)

    while True:
        found = telling(chain, people, about, told, moment)
        if 9 in found.whom:
            break
        assert found.next_at is not None
        assert found.next_at < until
        told, moment = found.told, found.next_at


@given(
    rota=ROTAS, people=PEOPLE, about=ABOUTS.filter(lambda one: not one.is_life), told=st.integers(0, 9), moment=MOMENTS
)
def test_nobody_is_disturbed_in_quiet_hours_by_what_can_wait(
    rota: Rota, people: People, about: About, told: int, moment: datetime
) -> None:
    found = telling(rota, people, about, told, moment)

    quiet = [people.quiet.get((who, about.severity)) for who in found.whom if about.severity != "urgent"]
    assert [one for one in quiet if one is not None and one.until(moment)] == []
