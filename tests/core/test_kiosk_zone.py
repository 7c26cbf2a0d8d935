"""Which zone a kiosk tells of."""

from __future__ import annotations

from core_world import CoreStation, one_door

from station_app.core.model import House, Zone


def house_of(*zones: Zone) -> House:
    """A house without doors."""
    return House(doors={}, zones={zone.name: zone for zone in zones}, policy=one_door().policy)


def test_a_kiosk_at_a_door_tells_of_the_zone_behind_it() -> None:
    assert one_door().kiosk_zone == "hall"


def test_without_doors_a_kiosk_tells_of_the_first_zone_where_a_tap_means_one() -> None:
    tapped = Zone(name="books", title="Books", capacity=4, readers=("reader",))

    assert house_of(Zone(name="hall", title="Hall", capacity=4), tapped).kiosk_zone == "books"


def test_without_doors_and_readers_a_kiosk_tells_of_the_first_zone() -> None:
    assert (
        house_of(Zone(name="hall", title="Hall", capacity=4), Zone(name="books", title="Books", capacity=4)).kiosk_zone
        == "hall"
    )


def test_where_a_tap_is_the_entry_the_kiosk_greets_without_a_door_and_says_goodbye() -> None:
    corner = Zone(name="corner", title="Corner", capacity=4, readers=("reader",))
    station = CoreStation(house_of(corner), contact=None)
    station.card()
    came = (station.shown, station.state.screen.reason)
    station.later(600)
    station.card()
    left = station.shown
    station.wait(5)

    assert (came, left, station.shown) == (("welcome", "tapped"), "goodbye", "idle")
