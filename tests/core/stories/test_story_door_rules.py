"""Days in the life of a door."""

from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, BO, CHEN, CoreStation, one_door

from station_app.core.commands import HoldLock
from station_app.core.events import CompanionsDeclared, ExitPressed, ExitReleased, InputMoved, LockMoved
from station_app.core.model import House, Sense
from station_app.core.occupancy import shown

MINUTE, HOUR = 60, 3600


def with_sensors() -> House:
    inputs = {
        "pir": Sense(name="pir", means="motion", zone="hall", board="board"),
        "latch": Sense(name="latch", means="latch", zone="hall", board="board"),
    }
    return replace(one_door(), inputs=inputs)


def lock_moves(station: CoreStation) -> None:
    """The strike has been released for whoever was granted last."""
    newest = station.last("access.granted").body["presentation"]
    hold = HoldLock(door="main", seconds=3.0, cause="entry", presentation=str(newest))
    station.hear(LockMoved(at=station.at, hold=hold))


def test_a_second_worker_comes_while_the_first_holds_the_door() -> None:
    """Anna holds the door for Bo, who shows a card all the same: both are visits, and the strike stays released."""
    station = CoreStation()
    station.card(ANNA)
    [first] = station.holds
    station.later(1)
    station.open()
    station.later(1)
    station.card(BO)
    [second] = station.holds

    assert station.count("visit.started") == 2
    assert station.inside == 2
    assert [first.seconds, second.seconds] == [3.0, 3.0], "the board makes one pulse of both, for it still runs"

    station.later(2)
    station.close()
    assert shown(station.state, "hall") == "1-2", "nothing has seen Bo pass: a visit, and no certainty"
    assert station.state.incidents == {}


def test_a_door_is_propped_open_on_a_summer_afternoon() -> None:
    """Somebody wants air. After half a minute the door is held, after ten it is propped; nobody is kept out."""
    station = CoreStation()
    station.enter(ANNA)
    station.wait(5 * MINUTE)
    station.press_exit()
    station.open()
    station.wait(30)
    assert list(station.state.incidents) == ["door-held/main"]
    station.wait(9.5 * MINUTE)
    assert list(station.state.incidents) == ["door-propped/main"]

    for person in (BO, CHEN):
        station.wait(20 * MINUTE)
        station.card(person)
    assert station.count("visit.started") == 3
    assert shown(station.state, "hall").startswith("0-"), "anybody may have come or gone"

    station.wait(2 * HOUR)
    station.close()
    assert station.state.incidents == {}
    assert station.count("door.propped") == 1


def test_a_wet_strike_jams_in_the_rain() -> None:
    """The strike clicks and does not give. Three workers stand outside; the keeper is told after the third."""
    station = CoreStation()
    for person in (ANNA, BO):
        station.card(person)
        lock_moves(station)
        station.wait(4 * MINUTE)
    assert station.state.incidents == {}

    station.card(CHEN)
    lock_moves(station)
    station.wait(9)
    assert list(station.state.incidents) == ["door-jammed/main"]
    assert (station.count("access.not_entered"), station.count("visit.started")) == (3, 0)

    station.wait(HOUR)
    station.enter(ANNA)
    assert station.state.incidents == {}
    assert station.count("visit.started") == 1


def test_an_impatient_worker_at_a_jammed_door_is_heard_at_once() -> None:
    """Anna tries three times in half a minute. Nobody else need come for the fault to be told."""
    station = CoreStation()
    for _ in range(3):
        station.card(ANNA)
        lock_moves(station)
        station.wait(10)

    assert list(station.state.incidents) == ["door-jammed/main"]


def test_a_contact_lies_and_the_station_goes_on() -> None:
    """The magnet has fallen off: the contact says closed for ever. Nobody is kept out or in, and visits count again."""
    station = CoreStation()
    for person in (ANNA, BO, CHEN):
        station.card(person)
        lock_moves(station)
        station.wait(20 * MINUTE)
        station.press_exit()
        station.wait(20 * MINUTE)
    assert list(station.state.incidents) == ["contact-contradicts/main"]

    station.card("person-d")
    assert station.last("visit.started").body["evidence"] == "grant"
    station.wait(20 * MINUTE)
    station.press_exit()
    assert station.inside == 0

    station.wait(HOUR)
    station.card("person-e")
    station.open()
    assert station.state.incidents == {}, "somebody has put the magnet back"


def test_somebody_turns_the_inside_latch_to_nap_undisturbed() -> None:
    """A granted worker stands before a door that is latched from inside: the keeper hears why, and the lock obeys."""
    station = CoreStation(with_sensors())
    station.enter(ANNA)
    station.hear(InputMoved(at=station.at, name="latch", on=True))
    station.wait(HOUR)
    assert station.state.incidents == {}

    station.card(BO)
    assert len(station.holds) == 1
    station.wait(9)
    assert list(station.state.incidents) == ["latched/main"]

    station.press_exit()
    assert len(station.holds) == 1
    station.open()
    assert station.state.incidents == {}


def test_the_exit_button_sticks_and_still_opens() -> None:
    """A button jams in its frame. The fault is told after a minute, and each press opens, stuck or not."""
    station = CoreStation()
    station.enter(ANNA)
    station.hear(ExitPressed(at=station.at, door="main"))
    assert len(station.holds) == 1
    station.wait(MINUTE)
    assert list(station.state.incidents) == ["exit-stuck/main"]

    station.hear(ExitPressed(at=station.at, door="main"))
    assert len(station.holds) == 1
    station.hear(ExitReleased(at=station.at, door="main"))
    station.wait(MINUTE)
    assert station.state.incidents == {}


def test_a_power_cut_leaves_a_door_that_nobody_has_seen_close() -> None:
    """The board goes while the door stands open. A minute later somebody is sent to look."""
    station = CoreStation()
    station.card(ANNA)
    station.open()
    station.lose("board")
    station.wait(MINUTE)
    assert "door-unseen/main" in station.state.incidents

    station.restore("board")
    station.close()
    assert station.state.incidents == {}


def test_a_family_comes_in_from_the_heat() -> None:
    """One card, two adults and two children: one visit, four people, two of them only counted."""
    station = CoreStation(one_door(capacity=2))
    station.card(ANNA)
    station.open()
    station.later(11)
    station.close()
    event = CompanionsDeclared(at=station.at, presentation="presentation-1", adults=1, children=2)
    station.hear(event)
    assert (station.inside, shown(station.state, "hall")) == (4, "4")
    assert station.count("visit.started") == 1

    station.wait(30 * MINUTE)
    station.press_exit()
    station.open()
    station.later(11)
    station.close()
    assert station.inside == 0
    assert shown(station.state, "hall").startswith("0-")
