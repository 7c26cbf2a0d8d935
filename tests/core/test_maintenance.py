"""Staff and tests: what the rules make of a technician, and how neither outlives him."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from core_world import ANNA, CoreStation, shape
from hypothesis import given, settings
from hypothesis import strategies as st

from station_app.core.commands import HoldLock
from station_app.core.events import (
    CheckEnded,
    Known,
    MaintenanceBegan,
    MaintenanceEnded,
    RunBegan,
    RunEnded,
    SelftestPresented,
    ServiceClosed,
    StaffSeen,
    Unknown,
)
from station_app.core.flow import next_deadline
from station_app.core.model import House

STAFF = Known(person="sabcdefghij", staff=True)
INCIDENTS = [("incident.opened", "maintenance"), ("incident.closed", "maintenance")]


def begin(station: CoreStation, by: str = "tester") -> None:
    station.hear(MaintenanceBegan(at=station.at, by=by))


def end(station: CoreStation, reason: str = "finished") -> None:
    station.hear(MaintenanceEnded(at=station.at, reason=reason))


def try_lock(station: CoreStation, finding: Known | Unknown | None = None) -> None:
    station.hear(
        SelftestPresented(
            at=station.at,
            id="test-1",
            door="main",
            credential="staff",
            finding=finding or Known(person=ANNA),
            seconds=0.4,
        )
    )


def test_a_test_that_has_begun_does_not_begin_again(station: CoreStation) -> None:
    begin(station)
    begin(station, by="another")

    assert (shape(station.told), station.state.maintenance.by if station.state.maintenance else None) == ([], "tester")


def test_a_test_that_never_began_does_not_end(station: CoreStation) -> None:
    end(station)

    assert shape(station.told) == []


def test_a_test_begins_with_its_fact_and_shows_itself(station: CoreStation) -> None:
    begin(station)

    assert shape(station.told) == ["maintenance.started", "incident.opened", "show maintenance"]
    assert station.last("maintenance.started").body == {"by": "tester"}


def test_workers_are_refused_while_the_station_is_tested(station: CoreStation) -> None:
    begin(station)
    station.card()

    assert shape(station.told) == ["access.denied", "show refused"]
    assert station.last("access.denied").body["reason"] == "maintenance"


def test_who_was_refused_by_a_test_is_not_recorded(station: CoreStation) -> None:
    begin(station)
    station.card()

    assert "person" not in station.last("access.denied").body


def test_a_pass_refused_by_a_test_is_not_used_up(station: CoreStation) -> None:
    begin(station)
    station.pass_("one")
    end(station)
    station.pass_("one")

    assert station.kinds()[-1] == "access.granted"


def test_the_kiosk_returns_to_maintenance_after_each_refusal(station: CoreStation) -> None:
    begin(station)
    station.card()
    station.wait(9)

    assert station.shown == "maintenance"


def test_a_kiosk_idles_again_when_the_test_is_over(station: CoreStation) -> None:
    begin(station)
    end(station)

    assert station.shown == "idle"
    assert station.last("maintenance.ended").body == {"reason": "finished"}


def test_the_exit_button_opens_during_a_test(station: CoreStation) -> None:
    begin(station)
    station.press_exit()

    assert station.holds == [HoldLock(door="main", seconds=3.0, cause="exit")]


def test_a_forgotten_test_ends_ten_minutes_after_the_last_sign(station: CoreStation) -> None:
    begin(station)
    station.wait(599)
    station.hear(StaffSeen(at=station.at))
    station.wait(599)
    before = station.state.maintenance
    station.wait(1)

    assert before is not None
    assert station.state.maintenance is None
    assert station.last("maintenance.ended").body == {"reason": "forgotten"}


def test_time_is_told_when_a_forgotten_test_is_to_end(station: CoreStation) -> None:
    begin(station)
    station.later(590)

    assert next_deadline(station.state, station.at) == 10


def test_a_test_does_not_outlive_the_program(station: CoreStation) -> None:
    begin(station)
    station.later(5)
    station.start_again()
    station.card()

    assert station.last("maintenance.ended").body == {"reason": "restart"}
    assert station.kinds()[-1] == "access.granted"
    assert [(fact.kind, fact.body["cause"]) for fact in station.facts if fact.kind.startswith("incident")] == INCIDENTS


def test_a_lock_is_tested_only_after_its_row(station: CoreStation) -> None:
    begin(station)
    try_lock(station)

    assert shape(station.told) == ["access.granted", "hold selftest"]
    assert station.last("access.granted").body["test"] is True
    assert station.holds[0].if_unrecorded == "refuse"


def test_whose_card_tested_a_lock_is_not_recorded(station: CoreStation) -> None:
    begin(station)
    try_lock(station, Known(person=ANNA))

    assert "person" not in station.last("access.granted").body


def test_a_card_that_is_not_genuine_tests_no_lock(station: CoreStation) -> None:
    begin(station)
    try_lock(station, Unknown(reason="card-unreadable"))

    assert shape(station.told) == ["access.denied"]


def test_no_lock_is_tested_outside_a_test(station: CoreStation) -> None:
    try_lock(station)

    assert shape(station.told) == []


def test_a_door_pushed_open_by_the_test_is_neither_a_visit_nor_forced(station: CoreStation) -> None:
    begin(station)
    try_lock(station)
    station.later(0.3)
    station.open()

    assert station.causes("door.opened") == ["selftest"]
    assert station.inside == 0
    assert station.count("door.forced") == 0


def test_a_door_forced_during_a_test_is_an_alarm(station: CoreStation) -> None:
    begin(station)
    station.wait(10)
    station.open()

    assert station.count("door.forced") == 1


def test_a_run_and_its_checks_are_facts(station: CoreStation) -> None:
    station.hear(RunBegan(at=station.at, run="r1", tester="li"))
    station.hear(
        CheckEnded(at=station.at, run="r1", check="board.answers", result="red", tester="li", fault="no-answer")
    )
    station.hear(RunEnded(at=station.at, run="r1", tester="li", green=3, red=1, unfinished=0))

    assert station.kinds()[-3:] == ["selftest.started", "selftest.checked", "selftest.finished"]
    assert station.last("selftest.finished").body["result"] == "red"


def test_a_run_with_an_unfinished_check_has_failed(station: CoreStation) -> None:
    station.hear(RunEnded(at=station.at, run="r1", tester="li", green=3, red=0, unfinished=1))

    assert station.last("selftest.finished").body["result"] == "red"


def test_staff_open_the_door_and_are_no_visit(station: CoreStation) -> None:
    station.show(STAFF, "staff")
    held = station.holds
    station.open()

    assert [hold.cause for hold in held] == ["entry"]
    assert station.causes("door.opened") == ["entry"]
    assert (station.inside, station.count("visit.started")) == (0, 0)


@pytest.mark.parametrize("times", [1, 3])
def test_a_staff_pass_serves_as_often_as_wanted(station: CoreStation, times: int) -> None:
    for _ in range(times):
        station.show(STAFF, "staff")

    assert station.count("access.granted") == times


def test_staff_take_no_place_in_a_full_house(station: CoreStation) -> None:
    zones = {"hall": replace(station.state.house.zones["hall"], capacity=1)}
    house: House = replace(station.state.house, zones=zones)
    station.state = replace(station.state, house=house)
    station.show(STAFF, "staff")
    station.card()

    assert station.count("access.granted") == 2


def test_a_staff_pass_opens_the_pages_at_the_first_door(station: CoreStation) -> None:
    station.show(STAFF, "staff")

    assert station.state.service is not None
    assert station.state.service.by == "staff-abcdef"


def test_what_only_claims_to_be_staff_opens_nothing(station: CoreStation) -> None:
    station.show(Unknown(reason="pass-tampered"), "staff")

    assert station.state.service is None
    assert station.kinds()[-1] == "access.denied"


def test_the_pages_close_ten_minutes_after_the_last_touch(station: CoreStation) -> None:
    station.show(STAFF, "staff")
    station.wait(500)
    station.hear(StaffSeen(at=station.at))
    station.wait(500)
    before = station.state.service
    station.wait(100)

    assert before is not None
    assert station.state.service is None


def test_no_touch_keeps_the_pages_open_beyond_a_visit(station: CoreStation) -> None:
    station.show(STAFF, "staff")
    for _ in range(14):
        station.wait(500)
        station.hear(StaffSeen(at=station.at))
    before = station.state.service
    due = next_deadline(station.state, station.at)
    station.wait(200)

    assert before is not None
    assert due <= 200
    assert station.state.service is None


def test_a_credential_that_is_shown_again_begins_a_new_visit(station: CoreStation) -> None:
    for _ in range(15):
        station.show(STAFF, "staff")
        station.wait(500)

    assert station.state.service is not None


def test_the_technician_closes_the_pages(station: CoreStation) -> None:
    station.show(STAFF, "staff")
    station.hear(ServiceClosed(at=station.at))

    assert station.state.service is None


def test_the_pages_do_not_outlive_the_program(station: CoreStation) -> None:
    station.show(STAFF, "staff")
    station.start_again()

    assert station.state.service is None


moves = st.lists(
    st.tuples(
        st.sampled_from(["card", "staff-gone", "exit", "open", "close", "test", "help", "wait"]), st.floats(0.1, 120)
    ),
    max_size=40,
)


@settings(max_examples=1000, deadline=None)
@given(moves=moves)
def test_a_test_mode_that_was_left_is_over_ten_minutes_later_whatever_else_happens(
    moves: list[tuple[str, float]],
) -> None:
    station = CoreStation()
    begin(station)
    began = station.at
    acts: dict[str, Callable[[], object]] = {
        "card": station.card,
        "exit": station.press_exit,
        "open": station.open,
        "close": station.close,
        "test": lambda: try_lock(station),
        "help": station.ask_help,
    }
    for what, seconds in moves:
        acts.get(what, lambda: None)()
        station.wait(seconds)
    left = 600 - station.at.seconds_since(began)
    if left > 0:
        station.wait(left)

    assert station.state.maintenance is None
    assert station.last("maintenance.ended").body["reason"] == "forgotten"
