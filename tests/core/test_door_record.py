"""What a door leaves in the journal and in mind, to the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CoreStation, one_door

from station_app.core import doors, replay
from station_app.core.commands import HoldLock
from station_app.core.events import ContactMoved, Known, LockFailed, LockMoved, MaintenanceBegan, SelftestPresented
from station_app.core.facts import fact
from station_app.core.memory.modes import Mode
from station_app.core.model import DoorState, StationState


def entry_hold(presentation: str = "p") -> HoldLock:
    return HoldLock(door="main", seconds=3.0, cause="entry", presentation=presentation)


@pytest.fixture
def station() -> CoreStation:
    return CoreStation()


def body(station: CoreStation, kind: str, *names: str) -> tuple[object, ...]:
    """Fields of the newest fact of a kind."""
    return tuple(station.last(kind).body.get(name) for name in names)


def test_a_forced_door_is_named_in_its_incident(station: CoreStation) -> None:
    station.open()

    assert body(station, "incident.opened", "cause", "door") == ("door-forced/main", "main")


def test_the_end_of_a_forced_door_names_it(station: CoreStation) -> None:
    station.open()
    station.close()

    assert body(station, "incident.closed", "cause", "door") == ("door-forced/main", "main")


def test_a_held_door_is_told_with_its_name_and_seconds(station: CoreStation) -> None:
    station.card()
    station.open()
    station.wait(31.26)

    assert body(station, "door.held", "door", "open_seconds") == ("main", 31.3)
    assert body(station, "incident.opened", "cause", "door") == ("door-held/main", "main")


def test_a_propped_door_takes_over_from_the_held_one(station: CoreStation) -> None:
    station.card()
    station.open()
    station.wait(40)
    station.wait(560.26)

    assert body(station, "door.propped", "door", "open_seconds") == ("main", 600.3)
    assert body(station, "incident.closed", "cause", "door") == ("door-held/main", "main")
    assert body(station, "incident.opened", "cause", "door") == ("door-propped/main", "main")


def test_a_door_that_is_found_open_very_late_is_held_and_propped_at_once(station: CoreStation) -> None:
    station.card()
    station.open()
    station.wait(700)

    assert [kind for kind in station.kinds() if kind.startswith("door.")][-2:] == ["door.held", "door.propped"]


def test_a_door_is_propped_when_its_time_has_come_not_before(station: CoreStation) -> None:
    station.card()
    station.open()
    station.wait(40)
    station.later(10)

    assert min(doors.deadlines(station.state, station.at)) == pytest.approx(550)


def test_the_time_a_door_stood_open_is_told_in_tenths(station: CoreStation) -> None:
    station.card()
    station.open()
    station.later(2.26)
    station.close()

    assert body(station, "door.closed", "door", "open_seconds") == ("main", 2.3)


def test_a_door_whose_opening_nobody_saw_was_open_for_no_time(station: CoreStation) -> None:
    state = station.state.doors["main"]
    station.state = replace(station.state, doors={"main": replace(state, contact="open", opened_at=None)})
    station.close()

    assert body(station, "door.closed", "open_seconds") == (0.0,)


def test_an_opening_begins_with_nothing_told_of_it(station: CoreStation) -> None:
    station.card()
    station.open()
    now = station.state.doors["main"]

    assert (now.contact, now.opened_at, now.grants, now.exit_at) == ("open", station.at, (), None)
    assert (now.held, now.propped, now.forced, now.passing, now.cause) == (False, False, False, 1, "entry")


def test_a_forced_opening_is_known_as_one_of_nobody(station: CoreStation) -> None:
    station.open()
    now = station.state.doors["main"]

    assert (now.forced, now.passing, now.cause) == (True, 0, "forced")


def test_a_closed_door_has_forgotten_its_opening(station: CoreStation) -> None:
    station.open()
    station.wait(700)
    station.close()
    now = station.state.doors["main"]

    assert (now.contact, now.opened_at, now.closed_at) == ("closed", None, station.at)
    assert (now.held is False, now.propped is False, now.forced is False) == (True, True, True)


def test_the_first_word_of_a_closed_door_says_when(station: CoreStation) -> None:
    fresh = CoreStation(contact=None)
    fresh.close()

    assert fresh.state.doors["main"].closed_at == fresh.at


def test_two_who_come_together_are_two_whom_an_opening_accounts_for(station: CoreStation) -> None:
    station.card(ANNA)
    station.card(BO)
    station.open()

    assert station.state.doors["main"].passing == 2


def test_whoever_is_granted_at_an_open_door_is_one_more(station: CoreStation) -> None:
    station.card(ANNA)
    station.open()
    station.card(BO)

    assert station.state.doors["main"].passing == 2


def test_whoever_leaves_alone_is_one_whom_an_opening_accounts_for(station: CoreStation) -> None:
    station.enter()
    station.later(60)
    station.press_exit()
    station.open()

    assert (station.state.doors["main"].passing, station.state.doors["main"].cause) == (1, "exit")


def test_a_released_door_may_be_opened_until_a_second_after_its_hold(station: CoreStation) -> None:
    station.state = replace(station.state, maintenance=None)
    now = replace(station.state.doors["main"], hold_from=station.at, hold_seconds=3.0)
    station.state = replace(station.state, doors={"main": now})
    station.later(4.0)
    station.open()

    assert station.last("door.opened").body["cause"] == "released"


def test_a_door_is_forced_later_than_a_second_after_its_hold(station: CoreStation) -> None:
    now = replace(station.state.doors["main"], hold_from=station.at, hold_seconds=3.0)
    station.state = replace(station.state, doors={"main": now})
    station.later(4.001)
    station.open()

    assert station.last("door.opened").body["cause"] == "forced"


def test_a_door_that_opens_in_an_evacuation_is_not_forced(station: CoreStation) -> None:
    station.state = replace(station.state, mode=Mode(name="evacuation", since=station.at))
    station.open()

    assert station.last("door.opened").body["cause"] == "evacuation"


def test_a_pressed_exit_button_holds_for_the_doors_time(station: CoreStation) -> None:
    station.press_exit()
    now = station.state.doors["main"]

    assert (now.exit_at, now.hold_from, now.hold_seconds) == (station.at, station.at, 3.0)


def test_a_granted_card_holds_for_the_doors_time(station: CoreStation) -> None:
    station.card()
    now = station.state.doors["main"]

    assert (now.hold_from, now.hold_seconds) == (station.at, 3.0)


def test_a_test_holds_the_lock_as_long_as_it_asks(station: CoreStation) -> None:
    station.hear(MaintenanceBegan(at=station.at, by="t"))
    known = Known(person=None)
    station.hear(
        SelftestPresented(at=station.at, id="t1", door="main", credential="id-card", finding=known, seconds=1.5)
    )
    now = station.state.doors["main"]

    assert station.holds == [
        HoldLock(door="main", seconds=1.5, cause="selftest", presentation="t1", if_unrecorded="refuse")
    ]
    assert (now.hold_from, now.hold_seconds) == (station.at, 1.5)


def test_a_lock_that_moved_is_told_with_its_cause_and_presentation(station: CoreStation) -> None:
    station.hear(LockMoved(at=station.at, hold=entry_hold()))

    assert station.last("door.unlocked").body == {"door": "main", "cause": "entry", "presentation": "p"}


def test_a_lock_that_is_released_again_in_an_evacuation_is_no_news(station: CoreStation) -> None:
    station.state = replace(station.state, mode=Mode(name="evacuation", since=station.at, open=frozenset({"main"})))
    station.hear(LockMoved(at=station.at, hold=replace(entry_hold(), cause="evacuation")))

    assert station.count("door.unlocked") == 0


def test_an_entry_in_an_evacuation_is_told(station: CoreStation) -> None:
    station.state = replace(station.state, mode=Mode(name="evacuation", since=station.at, open=frozenset({"main"})))
    station.hear(LockMoved(at=station.at, hold=entry_hold()))

    assert station.count("door.unlocked") == 1


def test_a_lock_that_failed_is_named_with_its_fault(station: CoreStation) -> None:
    station.hear(LockFailed(at=station.at, hold=entry_hold(), fault="no-answer"))

    assert body(station, "incident.opened", "cause", "door", "fault") == ("lock-fault/main", "main", "no-answer")
    assert (station.state.screen.reason, station.state.screen.opens_at) == ("door-fault", "")


def test_a_lock_that_works_again_is_named(station: CoreStation) -> None:
    station.hear(LockFailed(at=station.at, hold=entry_hold(), fault="no-answer"))
    station.hear(LockMoved(at=station.at, hold=entry_hold()))

    assert body(station, "incident.closed", "cause", "door") == ("lock-fault/main", "main")


def test_who_was_granted_and_has_not_entered_is_remembered_over_a_restart(station: CoreStation) -> None:
    station.card(ANNA)
    recalled = replay.recall(StationState.fresh(station.state.house), station.facts)

    assert recalled.doors["main"].grants == station.state.doors["main"].grants


def test_who_was_granted_twice_waits_once_after_a_restart(station: CoreStation) -> None:
    for _ in range(2):
        station.card(ANNA)
        station.later(1)
    recalled = replay.recall(StationState.fresh(station.state.house), station.facts)

    assert [grant.presentation for grant in recalled.doors["main"].grants] == ["presentation-2"]


def test_nameless_grants_wait_beside_each_other_after_a_restart(station: CoreStation) -> None:
    station.pass_("one")
    station.pass_("two")
    recalled = replay.recall(StationState.fresh(station.state.house), station.facts)

    assert len(recalled.doors["main"].grants) == 2


def test_a_grant_whose_time_is_over_is_not_remembered(station: CoreStation) -> None:
    station.card(ANNA)
    station.later(8.001)
    station.card(BO)
    recalled = replay.recall(StationState.fresh(station.state.house), station.facts)

    assert [grant.person for grant in recalled.doors["main"].grants] == [BO]


def test_only_the_grant_that_lapsed_is_forgotten(station: CoreStation) -> None:
    station.card(ANNA)
    station.later(1)
    station.card(BO)
    told = fact(
        "access.not_entered", station.at, presentation="presentation-1", door="main", zone="hall", credential="id-card"
    )
    recalled = replay.recall(StationState.fresh(station.state.house), [*station.facts, told])

    assert [grant.person for grant in recalled.doors["main"].grants] == [BO]


def test_an_opened_door_has_used_all_its_grants(station: CoreStation) -> None:
    station.card(ANNA)
    station.card(BO)
    station.open()
    recalled = replay.recall(StationState.fresh(station.state.house), station.facts)

    assert recalled.doors["main"].grants == ()


def test_a_fact_of_a_door_that_is_gone_changes_nothing(station: CoreStation) -> None:
    told = fact("door.opened", station.at, door="old", cause="entry")
    fresh = StationState.fresh(one_door())

    assert replay.recall(fresh, [told]).doors == {"main": DoorState()}


def test_a_repeated_word_of_the_contact_says_nothing(station: CoreStation) -> None:
    station.open()
    told = station.hear(ContactMoved(at=station.at, door="main", open=True))

    assert told == []
