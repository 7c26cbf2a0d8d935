"""When a roll-out stops and when it goes on: any numbers, and small ones honestly."""

from __future__ import annotations

from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.hub.policy_judging import (
    ASSUMED,
    CHANCE,
    ENOUGH,
    FEW,
    PATIENCE,
    Count,
    Stand,
    by_chance,
    judge,
    rose,
    stages,
)

counts = st.integers(0, 400).flatmap(lambda n: st.builds(lambda r: Count(presented=n, refused=r), st.integers(0, n)))
WEEK = Count(presented=350, refused=17)


NOBODY = Count()


def stand(since: Count = NOBODY, **told: Any) -> Stand:
    values: dict[str, Any] = {"station": "a", "stage": 1, "applied": True, "before": WEEK, "since": since}
    return Stand(**{**values, **told})


@pytest.mark.parametrize(
    ("presented", "refused", "stops"),
    [(1, 1, False), (2, 2, False), (3, 3, True), (20, 2, False), (20, 8, True), (350, 40, False), (350, 60, True)],
)
def test_it_stops_for_what_chance_does_not_explain(presented: int, refused: int, stops: bool) -> None:
    since = Count(presented=presented, refused=refused)

    assert (judge([stand(since)], 1, 0, 60, 10).what == "stop") is stops


def test_more_refusals_that_are_few_points_do_not_stop_it() -> None:
    since = Count(presented=4000, refused=400)

    assert (by_chance(WEEK, since) < CHANCE, rose(WEEK, since, 10, CHANCE)) == (True, False)


def test_a_station_without_a_week_stops_only_for_what_is_plain() -> None:
    nothing = Count(presented=3, refused=0)

    found = [rose(nothing, Count(presented=n, refused=n), 10, CHANCE) for n in (3, 4, 5)]

    assert found == [False, False, True]


@given(before=counts, since=counts)
def test_the_chance_is_what_counting_by_hand_gives(before: Count, since: Count) -> None:
    if before.presented < ENOUGH:
        n, r = since.presented, since.refused
        by_hand = sum(comb(n, k) * ASSUMED**k * (1 - ASSUMED) ** (n - k) for k in range(r, n + 1))
    else:
        refused, everybody = before.refused + since.refused, before.presented + since.presented
        ways = [
            comb(refused, k) * comb(everybody - refused, since.presented - k)
            for k in range(since.refused, min(refused, since.presented) + 1)
        ]
        by_hand = sum(ways) / comb(everybody, since.presented)

    assert by_chance(before, since) == pytest.approx(by_hand, abs=1e-9)


@given(before=counts, since=counts, points=st.integers(1, 100))
def test_fewer_refusals_never_stop_it(before: Count, since: Count, points: int) -> None:
    usual = before.share if before.presented >= ENOUGH else ASSUMED

    assert since.share > usual or not rose(before, since, points, CHANCE)


@given(before=counts, since=counts, points=st.integers(1, 100))
def test_one_refusal_more_never_lets_it_go_on(before: Count, since: Count, points: int) -> None:
    more = Count(presented=since.presented, refused=min(since.presented, since.refused + 1))

    assert not rose(before, since, points, CHANCE) or rose(before, more, points, CHANCE)


def test_one_bad_station_among_many_stops_it() -> None:
    well = [stand(Count(presented=50, refused=2), station=f"s{number}") for number in range(9)]
    bad = stand(Count(presented=8, refused=8), station="bad")

    verdict = judge([*well, bad], 1, 0, 60, 10)

    assert (verdict.what, verdict.why, verdict.station) == ("stop", "refusals-rose", "bad")


def test_a_little_at_each_of_many_stations_stops_it() -> None:
    stands = [stand(Count(presented=20, refused=5), station=f"s{number}") for number in range(12)]

    verdict = judge(stands, 1, 0, 60, 10)

    assert (verdict.what, verdict.station) == ("stop", "")


def test_a_station_that_refuses_the_policy_stops_it() -> None:
    verdict = judge([stand(applied=False, refused="unknown-key")], 1, 0, 60, 10)

    assert (verdict.what, verdict.why) == ("stop", "station-refused")


def test_it_waits_until_every_station_that_speaks_has_applied_it() -> None:
    assert judge([stand(), stand(station="b", applied=False)], 1, 999, 60, 10).why == "applying"


def test_a_silent_station_holds_up_nobody() -> None:
    seen = Count(presented=FEW, refused=0)

    assert judge([stand(seen), stand(station="b", applied=False, heard=False)], 1, 60, 60, 10).what == "advance"


def test_silent_stations_alone_prove_nothing() -> None:
    assert judge([stand(applied=False, heard=False)], 1, 9999, 60, 10).what == "wait"


@pytest.mark.parametrize(
    ("minutes", "presented", "told"),
    [
        (59, FEW, ("wait", "watching")),
        (60, FEW, ("advance", "judged")),
        (60, FEW - 1, ("wait", "few")),
        (60 * PATIENCE - 1, 0, ("wait", "few")),
        (60 * PATIENCE, 0, ("advance", "unjudged")),
    ],
)
def test_a_quiet_stage_is_watched_for_longer_and_then_called_unjudged(
    minutes: int, presented: int, told: tuple[str, str]
) -> None:
    verdict = judge([stand(Count(presented=presented, refused=0))], 1, minutes, 60, 10)

    assert (verdict.what, verdict.why) == told


@given(st.integers(1, 5), st.integers(0, 60), st.booleans())
def test_every_station_is_in_one_stage(first: int, others: int, at_once: bool) -> None:
    names = [str(number) for number in range(first + others)]

    found = stages(names[:first], names[first:], at_once=at_once)

    assert [name for stage in found for name in stage] == names and all(found)


def test_after_the_first_comes_a_tenth_then_all() -> None:
    names = [str(number) for number in range(40)]

    assert [len(stage) for stage in stages(names[:1], names[1:], at_once=False)] == [1, 3, 36]
