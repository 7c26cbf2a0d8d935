"""One incident per cause: opened once, closed once."""

from __future__ import annotations

import pytest
from core_world import CoreStation, shape

from station_app.core.events import Event, Flooded, StoreFailed, StoreWorks


def flood(station: CoreStation, *, over: bool = False) -> Event:
    return Flooded(at=station.at, reader="scanner", over=over)


def test_a_call_for_help_is_one_incident(station: CoreStation) -> None:
    station.ask_help()

    assert shape(station.told) == ["incident.opened", "show help"]
    assert station.causes("incident.opened") == ["help"]


def test_help_touched_twice_at_once_is_one_touch(station: CoreStation) -> None:
    station.ask_help()
    station.wait(29)
    station.ask_help()

    assert shape(station.told) == ["show help"]


def test_a_lost_device_is_a_fact_and_an_incident(station: CoreStation) -> None:
    station.lose("reader", "wrong-device")

    assert shape(station.told) == ["device.lost", "incident.opened", "show idle"]
    assert station.last("device.lost").body == {"device": "reader", "fault": "wrong-device"}


def test_a_device_is_lost_once(station: CoreStation) -> None:
    station.lose("reader")
    station.lose("reader")

    assert station.told == []


def test_two_lost_devices_are_two_incidents(station: CoreStation) -> None:
    station.lose("reader")
    station.lose("scanner")

    assert station.causes("incident.opened") == ["device/reader", "device/scanner"]


def test_a_device_that_works_again_ends_its_incident(station: CoreStation) -> None:
    station.lose("reader")
    station.restore("reader")

    assert shape(station.told) == ["device.restored", "incident.closed", "show idle"]


def test_a_device_that_works_from_the_start_is_no_news(station: CoreStation) -> None:
    station.restore("reader")

    assert station.facts == []


def test_a_device_that_works_after_a_restart_ends_the_incident_from_before(station: CoreStation) -> None:
    station.lose("reader")
    station.start_again()
    station.restore("reader")

    assert station.kinds()[-2:] == ["device.restored", "incident.closed"]


def test_a_device_still_lost_after_a_restart_is_the_same_incident(station: CoreStation) -> None:
    station.lose("reader")
    station.start_again()
    station.lose("reader")

    assert (station.count("device.lost"), station.count("incident.opened")) == (2, 1)


def test_a_dead_journal_is_one_incident_until_it_works(station: CoreStation) -> None:
    station.hear(StoreFailed(at=station.at, fault="disk-full"))
    station.hear(StoreFailed(at=station.at, fault="disk-full"))
    station.hear(StoreWorks(at=station.at, reserve=3))

    assert station.kinds() == ["incident.opened", "incident.closed"]
    assert station.last("incident.opened").body["fault"] == "disk-full"


def test_a_flood_is_one_incident_until_the_reader_is_quiet(station: CoreStation) -> None:
    for over in (False, False, True, True):
        station.hear(flood(station, over=over))

    assert station.kinds() == ["incident.opened", "incident.closed"]
    assert station.last("incident.opened").body["device"] == "scanner"


@pytest.mark.parametrize("what", ["flood", "journal"])
def test_a_restart_ends_what_only_the_run_before_could_see_the_end_of(station: CoreStation, what: str) -> None:
    station.hear(flood(station) if what == "flood" else StoreFailed(at=station.at, fault="disk-full"))
    station.start_again()

    assert shape(station.told) == ["boot", "incident.closed", "show idle"]


def test_a_restart_leaves_a_lost_device_an_open_incident(station: CoreStation) -> None:
    station.lose("reader")
    station.start_again()

    assert list(station.state.incidents) == ["device/reader"]


def test_opening_and_closing_name_the_same_incident(station: CoreStation) -> None:
    station.lose("reader")
    station.later(5)
    station.restore("reader")

    assert station.last("incident.opened").body["incident"] == station.last("incident.closed").body["incident"]
