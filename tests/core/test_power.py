from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core import power
from station_app.core.commands import Switch
from station_app.core.events import Battery, InputMoved, Started
from station_app.core.model import House, Sense, StationState
from station_app.core.policy import Policy, PowerRule

PLAN = PowerRule(battery_minutes=120, drops=(("ventilation", 0), ("sign", 15), ("screen", 90)))


def house() -> House:
    """A house that hears of its mains, and whose hall is aired."""
    bare = one_door()
    return replace(
        bare,
        zones={name: replace(zone, loads=("ventilation",)) for name, zone in bare.zones.items()},
        inputs={"mains": Sense(name="mains", means="power-good"), "smoke": Sense(name="smoke", means="smoke")},
        policy=Policy(power=PLAN),
    )


@pytest.fixture
def station() -> CoreStation:
    return CoreStation(house())


def mains(station: CoreStation, on: bool) -> None:
    """The mains go, or come back."""
    station.hear(InputMoved(at=station.at, name="mains", on=on))


def switched(station: CoreStation) -> dict[str, bool]:
    """What the last answer switched."""
    return {command.load: command.on for command in station.told if isinstance(command, Switch)}


def dropped(station: CoreStation) -> list[object]:
    """What was given up, in order."""
    return [fact.body["load"] for fact in station.facts if fact.kind == "power.dropped"]


def test_a_power_cut_is_recorded_with_what_the_battery_carries(station: CoreStation) -> None:
    mains(station, on=False)

    assert station.last("power.lost").body == {"battery_minutes": 120}


def test_what_is_planned_for_the_first_minute_is_given_up_at_once(station: CoreStation) -> None:
    mains(station, on=False)

    assert dropped(station) == ["ventilation"]


def test_what_is_planned_for_later_is_given_up_then(station: CoreStation) -> None:
    mains(station, on=False)

    station.wait(15 * 60)

    assert (dropped(station), switched(station)) == (["ventilation", "sign"], {"sign": False})


def test_the_rules_want_to_know_when_the_next_load_is_given_up(station: CoreStation) -> None:
    mains(station, on=False)
    station.later(60)

    assert min(power.deadlines(station.state, station.at)) == 14 * 60


def test_with_mains_nothing_is_waited_for(station: CoreStation) -> None:
    assert power.deadlines(station.state, station.at) == []


def test_a_weaker_battery_is_spared_sooner(station: CoreStation) -> None:
    mains(station, on=False)

    station.hear(Battery(at=station.at, minutes=100))

    assert dropped(station) == ["ventilation", "sign"]


def test_a_stronger_battery_changes_no_plan(station: CoreStation) -> None:
    mains(station, on=False)

    station.hear(Battery(at=station.at, minutes=500))

    assert dropped(station) == ["ventilation"]


def test_a_battery_that_speaks_with_mains_there_changes_nothing(station: CoreStation) -> None:
    station.hear(Battery(at=station.at, minutes=1))

    assert station.told == []


def test_what_is_left_is_told_by_the_plan(station: CoreStation) -> None:
    mains(station, on=False)
    station.later(30 * 60)

    assert power.minutes_left(station.state, station.at) == 90


def test_with_mains_nothing_runs_out(station: CoreStation) -> None:
    assert power.minutes_left(station.state, station.at) is None


def test_mains_that_come_back_light_the_sign_again(station: CoreStation) -> None:
    mains(station, on=False)
    station.wait(20 * 60)

    mains(station, on=True)

    assert switched(station) == {"sign": True}


def test_the_end_of_a_power_cut_is_recorded_with_its_length(station: CoreStation) -> None:
    mains(station, on=False)
    station.wait(20 * 60)

    mains(station, on=True)

    assert station.last("power.back").body == {"minutes": 20}


@pytest.mark.parametrize("on", [True, False])
def test_what_is_known_already_is_not_recorded_again(station: CoreStation, on: bool) -> None:
    mains(station, on=on)
    mains(station, on=on)

    assert station.count("power.lost") == (0 if on else 1)


def test_other_inputs_are_no_power_cut(station: CoreStation) -> None:
    station.hear(InputMoved(at=station.at, name="smoke", on=False))

    assert station.count("power.lost") == 0


def test_after_a_restart_what_was_given_up_is_said_again(station: CoreStation) -> None:
    mains(station, on=False)
    station.wait(20 * 60)

    station.hear(Started(at=station.at, version="1"))

    assert switched(station) == {"sign": False}


def test_the_journal_leaves_a_power_cut_in_mind(station: CoreStation) -> None:
    mains(station, on=False)
    station.wait(20 * 60)

    recalled = StationState.fresh(station.state.house)
    for fact in station.facts:
        recalled = power.RECALLS.get(fact.kind, lambda state, fact: state)(recalled, fact)

    assert (recalled.power.lost, recalled.power.dropped) == (station.state.power.lost, station.state.power.dropped)


def test_the_journal_leaves_the_end_of_a_power_cut_in_mind(station: CoreStation) -> None:
    mains(station, on=False)
    mains(station, on=True)

    recalled = StationState.fresh(station.state.house)
    for fact in station.facts:
        recalled = power.RECALLS.get(fact.kind, lambda state, fact: state)(recalled, fact)

    assert recalled.power.lost is None


def test_a_load_that_is_not_there_is_not_given_up() -> None:
    station = CoreStation(replace(house(), zones=one_door().zones))
    mains(station, on=False)

    assert dropped(station) == []
