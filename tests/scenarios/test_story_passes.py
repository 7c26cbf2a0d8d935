"""A pass from the hub: it opens the door, is revoked, and opens nothing any more, with or without a network."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from test_story_hub import Way, way

from station_app.identity.keys import Issuer, IssuingKey
from station_app.identity.lists import MOST_A_DAY
from station_app.identity.pass_key_list import KeyList, seal

if TYPE_CHECKING:
    from hub_rig import HubRig

    from station_app.hub.passes import Issued

ROOT = IssuingKey(seed=bytes(range(32)), name="union")
"""The key that signs this union's policies, on a machine that is no hub."""


@pytest.fixture
async def enrolled(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that the hub knows, that trusts the union's key, and that serves; both have the real time."""
    machine = build(Site(hub=URL), hub=Way(hub.transport), wall=time.time() - 20)
    await make_known(machine, hub)
    machine.keys.save_policy_issuers([ROOT.issuer()])
    await machine.start()
    yield machine
    await machine.stop()  # before the hub ends


def vouch(hub: HubRig, *, seed: bytes = ROOT.seed) -> None:
    """Somebody has signed a list with the hub's key for passes, and it is published."""
    from station_app.hub import pass_feed, passes

    def publish() -> None:
        now = int(time.time())
        mine = Issuer(name="wuxi", public=passes.public_key(), not_before=now - 3600, until=now + 90 * 86_400)
        pass_feed.publish_keys(None, 1, seal(KeyList(number=1, issuers=(mine,)), seed).decode())

    hub.in_thread(publish)


def issued(hub: HubRig, count: int = 1) -> list[Issued]:
    """A manager has issued passes for the station."""
    from django.contrib.auth.models import User

    from station_app.hub import passes
    from station_app.hub.accounts import set_account
    from station_app.hub.models import Station

    def make() -> list[Issued]:
        if not User.objects.exists():
            set_account("manager", "manager")
        wanted = passes.Wanted(
            kind="worker", station=Station.objects.get(id=STATION), valid=timedelta(days=1), count=count
        )
        return list(passes.issue(wanted, User.objects.get(), datetime.now(UTC)))

    return hub.in_thread(make)


def revoke(hub: HubRig, *found: Issued) -> None:
    """The manager has revoked them."""
    from django.contrib.auth.models import User

    from station_app.hub import passes

    rows = [one.row for one in found]
    hub.in_thread(lambda: passes.revoke(rows, User.objects.get(), "card lost", datetime.now(UTC)))


async def vouched(station: Machine, hub: HubRig) -> None:
    """The station accepts the hub's passes."""
    vouch(hub)
    await station.until(lambda: "pass-keys" in station.bodies("list.taken", "list"), stride=0.5)


async def revoked(station: Machine) -> None:
    """The station has what was revoked."""
    await station.until(lambda: "revocations" in station.bodies("list.taken", "list"), stride=0.5)


async def test_a_pass_of_the_hub_opens_the_door(enrolled: Machine, hub: HubRig) -> None:
    await vouched(enrolled, hub)
    (one,) = issued(hub)
    await enrolled.show(one.text)
    await enrolled.walk_in()

    assert enrolled.bodies("visit.started", "credential") == ["pass"]
    assert enrolled.bodies("access.granted", "pass_id") == [one.row.pass_id]


async def test_what_was_revoked_opens_nothing_after_the_next_answer_of_the_feed(enrolled: Machine, hub: HubRig) -> None:
    await vouched(enrolled, hub)
    lost, other = issued(hub, 2)
    revoke(hub, lost)
    await revoked(enrolled)
    await enrolled.show(lost.text)
    refused = True not in enrolled.lock
    await enrolled.show(other.text)

    assert (refused, True in enrolled.lock) == (True, True)
    assert enrolled.bodies("access.denied", "reason", "rule") == [("pass-revoked", "not-revoked")]


async def test_it_opens_nothing_after_a_restart_without_a_network_either(enrolled: Machine, hub: HubRig) -> None:
    await vouched(enrolled, hub)
    lost, other = issued(hub, 2)
    revoke(hub, lost)
    await revoked(enrolled)
    way(enrolled).down = True
    await enrolled.stop()
    await enrolled.start()
    await enrolled.show(lost.text)
    refused = True not in enrolled.lock
    await enrolled.show(other.text)

    assert (refused, True in enrolled.lock) == (True, True)


async def test_a_station_that_was_away_gets_what_was_revoked_meanwhile(enrolled: Machine, hub: HubRig) -> None:
    await vouched(enrolled, hub)
    way(enrolled).down = True
    await enrolled.advance(60)
    (lost,) = issued(hub)
    revoke(hub, lost)
    way(enrolled).down = False
    await revoked(enrolled)
    await enrolled.show(lost.text)

    assert enrolled.bodies("access.denied", "reason") == ["pass-revoked"]


async def test_the_hub_learns_that_a_station_has_the_list(enrolled: Machine, hub: HubRig) -> None:
    from station_app.hub.models import ListReach

    await vouched(enrolled, hub)
    revoke(hub, *issued(hub))
    reached = ListReach.objects.filter(list="revocations").values_list("station_id", "through")

    await enrolled.until(lambda: hub.in_thread(lambda: list(reached.all())) == [(STATION, 1)], stride=0.5)


async def test_a_hub_without_a_signed_list_lets_nobody_in(enrolled: Machine, hub: HubRig) -> None:
    vouch(hub, seed=bytes(32))
    await enrolled.until(lambda: bool(enrolled.told("list.refused")), stride=0.5)
    (one,) = issued(hub)
    await enrolled.show(one.text)

    assert enrolled.bodies("list.refused", "list", "reason") == [("pass-keys", "unknown-key")]
    assert (enrolled.bodies("access.denied", "reason"), True in enrolled.lock) == (["pass-foreign"], False)


async def test_not_even_one_that_signs_the_list_with_its_own_key(enrolled: Machine, hub: HubRig) -> None:
    from django.conf import settings

    from station_app.hub.secret import hub_key

    vouch(hub, seed=hub_key(settings.HUB_KEY_FILE).private_bytes_raw())
    await enrolled.until(lambda: bool(enrolled.told("list.refused")), stride=0.5)

    assert enrolled.bodies("list.refused", "reason") == ["unknown-key"]


async def test_a_hub_that_revokes_everything_is_an_alarm_and_gets_its_day_s_number(
    enrolled: Machine, hub: HubRig
) -> None:
    from station_app.hub import pass_feed

    everything = [(f"wuxi:{number:016x}", round(time.time() * 1000) + 86_400_000) for number in range(MOST_A_DAY + 7)]
    hub.in_thread(lambda: pass_feed.revoke(everything, STATION, datetime.now(UTC)))
    await revoked(enrolled)

    assert enrolled.bodies("list.taken", "taken", "waiting") == [(MOST_A_DAY, 7)]
    assert enrolled.incidents == [("incident.opened", "mass-revocation")]


async def test_who_is_inside_with_a_revoked_pass_goes_out_freely(enrolled: Machine, hub: HubRig) -> None:
    await vouched(enrolled, hub)
    (one,) = issued(hub)
    await enrolled.show(one.text)
    await enrolled.walk_in()
    revoke(hub, one)
    await revoked(enrolled)
    released = len(enrolled.lock)
    await enrolled.press_exit()

    assert True in enrolled.lock[released:]
