"""Nobody is sent to a closed door, whatever a hub, a clock or a restart has done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.instant import Instant
from station_app.core.nearby import FRESH_MS, MOST_SHOWN, Neighbour, Telling, age_ms, offered

MINUTE = 60_000
NOW_MS = 1_795_000_000_000
OPEN = Neighbour(name="A", distance_m=400, direction="n", open=True, places="4-9", as_of_ms=NOW_MS)
ASKED = Instant(wall_ms=NOW_MS, mono_ms=1_000_000, boot="b")

instants = st.builds(
    Instant,
    wall_ms=st.integers(NOW_MS - 40 * MINUTE, NOW_MS + 40 * MINUTE),
    mono_ms=st.integers(0, 4_000_000),
    boot=st.sampled_from(["b", "c"]),
    clock=st.sampled_from(["trusted", "drifting", "unknown"]),
)
neighbours = st.builds(
    Neighbour,
    name=st.just("A"),
    distance_m=st.integers(0, 5000),
    direction=st.just("n"),
    open=st.sampled_from([True, True, False, None]),
    places=st.sampled_from(["", "none", "1-3", "4-9", "10+"]),
    closes_ms=st.one_of(st.just(0), st.integers(NOW_MS, NOW_MS + 120 * MINUTE)),
    as_of_ms=st.one_of(st.just(0), st.integers(NOW_MS - 20 * MINUTE, NOW_MS)),
)
tellings = st.builds(
    Telling, made_ms=st.just(NOW_MS), asked=instants, neighbours=st.lists(neighbours, max_size=3).map(tuple)
)


def told(*found: Neighbour) -> Telling:
    return Telling(made_ms=NOW_MS, asked=ASKED, neighbours=found)


def later(minutes: float, **more: str) -> Instant:
    ms = int(minutes * MINUTE)
    return replace(ASKED, wall_ms=ASKED.wall_ms + ms, mono_ms=ASKED.mono_ms + ms, **more)  # pyright: ignore[reportArgumentType] # test shorthand


@given(tellings, instants)
def test_who_is_offered_was_told_open_with_room_a_short_while_ago(telling: Telling, now: Instant) -> None:
    for one in offered(telling, now):
        same_run = now.boot == telling.asked.boot and now.mono_ms >= telling.asked.mono_ms
        by_run = telling.made_ms - one.as_of_ms + now.mono_ms - telling.asked.mono_ms
        by_wall = now.wall_ms - one.as_of_ms
        assert one.open is True and one.places != "none" and one.as_of_ms
        assert same_run or now.clock == "trusted"
        assert not same_run or by_run <= FRESH_MS
        assert now.clock != "trusted" or by_wall <= FRESH_MS


@given(tellings, instants, st.integers(0, 20 * MINUTE), st.integers(0, 20 * MINUTE))
def test_what_is_offered_for_a_while_is_offered_to_its_end(telling: Telling, now: Instant, a: int, b: int) -> None:
    shown, within = max(a, b), min(a, b)
    then = replace(now, wall_ms=now.wall_ms + within, mono_ms=now.mono_ms + within)

    assert (
        set(offered(telling, now, for_ms=shown)) <= set(offered(telling, then, for_ms=0))
        or len(telling.neighbours) > MOST_SHOWN
    )


@given(tellings, instants)
def test_the_nearest_come_first_and_two_are_enough(telling: Telling, now: Instant) -> None:
    ways = [one.distance_m for one in offered(telling, now)]

    assert ways == sorted(ways) and len(ways) <= MOST_SHOWN


def test_where_nothing_was_ever_told_nobody_is_offered() -> None:
    assert offered(None, later(0)) == ()


def test_an_open_one_is_offered() -> None:
    assert offered(told(OPEN), later(10)) == (replace(OPEN, age_minutes=10),)


@pytest.mark.parametrize("change", [{"open": False}, {"open": None}, {"places": "none"}, {"as_of_ms": 0}])
def test_one_that_may_be_shut_or_full_is_never_offered(change: dict[str, object]) -> None:
    assert offered(told(replace(OPEN, **change)), later(0)) == ()  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(("minutes", "shown"), [(15, True), (15.01, False), (600, False)])
def test_a_quarter_of_an_hour_is_the_end(minutes: float, shown: bool) -> None:
    assert bool(offered(told(OPEN), later(minutes))) is shown


def test_the_age_at_the_hub_counts_too() -> None:
    assert offered(told(replace(OPEN, as_of_ms=NOW_MS - 4 * MINUTE)), later(12)) == ()


def test_after_a_restart_without_a_clock_nobody_is_offered() -> None:
    assert offered(told(OPEN), later(1, boot="c", clock="unknown")) == ()


def test_after_a_restart_a_trusted_clock_says_how_old_it_is() -> None:
    assert [bool(offered(told(OPEN), later(minutes, boot="c"))) for minutes in (14, 16)] == [True, False]


def test_a_clock_that_went_back_makes_nothing_younger() -> None:
    assert offered(told(OPEN), replace(later(16), wall_ms=NOW_MS)) == ()


def test_a_telling_from_the_future_is_not_believed() -> None:
    assert age_ms(OPEN, told(OPEN), later(-2, boot="c")) is None


@pytest.mark.parametrize(("closes", "shown"), [(7, False), (8, True), (0, True)])
def test_who_would_arrive_after_closing_is_not_sent(closes: int, shown: bool) -> None:
    shut = replace(OPEN, closes_ms=NOW_MS + closes * MINUTE if closes else 0)

    assert bool(offered(told(shut), later(0))) is shown
