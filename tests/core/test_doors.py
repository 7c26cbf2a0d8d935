"""One door: exit button, forced, held, and a contact that nobody hears."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CoreStation, one_door, shape

from station_app.core.commands import HoldLock


def test_the_exit_releases_the_lock_before_anything_is_written(station: CoreStation) -> None:
    station.press_exit()

    assert shape(station.told) == ["hold exit", "door.exit_requested"]


def test_the_hold_of_an_exit_opens_whatever_the_journal_does() -> None:
    station = CoreStation(one_door(pulse_seconds=5.0, when_store_fails="refuse"))

    station.press_exit()

    assert station.holds == [HoldLock(door="main", seconds=5.0, cause="exit", if_unrecorded="admit")]


def test_each_press_releases_the_lock_again(station: CoreStation) -> None:
    station.press_exit()
    station.press_exit()

    assert shape(station.told)[0] == "hold exit"


def test_a_door_without_a_contact_ends_a_stay_at_the_press() -> None:
    station = CoreStation(one_door(has_contact=False))
    station.card(ANNA)
    station.press_exit()

    assert shape(station.told) == ["hold exit", "door.exit_requested", "visit.ended"]


def test_an_impatient_finger_at_a_door_without_a_contact_lets_one_person_out() -> None:
    station = CoreStation(one_door(has_contact=False))
    station.card(ANNA)
    station.card(BO)
    for _ in range(3):
        station.press_exit()
        station.later(1)

    assert station.inside == 1


def test_the_next_person_at_a_door_without_a_contact_is_another_one() -> None:
    station = CoreStation(one_door(has_contact=False))
    station.card(ANNA)
    station.card(BO)
    station.press_exit()
    station.later(3.1)
    station.press_exit()

    assert station.inside == 0


def test_one_opening_uses_one_press(station: CoreStation) -> None:
    station.enter(ANNA)
    station.enter(BO)
    station.press_exit()
    for _ in range(2):
        station.open()
        station.close()

    assert station.inside == 1


def test_a_press_that_nobody_used_is_forgotten(station: CoreStation) -> None:
    station.enter(ANNA)
    station.press_exit()
    station.later(8.1)
    station.enter(BO)

    assert station.inside == 2


@pytest.mark.parametrize(
    ("before", "cause"),
    [(CoreStation.card, "entry"), (CoreStation.press_exit, "exit")],
)
def test_an_opening_names_what_it_follows_from(station: CoreStation, before, cause: str) -> None:
    before(station)
    station.open()

    assert station.last("door.opened").body["cause"] == cause


def test_a_door_that_opens_by_itself_is_forced(station: CoreStation) -> None:
    station.open()

    assert shape(station.told) == ["door.opened", "door.forced", "incident.opened"]
    assert station.last("incident.opened").body["cause"] == "door-forced/main"


def test_a_door_opened_after_a_refusal_is_forced(station: CoreStation) -> None:
    station.refuse("code-unknown")
    station.open()

    assert station.count("door.forced") == 1


def test_a_second_opening_while_the_lock_is_released_is_not_forced(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(3.9)
    station.open()

    assert (station.last("door.opened").body["cause"], station.count("door.forced")) == ("released", 0)


def test_a_second_opening_after_the_lock_fell_back_is_forced(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(4.1)
    station.open()

    assert station.count("door.forced") == 1


def test_a_forced_door_that_closes_is_over(station: CoreStation) -> None:
    station.open()
    station.later(2.34)
    station.close()

    assert shape(station.told) == ["door.closed", "incident.closed"]
    assert station.last("door.closed").body == {"door": "main", "open_seconds": 2.3}


def test_a_door_forced_twice_is_two_incidents_with_two_names(station: CoreStation) -> None:
    for _ in range(2):
        station.open()
        station.later(1)
        station.close()

    names = {fact.body["incident"] for fact in station.facts if fact.kind == "incident.opened"}
    assert len(names) == 2


def test_a_door_left_open_is_held_after_its_time(station: CoreStation) -> None:
    station.card()
    station.open()
    station.wait(29.9)
    assert station.count("door.held") == 0
    station.wait(0.1)

    assert shape(station.told)[:2] == ["door.held", "incident.opened"]
    assert station.last("door.held").body == {"door": "main", "open_seconds": 30.0}


def test_a_held_door_is_reported_once(station: CoreStation) -> None:
    station.card()
    station.open()
    for _ in range(5):
        station.wait(60)

    assert station.count("door.held") == 1


def test_a_held_door_that_closes_is_over(station: CoreStation) -> None:
    station.card()
    station.open()
    station.wait(31)
    station.close()

    assert shape(station.told) == ["door.closed", "incident.closed"]
    assert station.last("incident.closed").body["cause"] == "door-held/main"


def test_the_next_opening_can_be_held_again(station: CoreStation) -> None:
    for _ in range(2):
        station.card()
        station.open()
        station.wait(31)
        station.close()

    assert station.count("door.held") == 2


def test_a_contact_that_repeats_itself_says_nothing(station: CoreStation) -> None:
    station.card()
    station.open()
    station.open()
    assert station.told == []
    station.close()
    station.close()

    assert station.told == []


def test_the_first_word_of_a_closed_contact_is_no_event(station: CoreStation) -> None:
    assert CoreStation(contact=False).facts == []


def test_a_door_found_open_at_the_start_is_not_forced() -> None:
    station = CoreStation(contact=True)

    assert station.causes("door.opened") == ["found-open"]
    assert station.count("door.forced") == 0


def test_a_door_found_open_can_be_held() -> None:
    station = CoreStation(contact=True)
    station.wait(30)

    assert station.count("door.held") == 1


def test_without_its_board_nothing_is_known_of_the_contact(station: CoreStation) -> None:
    station.card()
    station.open()
    station.lose("board")

    assert station.state.doors["main"].contact == "unknown"


def test_without_its_board_no_door_is_held(station: CoreStation) -> None:
    station.card()
    station.open()
    station.lose("board")
    station.wait(3600)

    assert station.count("door.held") == 0


def test_another_device_that_is_lost_leaves_the_contact_known(station: CoreStation) -> None:
    station.lose("scanner")

    assert station.state.doors["main"].contact == "closed"


def test_a_door_found_open_after_its_board_came_back_is_not_forced(station: CoreStation) -> None:
    station.lose("board")
    station.restore("board")
    station.open()

    assert station.causes("door.opened") == ["found-open"]
    assert station.count("door.forced") == 0


def test_a_door_found_closed_after_its_board_came_back_is_no_event(station: CoreStation) -> None:
    station.lose("board")
    station.restore("board")
    station.close()

    assert station.told == []


@pytest.mark.parametrize("begins", ["door-held/main", "door-forced/main"])
def test_what_an_open_door_began_ends_when_it_is_found_closed_again(station: CoreStation, begins: str) -> None:
    if begins.startswith("door-held"):
        station.card()
    station.open()
    station.wait(1 if begins.startswith("door-forced") else 31)
    station.lose("board")
    station.close()

    assert shape(station.told) == ["incident.closed"]
    assert station.causes("incident.closed") == [begins]


def test_a_grant_survives_a_short_loss_of_the_board(station: CoreStation) -> None:
    station.card()
    station.lose("board")
    station.restore("board")
    station.open()

    assert (station.causes("door.opened"), station.count("visit.started")) == (["entry"], 1)


def test_the_contact_never_vetoes_a_grant() -> None:
    station = CoreStation(contact=None)
    station.card()

    assert len(station.holds) == 1


def test_a_lock_that_moved_is_recorded_with_its_cause(station: CoreStation) -> None:
    station.lock_answers()

    assert station.last("door.unlocked").body == {"door": "main", "cause": "entry"}


def test_a_lock_that_fails_is_one_incident_until_it_moves_again(station: CoreStation) -> None:
    station.lock_answers(fault="no-answer")
    station.lock_answers(fault="no-answer")
    station.lock_answers()

    assert station.kinds() == ["incident.opened", "door.unlocked", "incident.closed"]
    assert station.causes("incident.closed") == ["lock-fault/main"]


def test_who_was_granted_and_met_a_dead_lock_did_not_enter(station: CoreStation) -> None:
    station.card()
    station.lock_answers(fault="no-answer")
    station.wait(8.1)

    assert (station.count("access.not_entered"), station.count("visit.started")) == (1, 0)


def test_two_doors_of_one_zone_share_its_places() -> None:
    house = one_door(capacity=1)
    second = replace(house.doors["main"], name="side", readers=("side-reader",))
    station = CoreStation(replace(house, doors={**house.doors, "side": second}))
    station.card(ANNA)

    station.card(BO, reader="side-reader")

    assert station.last("access.denied").body["reason"] == "full"


def test_one_door_opening_uses_no_grant_of_the_other() -> None:
    house = one_door()
    second = replace(house.doors["main"], name="side", readers=("side-reader",))
    station = CoreStation(replace(house, doors={**house.doors, "side": second}))
    station.close("side")
    station.card(ANNA)
    station.open("side")

    assert (station.count("visit.started"), station.count("door.forced")) == (0, 1)
