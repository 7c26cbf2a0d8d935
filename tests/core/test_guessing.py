from __future__ import annotations

import pytest
from core_world import ANNA, CoreStation
from hypothesis import given
from hypothesis import strategies as st

from station_app.core import replay
from station_app.core.changing import replace
from station_app.core.events import Known
from station_app.core.guessing import FORGOTTEN_SECONDS, LONGEST_SECONDS, pause_seconds
from station_app.core.memory.guessing import Guesses
from station_app.core.model import StationState


def right(station: CoreStation, name: str = "code:01") -> object:
    """Type a code that is one; what became of it."""
    known = Known(person=None, pass_id=name, pass_until_ms=station.at.wall_ms + 3_600_000)
    station.show(known, "code")
    return station.facts[-1].body.get("reason") if station.facts[-1].kind == "access.denied" else "granted"


def wrong(station: CoreStation, times: int = 1) -> list[object]:
    """Type so many codes that are none; why each was refused."""
    for _ in range(times):
        station.refuse("code-wrong")
    return [fact.body["reason"] for fact in station.facts if fact.kind == "access.denied"][-times:]


def admitted(station: CoreStation, name: str = "code:01") -> bool:
    before = station.count("access.granted")
    right(station, name)
    return station.count("access.granted") > before


def test_a_code_admits_once(station: CoreStation) -> None:
    assert (admitted(station), admitted(station)) == (True, False)
    assert (station.last("access.denied").body["reason"], station.last("access.denied").body["rule"]) == (
        "code-wrong",
        "pass-once",
    )


def test_five_wrong_codes_are_looked_at_and_then_none_for_a_minute(station: CoreStation) -> None:
    assert wrong(station, 7) == ["code-wrong"] * 5 + ["code-wait"] * 2


def test_the_right_code_is_refused_during_the_pause_and_not_spent(station: CoreStation) -> None:
    wrong(station, 5)
    station.later(59)
    during = admitted(station)
    station.later(1)

    assert (during, admitted(station)) == (False, True)


def test_each_wrong_code_after_a_pause_makes_it_twice_as_long(station: CoreStation) -> None:
    wrong(station, 5)
    for pause in (60, 120, 240):
        station.later(pause - 1)
        assert wrong(station) == ["code-wait"]
        station.later(1)
        assert wrong(station) == ["code-wrong"]


def test_trying_during_a_pause_makes_it_no_longer(station: CoreStation) -> None:
    wrong(station, 5)
    station.later(30)
    wrong(station, 20)
    station.later(30)

    assert admitted(station)


def test_a_pause_is_an_hour_at_most() -> None:
    assert (pause_seconds(4), pause_seconds(5), pause_seconds(40)) == (0, 60, LONGEST_SECONDS)


def test_an_admission_by_a_code_begins_anew(station: CoreStation) -> None:
    wrong(station, 4)
    right(station)

    assert wrong(station, 5) == ["code-wrong"] * 5


def test_a_code_that_was_used_does_not_begin_anew(station: CoreStation) -> None:
    right(station)
    wrong(station, 4)
    right(station)

    assert wrong(station, 2) == ["code-wrong", "code-wait"]


def test_a_card_goes_on_during_the_pause_and_begins_nothing_anew(station: CoreStation) -> None:
    wrong(station, 5)
    station.card(ANNA)

    assert (station.facts[-1].kind != "access.denied", wrong(station)) == (True, ["code-wait"])


def test_a_code_from_the_scanner_is_no_guess(station: CoreStation) -> None:
    for _ in range(9):
        station.refuse("code-unknown")

    assert wrong(station) == ["code-wrong"]


def test_six_hours_without_a_wrong_one_begin_anew(station: CoreStation) -> None:
    wrong(station, 4)
    station.later(FORGOTTEN_SECONDS)

    assert wrong(station, 5) == ["code-wrong"] * 5


def test_a_restart_forgets_no_pause(station: CoreStation) -> None:
    wrong(station, 5)
    fresh = StationState.fresh(station.state.house)
    assert replay.recall(fresh, station.facts).guesses == station.state.guesses


@given(st.lists(st.sampled_from(["wrong", "right", "used", "card", "pause"]), max_size=40))
def test_a_restart_anywhere_leaves_the_same_in_mind(acts: list[str]) -> None:
    station, made = CoreStation(), 0
    for act in acts:
        station.later(7)
        if act == "wrong":
            wrong(station)
        elif act == "card":
            station.card(ANNA)
        elif act == "pause":
            station.later(90)
        else:
            made += act == "right"
            right(station, f"code:{made:02}")
    again = replay.recall(StationState.fresh(station.state.house), station.facts)

    assert again.guesses == station.state.guesses


@given(st.integers(0, 200), st.integers(0, 100_000))
def test_in_a_day_nobody_tries_more_than_forty_codes(seed: int, stride: int) -> None:
    station, looked_at, passed = CoreStation(), 0, 0.0
    while passed < 86_400:
        looked_at += wrong(station) == ["code-wrong"]
        step = 60 + (seed + stride) % 3600
        station.later(step)
        passed += step

    assert looked_at <= 40


def test_where_passes_are_not_accepted_codes_are_not_either(station: CoreStation) -> None:
    house = station.state.house
    rule = house.rule("hall")
    cards = replace(rule, audience=replace(rule.audience, credentials=frozenset({"id-card"})))
    policy = replace(house.policy, zones={"hall": cards})
    station.state = replace(station.state, house=replace(house, policy=policy))

    assert right(station) == "not-for-credential"


@pytest.mark.parametrize("told", [Guesses(), Guesses(wrong=9)], ids=["none", "of a moment nobody knows"])
def test_without_a_wrong_code_everything_is_looked_at(station: CoreStation, told: Guesses) -> None:
    station.state = replace(station.state, guesses=told)

    assert admitted(station)
