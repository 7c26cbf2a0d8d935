"""What a restart remembers of turns, and what tells nothing of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from core_world import ANNA, BO, CHEN
from turn_world import MINUTE, Shower, house

from station_app.core.events import InputMoved
from station_app.core.model import Sense, StationState
from station_app.core.replay import recall


@pytest.mark.parametrize("until", range(1, 9))
def test_a_restart_keeps_queue_and_turns(until: int) -> None:
    shower = Shower()
    deeds = [
        lambda: shower.go_in(ANNA),
        lambda: shower.show_at(BO),
        lambda: shower.show_at(CHEN),
        lambda: shower.live(16 * MINUTE),
        shower.go_out,
        lambda: shower.live(181),
        lambda: shower.live(181),
        lambda: shower.go_in(CHEN),
    ]
    for deed in deeds[:until]:
        deed()

    recalled = recall(StationState.fresh(shower.state.house), shower.facts).turns

    def kept(desks: Any) -> Any:
        running = [(t.number, t.person, t.since, t.seconds, t.reminded, t.come) for t in desks["shower"].running]
        return running, desks["shower"].queue, desks["shower"].last_number, desks["shower"].day

    assert kept(recalled) == kept(shower.state.turns)


def test_a_restart_remembers_extensions_and_who_came_back() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.live(20 * MINUTE)
    shower.go_in(ANNA)

    [turn] = recall(StationState.fresh(shower.state.house), shower.facts).turns["shower"].running

    assert (turn.seconds, turn.extended) == (30 * MINUTE, 1)
    assert turn.presentation == shower.state.turns["shower"].running[0].presentation


def test_turns_of_a_zone_that_is_gone_are_not_remembered() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.live(20 * MINUTE)
    shower.go_out()
    shower.live(16 * MINUTE)
    bare = replace(shower.state.house, zones={"hall": shower.state.house.zones["hall"]})

    assert recall(StationState.fresh(replace(bare, doors={})), shower.facts).turns == {}


def test_who_goes_out_is_noticed_even_when_the_stay_was_closed_by_its_length() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.state = replace(shower.state, visits={})  # its stay was closed by its length

    shower.go_out()

    assert shower.state.turns["shower"].running[0].left_by == "door"


def test_motion_tells_nothing_of_turns() -> None:
    made = house()
    seen = Sense(name="seen", means="motion", zone="hall", board="board")
    shower = Shower(replace(made, inputs={"seen": seen}))
    shower.go_in(ANNA)

    shower.hear(InputMoved(at=shower.at, name="seen", on=True))

    assert shower.turns() == [("started", 1)]


def test_an_extension_whose_beginning_is_lost_changes_nothing() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.live(20 * MINUTE)
    late = [fact for fact in shower.facts if fact.kind in ("turn.extended", "turn.reminded")]

    assert recall(StationState.fresh(shower.state.house), late).turns == {}


def test_of_two_who_have_a_turn_the_one_who_came_in_is_remembered_so() -> None:
    shower = Shower(house(places=2, capacity=2))
    shower.show_at(ANNA)
    shower.live(10)
    shower.go_in(BO)

    desk = recall(StationState.fresh(shower.state.house), shower.facts).turns["shower"]

    assert [turn.come for turn in desk.running] == [False, True]
