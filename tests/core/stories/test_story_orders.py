"""Fire at night, a snowstorm, an outage, a manager who presses twice, a drill."""

from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, BO, CHEN
from order_world import OrderedStation


def test_fire_at_night_with_a_full_house() -> None:
    """Three sleep in the station when the kitchen fills with smoke."""
    station = OrderedStation()
    for person in (ANNA, BO, CHEN):
        station.enter(person)
    station.smoke(name="kitchen-smoke")

    # The door is released at once, the kiosk says what to do, and the incident tells rescuers how many to look for.
    assert [hold.cause for hold in station.holds] == ["evacuation"]
    assert station.shown == "evacuation"
    assert station.last("mode.changed").body["high"] == 3

    # Smoke fills the hall, too; people push the door without a card or a button, again and again.
    station.wait(15)
    station.smoke(name="hall-smoke")
    for _ in range(3):
        station.wait(12)
        station.open()
        station.wait(5)
        station.close()
    assert station.count("door.forced") == 0

    # Nobody comes in. The brigade clears the air; a minute later the door is an ordinary door again.
    station.card("stranger")
    assert station.shown == "evacuation"
    for name in ("hall-smoke", "kitchen-smoke"):
        station.smoke(name=name, on=False)
    station.wait(60)
    assert (station.mode_now, station.shown) == ("normal", "idle")
    assert "mode/evacuation" not in station.state.incidents


def test_a_snowstorm_shelter() -> None:
    """Two are inside when the storm comes. The manager locks the outside for two hours and writes to those inside."""
    station = OrderedStation()
    station.enter(ANNA)
    station.enter(BO)
    shelter = station.mode("shelter", 120)
    station.order("message", value="暴雪，请留在室内", seconds=7200)
    assert station.course(shelter) == ["received", "acted", "confirmed state"]
    assert (station.shown, station.state.told) == ("shelter", "暴雪，请留在室内")
    assert station.last("mode.changed").body["low"] == 2

    # The way out stays free.
    station.press_exit()
    assert [hold.cause for hold in station.holds] == ["exit"]
    station.open()
    station.close()

    # Somebody stands in the snow; the manager sees it and lets them in. They are counted, and nobody asks who it is.
    station.wait(600)
    rescued = station.order("open", "main")
    station.open()
    station.close()
    assert station.course(rescued)[-1] == "confirmed contact"
    assert station.last("visit.started").body["credential"] == "grace"

    # The power fails and comes back; the shelter goes on, and ends when it was to end, not later.
    station.restart(off_seconds=1800, reboot=True)
    assert (station.mode_now, station.state.told) == ("shelter", "暴雪，请留在室内")
    station.wait(4790)
    assert station.mode_now == "shelter"
    station.wait(10)
    assert (station.mode_now, station.state.told) == ("normal", "")


def test_an_unlock_that_was_sent_during_an_outage_never_fires() -> None:
    """The manager sends an unlock while the line is dead; ten minutes later it comes, to a station whose clock is
    wrong."""
    station = OrderedStation()
    sent = station.made("open", "main")
    station.later(600)
    station.at = replace(station.at, clock="unknown", wall_ms=station.at.wall_ms - 3_600_000)
    station.hear(replace(sent, at=station.at, heard_ms=station.hub_ms))

    assert station.course(sent.id) == ["received", "expired late"]
    assert station.pulses == []


def test_the_manager_presses_open_twice() -> None:
    """The page is slow, so the manager presses again; the hub also repeats the first one after a lost answer."""
    station = OrderedStation()
    first = station.made("open", "main")
    station.hear(first)
    station.later(1)
    second = station.order("open", "main")
    station.hear(replace(first, at=station.at, heard_ms=station.hub_ms))
    station.later(1)
    station.open()
    station.close()

    # Two orders, two pulses, one person: both are confirmed by the one door, and one visit is counted.
    assert [hold.presentation for hold in station.pulses] == [first.id, second]
    assert station.course(first.id) == station.course(second) == ["received", "acted", "confirmed contact"]
    assert station.count("visit.started") == 1


def test_a_drill() -> None:
    """Once a year the station is evacuated for practice, and everything that tells of it says that it is practice."""
    station = OrderedStation()
    station.enter(ANNA)
    drill = station.mode("evacuation", 10, drill=True)
    assert station.course(drill) == ["received", "acted", "confirmed relay"]
    assert (station.mode_now, station.shown) == ("evacuation", "evacuation")
    assert station.state.incidents["mode/evacuation"].drill

    # An open order meanwhile finds the door open.
    late_comer = station.order("open", "main")
    assert station.course(late_comer)[-1] == "confirmed evacuation"

    station.mode("normal")
    assert (station.mode_now, list(station.state.incidents)) == ("normal", [])
