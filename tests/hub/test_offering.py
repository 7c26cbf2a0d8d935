"""Who is asked to take a request on, and who next."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from station_app.hub.offering import LOOK_AGAIN, SELDOM, Sitting, asked

THREE = Sitting(experts=(1, 2, 3), others=frozenset({9}), reachable=frozenset({1, 2, 3, 9}), minutes=5)


def test_the_first_expert_is_asked_alone() -> None:
    asking = asked(THREE, 0)

    assert (asking.whom, asking.step, asking.after) == ({1}, 1, timedelta(minutes=5))


def test_after_the_minutes_the_next_one_is_asked() -> None:
    assert asked(THREE, asked(THREE, 0).step).whom == {2}


def test_after_the_last_all_and_the_lead_are_asked() -> None:
    assert (asked(THREE, 3).whom, asked(THREE, 3).everybody) == ({1, 2, 3, 9}, True)


def test_whoever_cannot_be_told_costs_nobody_any_minutes() -> None:
    asking = asked(Sitting(experts=(1, 2), reachable=frozenset({2})), 0)

    assert (asking.whom, asking.step) == ({1, 2}, 2)


def test_where_nobody_sits_it_is_looked_again() -> None:
    asking = asked(Sitting(experts=()), 0)

    assert (asking.whom, asking.step, asking.after) == (frozenset(), 0, LOOK_AGAIN)


@given(st.lists(st.integers(1, 9), unique=True, max_size=6), st.sets(st.integers(1, 12)), st.integers(1, 60))
def test_everybody_is_asked_in_the_end_and_again_at_least_every_four_hours(
    experts: list[int], reachable: set[int], minutes: int
) -> None:
    sitting = Sitting(experts=experts, others=frozenset({10}), reachable=frozenset(reachable), minutes=minutes)
    step, whom = 0, set[int]()
    for _ in range(len(experts) + 1):
        asking = asked(sitting, step)
        step, whom = asking.step, whom | asking.whom
        assert asking.after <= max(SELDOM, timedelta(minutes=minutes))

    assert whom == {*experts, 10}
