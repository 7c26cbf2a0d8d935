"""Who may enter, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from core_world import ANNA, BO, CHEN, MONDAY_NOON, CoreStation, one_door, shape

from station_app.core.events import Known
from station_app.core.hours import Hours
from station_app.core.reasons import DENIALS

SUMMER = Hours.weekly({"mon": ["05:00-12:00", "14:00-23:00"]})
WINTER = Hours.weekly({"mon": ["07:00-18:00"], "tue": ["07:00-18:00"]})
NIGHT = Hours.weekly({"mon": ["20:00-02:00"], "sun": ["22:00-04:00"]})


def shanghai(day: int, hour: int, minute: int = 0) -> int:
    """Wall milliseconds of a local time in November 2026; the 23rd is a Monday."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp() * 1000) - 8 * 3_600_000


def at(day: int, hour: int, minute: int = 0) -> CoreStation:
    return CoreStation(one_door(), replace(MONDAY_NOON, wall_ms=shanghai(day, hour, minute)))


def with_hours(hours: Hours, day: int, hour: int, minute: int = 0) -> CoreStation:
    return CoreStation(one_door(hours=hours), replace(MONDAY_NOON, wall_ms=shanghai(day, hour, minute)))


def test_a_grant_is_recorded_before_the_lock_moves_and_shown_last(station: CoreStation) -> None:
    station.card()

    assert shape(station.told) == ["access.granted", "hold entry", "show welcome"]


def test_a_grant_names_door_zone_credential_person_and_policy_and_nothing_else(station: CoreStation) -> None:
    station.card(ANNA)

    told = {"presentation": "presentation-1", "door": "main", "zone": "hall", "credential": "id-card"}
    assert station.last("access.granted").body == {
        **told,
        "policy": "p7",
        "rule": "welcome",
        "person": ANNA,
        "inside": 0,
    }


@pytest.mark.parametrize("policy", ["admit", "refuse"])
def test_the_hold_of_an_entry_carries_the_doors_times_and_its_policy_for_a_dead_journal(policy: str) -> None:
    station = CoreStation(one_door(pulse_seconds=4.5, when_store_fails=policy))

    station.card()

    [hold] = station.holds
    assert (hold.door, hold.seconds, hold.cause, hold.if_unrecorded) == ("main", 4.5, "entry", policy)


@pytest.mark.parametrize("reason", DENIALS)
def test_what_is_not_genuine_is_refused_with_its_reason_and_the_lock_stays(station: CoreStation, reason) -> None:
    station.refuse(reason)

    assert shape(station.told) == ["access.denied", "show refused"]
    assert station.last("access.denied").body["reason"] == reason == station.state.screen.reason


def refusing_union_cards() -> CoreStation:
    house = one_door()
    return CoreStation(replace(house, policy=replace(house.policy, union_cards="refuse")))


def test_a_union_card_is_admitted_unless_the_policy_says_otherwise(station: CoreStation) -> None:
    station.show(Known(person=ANNA), "union-card")

    assert shape(station.told) == ["access.granted", "hold entry", "show welcome"]


def test_where_union_cards_are_not_accepted_one_is_refused_and_the_lock_stays() -> None:
    station = refusing_union_cards()
    station.show(Known(person=ANNA), "union-card")

    assert shape(station.told) == ["access.denied", "show refused"]
    assert station.last("access.denied").body["reason"] == "card-not-accepted"


def test_where_union_cards_are_not_accepted_an_id_card_still_is() -> None:
    station = refusing_union_cards()
    station.card()

    assert station.count("access.granted") == 1


def test_an_unreadable_union_card_is_called_so_even_where_none_is_accepted() -> None:
    station = refusing_union_cards()
    station.refuse("card-unreadable", "union-card")

    assert station.last("access.denied").body["reason"] == "card-unreadable"


def test_a_refusal_remembers_no_grant(station: CoreStation) -> None:
    station.refuse("pass-tampered", "pass")
    station.open()

    assert station.count("visit.started") == 0


def test_a_reader_that_belongs_to_no_door_admits_nowhere(station: CoreStation) -> None:
    station.card(reader="spare")

    assert station.told == []


@pytest.mark.parametrize(("valid_until", "granted"), [("20261122", 0), ("20261123", 1), ("20261124", 1), (None, 1)])
def test_a_card_is_good_through_its_last_day(station: CoreStation, valid_until: str | None, granted: int) -> None:
    station.card(valid_until=valid_until)

    assert station.count("access.granted") == granted


def test_the_last_day_of_a_card_ends_at_local_midnight() -> None:
    before, after = at(23, 23, 59), at(24, 0, 0)

    before.card(valid_until="20261123")
    after.card(valid_until="20261123")

    assert (before.kinds(), after.kinds()) == (["access.granted"], ["access.denied"])
    assert after.last("access.denied").body["reason"] == "card-expired"


def test_without_a_believable_date_no_card_is_called_expired(station: CoreStation) -> None:
    station.at = replace(station.at, clock="unknown")

    station.card(valid_until="20201231")

    assert station.count("access.granted") == 1


def test_a_drifting_clock_still_knows_an_expired_card(station: CoreStation) -> None:
    station.at = replace(station.at, clock="drifting")

    station.card(valid_until="20201231")

    assert station.last("access.denied").body["reason"] == "card-expired"


@pytest.mark.parametrize(
    ("hours", "moment", "opens_at"),
    [
        pytest.param(SUMMER, (23, 4, 59), "0 05:00", id="before the first interval"),
        pytest.param(SUMMER, (23, 12, 0), "0 14:00", id="between two intervals"),
        pytest.param(SUMMER, (23, 23, 0), "0 05:00", id="after the last: a week later"),
        pytest.param(WINTER, (23, 5, 0), "0 07:00", id="the winter table at a moment that summer has open"),
        pytest.param(WINTER, (23, 18, 0), "1 07:00", id="the next day"),
        pytest.param(WINTER, (28, 12, 0), "0 07:00", id="Saturday waits for Monday"),
        pytest.param(NIGHT, (24, 2, 0), "6 22:00", id="the end after midnight is an end"),
        pytest.param(NIGHT, (23, 4, 0), "0 20:00", id="Sunday's night ends on Monday"),
        pytest.param(Hours.weekly({}), (23, 12, 0), None, id="never open"),
    ],
)
def test_who_comes_too_early_or_late_hears_when_it_opens(
    hours: Hours, moment: tuple[int, int, int], opens_at: str | None
) -> None:
    station = with_hours(hours, *moment)

    station.card()

    denied = station.last("access.denied").body
    assert (denied["reason"], denied.get("opens_at")) == ("closed", opens_at)
    assert station.state.screen.opens_at == (opens_at or "")


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        pytest.param(SUMMER, (23, 5, 0), id="from the first minute"),
        pytest.param(SUMMER, (23, 22, 59), id="to the last minute of the second interval"),
        pytest.param(WINTER, (24, 7, 0), id="another day"),
        pytest.param(NIGHT, (24, 1, 59), id="past midnight"),
        pytest.param(NIGHT, (23, 3, 59), id="from Sunday into Monday"),
    ],
)
def test_within_the_hours_the_door_opens(hours: Hours, moment: tuple[int, int, int]) -> None:
    station = with_hours(hours, *moment)

    station.card()

    assert station.count("access.granted") == 1


def test_a_full_room_refuses() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)

    station.card(BO)

    assert station.last("access.denied").body["reason"] == "full"


def test_a_grant_nobody_has_used_yet_keeps_its_place() -> None:
    station = CoreStation(one_door(capacity=1))
    station.card(ANNA)

    station.card(BO)

    assert station.last("access.denied").body["reason"] == "full"


def test_a_grant_that_lapsed_gives_its_place_back() -> None:
    station = CoreStation(one_door(capacity=1))
    station.card(ANNA)
    station.wait(8.1)

    station.card(BO)

    assert station.last("access.granted").body["person"] == BO


def test_ones_own_unused_grant_is_not_counted_against_oneself() -> None:
    station = CoreStation(one_door(capacity=1))
    station.card(ANNA)

    station.card(ANNA)

    assert station.count("access.granted") == 2


def test_who_is_inside_may_come_in_again_when_the_room_is_full() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)

    station.card(ANNA)

    assert station.count("access.granted") == 2


def test_who_was_inside_and_left_waits_like_everybody_when_the_room_is_full() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    station.leave()
    station.enter(BO)

    station.card(ANNA)

    assert station.last("access.denied").body["reason"] == "full"


def test_a_place_is_free_again_when_somebody_has_left() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    station.leave()

    station.enter(BO)

    assert station.inside == 1


def test_two_passes_without_a_name_need_two_places() -> None:
    station = CoreStation(one_door(capacity=1))
    station.pass_("one")

    station.pass_("two")

    assert station.last("access.denied").body["reason"] == "full"


def test_an_expired_card_is_the_reason_even_when_closed_and_full() -> None:
    station = CoreStation(one_door(capacity=1, hours=WINTER), replace(MONDAY_NOON, wall_ms=shanghai(28, 12)))

    station.card(CHEN, valid_until="20200101")

    assert station.last("access.denied").body["reason"] == "card-expired"
