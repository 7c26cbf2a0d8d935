"""The kiosk's screen: dies and comes back, asks for help, talks nonsense; the door notices none of it."""

from __future__ import annotations

from machine import Machine
from story_people import a_pass

HELP = [("incident.opened", "help")]


async def test_the_door_serves_while_the_screen_is_dead(station: Machine) -> None:
    await station.kiosk.die()
    await station.show(a_pass(station))
    await station.walk_in()

    assert station.kinds() == ["access.granted", "door.unlocked", "door.opened", "visit.started", "door.closed"]


async def test_a_screen_that_comes_back_shows_what_is_true_now(station: Machine) -> None:
    await station.kiosk.die()
    await station.show(a_pass(station))
    await station.walk_in()
    await station.advance(8)
    await station.kiosk.connect()
    await station.advance(0)

    assert (station.kiosk.now.moment, station.kiosk.now.inside) == ("idle", 1)


async def test_help_is_one_incident_however_often_it_is_touched(station: Machine) -> None:
    for _ in range(5):
        station.kiosk.touch()
        await station.advance(2)

    assert station.incidents == HELP
    assert station.kiosk.moments == ["idle", "help"]


async def test_a_call_for_help_that_nobody_answers_is_asked_of_every_role_and_stands(station: Machine) -> None:
    station.kiosk.touch()
    await station.leap(16 * 60, stride=10)

    assert station.incidents == HELP
    assert station.kinds().count("incident.escalated") == 2
    assert station.kiosk.now.moment == "idle"


async def test_a_screen_that_talks_nonsense_changes_nothing(station: Machine) -> None:
    station.kiosk.touch(b'{"type": "intent", "want": "open the door"}\n\xff\xfe\n')
    await station.advance(1)

    assert station.kinds() == []
    assert station.lock == []
