"""Lists from the hub: recorded when they came, and an alarm where more is taken away than a day should."""

from __future__ import annotations

from core_world import CoreStation

from station_app.core import lists
from station_app.core.events import ListRefused, ListTaken, Unknown
from station_app.core.incidents import kind_of


def take(station: CoreStation, **more: int) -> None:
    station.hear(ListTaken(at=station.at, list="revocations", **{"taken": 1, "total": 1, "through": 4, **more}))


def test_a_list_that_came_is_recorded_with_the_hubs_number(station: CoreStation) -> None:
    take(station)

    assert station.last("list.taken").body == {"list": "revocations", "taken": 1, "total": 1, "through": 4}


def test_an_ordinary_revocation_raises_no_alarm(station: CoreStation) -> None:
    take(station)

    assert station.state.incidents == {}


def test_more_than_a_day_allows_is_an_alarm(station: CoreStation) -> None:
    take(station, taken=200, total=200, waiting=3)

    assert station.state.incidents[lists.MASS].severity == "alarm"


def test_an_issuers_key_that_is_revoked_is_an_alarm(station: CoreStation) -> None:
    take(station, keys=1)

    assert lists.MASS in station.state.incidents


def test_the_alarm_ends_when_nothing_waits_any_more(station: CoreStation) -> None:
    take(station, waiting=3)
    take(station, taken=3)

    assert station.state.incidents == {}


def test_a_list_of_keys_ends_no_alarm_about_revocations(station: CoreStation) -> None:
    take(station, waiting=3)
    station.hear(ListTaken(at=station.at, list="pass-keys", taken=1, total=1, through=1))

    assert [kind_of(cause) for cause in station.state.incidents] == [lists.MASS]


def test_a_refused_list_is_recorded_with_its_reason(station: CoreStation) -> None:
    station.hear(ListRefused(at=station.at, list="pass-keys", reason="unknown-key"))

    assert station.last("list.refused").body == {"list": "pass-keys", "reason": "unknown-key"}


def test_a_revoked_pass_is_refused_by_a_rule_of_its_own(station: CoreStation) -> None:
    station.show(Unknown(reason="pass-revoked"), "pass")

    told = station.last("access.denied").body
    assert (told["rule"], told["reason"]) == ("not-revoked", "pass-revoked")


def test_who_has_a_revoked_pass_is_let_out_by_the_button(station: CoreStation) -> None:
    station.enter()
    take(station, waiting=5)
    station.press_exit()

    assert station.count("door.exit_requested") == 1
