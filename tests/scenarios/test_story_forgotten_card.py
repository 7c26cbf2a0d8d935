"""Somebody leaves without the card: it is asked for on the screen, and somebody is told."""

from __future__ import annotations

from machine import Machine
from story_people import COURIER, card

FORGOTTEN = [("incident.opened", "card-left/id_reader")]
TAKEN = [*FORGOTTEN, ("incident.closed", "card-left/id_reader")]


async def test_a_forgotten_card_is_one_incident_that_ends_when_it_is_taken(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.advance(300)
    lying = list(station.incidents)
    await station.lift()

    assert (lying, station.incidents) == (FORGOTTEN, TAKEN)


async def test_the_screen_still_asks_for_the_card_when_it_counts_as_forgotten(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.advance(59)
    asked, incidents = station.kiosk.now.moment, list(station.incidents)
    await station.lift()

    assert (asked, incidents, station.kiosk.now.moment) == ("take-card", FORGOTTEN, "idle")


async def test_a_card_that_is_taken_in_time_is_no_incident(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.advance(50)
    await station.lift()
    await station.advance(60)

    assert station.incidents == []


async def test_the_next_worker_comes_in_while_a_card_is_forgotten(station: Machine) -> None:
    await station.lay(card())
    await station.walk_in()
    await station.advance(120)
    await station.lift()
    await station.lay(card(COURIER))

    assert station.lock == [True, False, True]


async def test_a_reader_that_finds_a_card_once_raises_no_false_alarm(station: Machine) -> None:
    station.world.fault("id_reader", "must-lift", on=True)
    await station.lay(card())
    await station.walk_in()
    await station.advance(300)

    assert station.incidents == []
