"""What is decided beside yes and no: by which rule, for which need, whose places are counted."""

from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, BO, CHEN, MONDAY_NOON, CoreStation, one_door
from entry_world import COLD, decided, declare, house, staff
from turn_world import Shower

from station_app.core.events import MaintenanceBegan
from station_app.core.hours import Hours
from station_app.core.memory.people import Wish
from station_app.core.model import AtWork, Door, Zone
from station_app.core.policy import Audience
from station_app.core.rules import KEEPER_SECONDS, keeper_there, places_left

NURSING = Audience(needs=frozenset({"nursing"}))


def test_who_is_refused_during_a_test_is_refused_by_its_rule(station: CoreStation) -> None:
    station.hear(MaintenanceBegan(at=station.at, by="tester"))

    station.card(ANNA)

    assert decided(station) == ("maintenance", "maintenance")


def test_who_comes_back_into_a_running_turn_is_no_new_visit() -> None:
    shower = Shower()
    shower.show_at(ANNA)
    shower.show_at(ANNA)

    assert shower.last("access.granted").body["repeat"] is True


def test_a_denial_says_which_need_was_declared() -> None:
    station = CoreStation(house(audience=NURSING, hours=Hours.weekly({})))
    declare(station)

    station.card(ANNA)

    assert (decided(station), station.last("access.denied").body["need"]) == (("hours", "closed"), "nursing")


def test_a_need_declared_for_another_room_counts_for_that_one_only() -> None:
    station = CoreStation(house(audience=NURSING))
    station.state = replace(station.state, wish=Wish(what="need", since=station.at, zone="other", need="nursing"))

    station.card(ANNA)

    assert decided(station) == ("need", "need-not-declared")


def test_in_hard_weather_nobodys_own_place_is_known() -> None:
    station = CoreStation(one_door(capacity=1))
    station.enter(ANNA)
    passes = Audience(credentials=frozenset({"pass"}))
    station.state = replace(station.state, house=house(capacity=1, policy={"grace": COLD}, audience=passes))

    station.card(ANNA)

    assert decided(station) == ("capacity", "full")


def test_a_keeper_still_counts_in_the_last_second(station: CoreStation) -> None:
    rules = house(needs_staff=True)
    since = replace(MONDAY_NOON, mono_ms=MONDAY_NOON.mono_ms - round(KEEPER_SECONDS * 1000))
    state = replace(station.state, house=rules, keeper=AtWork(by="staff", since=since, seen=since))

    assert keeper_there(state, "hall", MONDAY_NOON)


def test_a_grant_of_staff_hides_no_grant_behind_it() -> None:
    station = CoreStation(house(capacity=3))
    station.card(ANNA)
    staff(station)
    station.card(BO)
    grants = sorted(station.state.doors["main"].grants, key=lambda grant: grant.credential != "staff")
    state = replace(station.state, doors={"main": replace(station.state.doors["main"], grants=tuple(grants))})

    assert (grants[0].credential, places_left(state, "hall", CHEN)) == ("staff", 1)


def test_a_door_of_another_zone_hides_no_door_behind_it() -> None:
    other = Door(name="annex", zone="annex", readers=("annex-reader",), contact_board="board")
    bare = house(capacity=2)
    zones = {**bare.zones, "annex": Zone(name="annex", title="Annex", capacity=2)}
    station = CoreStation(replace(bare, doors={"annex": other, **bare.doors}, zones=zones))

    station.card(ANNA)

    assert places_left(station.state, "hall", BO) == 1


def test_each_who_was_granted_has_a_place() -> None:
    station = CoreStation(house(capacity=5))
    station.card(ANNA)
    station.card(BO)
    station.pass_("p1")

    assert places_left(station.state, "hall", CHEN) == 2


def test_where_no_door_is_nobody_is_refused_for_want_of_places() -> None:
    corner = Zone(name="corner", title="Corner", capacity=1, readers=("corner-reader",))
    bare = house()
    station = CoreStation(replace(bare, zones={**bare.zones, "corner": corner}))
    station.card(ANNA, reader="corner-reader")

    station.card(BO, reader="corner-reader")

    assert decided(station) == ("welcome", "granted")


def test_a_private_room_without_a_door_is_full_all_the_same() -> None:
    room = Zone(name="room", title="Room", capacity=1, privacy="private", readers=("room-reader",))
    bare = house()
    station = CoreStation(replace(bare, zones={**bare.zones, "room": room}))
    station.card(ANNA, reader="room-reader")

    station.card(BO, reader="room-reader")

    assert decided(station) == ("capacity", "full")
