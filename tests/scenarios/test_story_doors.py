"""The door's own life: pushed open, held open, left through, and its relay and contact when they fail."""

from __future__ import annotations

from collections.abc import Callable

from machine import Machine, Site
from story_people import a_pass, card

FORCED = [("incident.opened", "door-forced/main"), ("incident.closed", "door-forced/main")]
HELD = [("incident.opened", "door-held/main"), ("incident.closed", "door-held/main")]
LOCK_FAULT = [("incident.opened", "lock-fault/main"), ("incident.closed", "lock-fault/main")]


async def test_a_door_pushed_open_without_a_grant_is_forced(station: Machine) -> None:
    await station.walk_in()

    assert station.kinds() == ["door.opened", "door.forced", "incident.opened", "door.closed", "incident.closed"]
    assert station.incidents == FORCED
    assert station.kiosk.now.inside == 0


async def test_a_door_left_open_for_thirty_seconds_is_held_until_it_closes(station: Machine) -> None:
    await station.lay(card())
    station.world.move_door("main", is_open=True)
    await station.advance(28)
    before = list(station.incidents)
    await station.advance(4)
    degraded = station.kiosk.now.degraded
    station.world.move_door("main", is_open=False)
    await station.advance(1)

    assert (before, degraded) == ([], True)
    assert station.incidents == HELD
    assert station.bodies("door.closed", "open_seconds") == [32.0]


async def test_the_exit_button_opens_and_whoever_leaves_is_no_longer_inside(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.advance(5)
    await station.press_exit()
    released = station.lock_released
    await station.walk_in()

    assert released
    assert station.kinds()[5:] == ["door.exit_requested", "door.unlocked", "door.opened", "visit.ended", "door.closed"]
    assert station.bodies("door.opened", "cause") == ["entry", "exit"]
    assert station.kiosk.now.inside == 0


async def test_the_exit_button_tells_of_a_lock_whose_board_is_cut(build: Callable[..., Machine]) -> None:
    station = build(Site(lock="relay/relay/1"))
    await station.start()
    station.world.cut("relay")
    await station.advance(1)
    await station.press_exit()

    assert station.lock == []
    assert ("incident.opened", "lock-fault/main") in station.incidents


async def test_the_lock_fault_is_over_when_the_exit_button_works_again(build: Callable[..., Machine]) -> None:
    station = build(Site(lock="relay/relay/1"))
    await station.start()
    station.world.cut("relay")
    await station.advance(1)
    await station.press_exit()
    station.world.mend("relay")
    await station.advance(3)
    await station.press_exit()

    assert station.lock == [True]
    assert [one for one in station.incidents if "lock" in one[1]] == LOCK_FAULT


async def test_a_grant_whose_lock_does_not_answer_is_told_as_a_lock_fault(station: Machine) -> None:
    station.world.fault("board", "silent", on=True)
    await station.show(a_pass(station))
    await station.advance(2)

    assert ("incident.opened", "lock-fault/main") in station.incidents
    assert station.told("door.unlocked") == []


async def test_whoever_stands_before_a_lock_that_does_not_move_is_told_so(station: Machine) -> None:
    station.world.fault("board", "silent", on=True)
    await station.show(a_pass(station))
    await station.advance(2)

    assert station.kiosk.moments == ["idle", "welcome", "refused:door-fault"]


async def test_a_lock_that_works_again_closes_its_incident(station: Machine) -> None:
    station.world.fault("board", "silent", on=True)
    await station.show(a_pass(station))
    await station.advance(2)
    station.world.fault("board", "silent", on=False)
    await station.advance(4)
    await station.show(a_pass(station))

    assert [one for one in station.incidents if "lock" in one[1]] == LOCK_FAULT
    assert len(station.told("door.unlocked")) == 1


async def test_a_lock_of_an_lcus_board_opens_and_falls_back(build: Callable[..., Machine]) -> None:
    station = build(Site(lock="relay/relay/1"))
    await station.start()
    await station.show(a_pass(station))
    await station.advance(2)
    before = list(station.lock)
    await station.advance(3)

    assert (before, station.lock) == ([True], [True, False])


async def test_a_wedged_relay_admits_nobody_and_no_visit_is_counted(station: Machine) -> None:
    station.world.fault("board", "wedged", on=True)
    await station.show(a_pass(station))
    await station.advance(9)
    station.world.fault("board", "wedged", on=False)
    await station.show(a_pass(station))
    await station.walk_in()

    assert station.kinds() == [
        *("access.granted", "door.unlocked", "access.not_entered"),
        *("access.granted", "door.unlocked", "door.opened", "visit.started", "door.closed"),
    ]


async def test_a_contact_that_never_moves_takes_no_visit_and_vetoes_nothing(station: Machine) -> None:
    station.world.fault("board", "stuck-input", on=True)
    for _ in range(2):
        await station.show(a_pass(station))
        await station.walk_in()
        await station.advance(9)

    assert station.kinds() == ["access.granted", "door.unlocked", "access.not_entered"] * 2
    assert station.lock == [True, False, True, False]


async def test_a_contact_that_always_says_open_is_a_held_door_and_keeps_nobody_out(station: Machine) -> None:
    station.world.move_door("main", is_open=True)
    station.world.fault("board", "stuck-input", on=True)
    await station.advance(35)
    await station.show(a_pass(station))

    assert ("incident.opened", "door-held/main") in station.incidents
    assert station.bodies("visit.started", "evidence") == ["door-open"]
    assert station.lock == [True]
