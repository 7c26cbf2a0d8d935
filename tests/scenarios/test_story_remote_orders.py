"""A manager gives orders from afar: through a real hub to a whole station, and what became of them back again."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from test_story_hub import Way, way

from station_app.core.policy import Policy
from station_app.core.policy_text import text_of
from station_app.identity.policy_seal import seal

if TYPE_CHECKING:
    from hub_rig import HubRig


@pytest.fixture
async def enrolled(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that the hub knows and that serves; both have the same time, the real one."""
    machine = build(Site(hub=URL), hub=Way(hub.transport), wall=time.time() - 20)
    await make_known(machine, hub)
    await machine.start()
    yield machine
    await machine.stop()  # before the hub ends


def ordered(hub: HubRig, verb: str = "open", *, ago: float = 0, **more: Any) -> str:
    """A manager has ordered something; its id."""
    from django.contrib.auth.models import User

    from station_app.hub import orders
    from station_app.hub.accounts import set_account
    from station_app.hub.models import Station

    def make() -> str:
        if not User.objects.exists():
            set_account("manager", "manager")
        target = {"target": "main"} if verb == "open" else {}
        wanted = orders.Wanted(**{"verb": verb, "reason": "forgotten card", **target, **more})
        made = datetime.now(UTC) - timedelta(seconds=ago)
        return orders.make(Station.objects.get(id=STATION), wanted, User.objects.get(), made).order_id

    return hub.in_thread(make)


def state(hub: HubRig, order_id: str) -> tuple[str, str]:
    """What the hub shows of an order."""
    from station_app.hub.models import Order

    return hub.in_thread(lambda: Order.objects.values_list("state", "detail").get(order_id=order_id))


async def becomes(station: Machine, hub: HubRig, order_id: str, end: tuple[str, str]) -> None:
    """Wait until the hub shows this end of an order."""
    await station.until(lambda: state(hub, order_id) == end, stride=0.5, strides=400)


async def test_a_managers_order_opens_the_door_and_the_hub_sees_it_confirmed(enrolled: Machine, hub: HubRig) -> None:
    order = ordered(hub)
    await enrolled.until(lambda: enrolled.lock_released, stride=0.5)
    await enrolled.walk_in()
    await becomes(enrolled, hub, order, ("confirmed", "contact"))

    assert enrolled.bodies("visit.started", "credential") == ["grace"]
    assert enrolled.bodies("command.received", "reason", "by") == [("forgotten card", "account-1")]


async def test_a_door_that_nobody_opens_is_told_as_such(enrolled: Machine, hub: HubRig) -> None:
    order = ordered(hub)

    await becomes(enrolled, hub, order, ("expired", "not-opened"))


async def test_an_order_that_was_not_fetched_in_time_opens_nothing(enrolled: Machine, hub: HubRig) -> None:
    way(enrolled).down = True
    await enrolled.advance(5)
    order = ordered(hub, ago=61)
    way(enrolled).down = False
    await becomes(enrolled, hub, order, ("expired", "not-fetched"))

    assert (True in enrolled.lock, enrolled.told("command.received")) == (False, [])


async def test_an_answer_that_was_long_on_its_way_opens_nothing(enrolled: Machine, hub: HubRig) -> None:
    slow = Slow(hub.transport, enrolled)
    way(enrolled)._below = slow
    order = ordered(hub)
    await becomes(enrolled, hub, order, ("expired", "late"))

    assert True not in enrolled.lock


async def test_an_order_whose_answer_was_lost_opens_once(enrolled: Machine, hub: HubRig) -> None:
    lossy = Lossy(hub.transport)
    way(enrolled)._below = lossy
    order = ordered(hub)
    await enrolled.until(lambda: enrolled.lock_released, stride=0.5)
    await enrolled.walk_in()
    await becomes(enrolled, hub, order, ("confirmed", "contact"))

    assert lossy.lost > 0
    assert len(enrolled.told("command.acted")) == 1


async def test_an_order_that_comes_again_after_a_restart_is_not_done_again(enrolled: Machine, hub: HubRig) -> None:
    way(enrolled)._below = OneWay(hub.transport)
    order = ordered(hub, "message", value="water is off", minutes=30)
    await enrolled.until(lambda: bool(enrolled.told("command.confirmed")), stride=0.5)
    await enrolled.stop()
    await enrolled.start()
    await enrolled.leap(20, stride=1)
    once = len(enrolled.told("command.received", "command.acted"))
    way(enrolled)._below = hub.transport
    await becomes(enrolled, hub, order, ("confirmed", "shown"))

    assert once == 2


async def test_a_refusal_comes_back_with_its_reason(enrolled: Machine, hub: HubRig) -> None:
    order = ordered(hub, target="side")

    await becomes(enrolled, hub, order, ("refused", "unknown-target"))


async def test_a_manager_restarts_a_device_and_the_hub_sees_that_it_works_again(enrolled: Machine, hub: HubRig) -> None:
    order = ordered(hub, "restart-device", target="board")
    await becomes(enrolled, hub, order, ("confirmed", "works"))

    assert enrolled.told("device.lost", "incident.opened") == []


async def test_a_self_test_that_may_find_somebody_inside_is_refused_to_the_manager(
    enrolled: Machine, hub: HubRig
) -> None:
    order = ordered(hub, "selftest")
    await becomes(enrolled, hub, order, ("refused", "occupied"))

    assert True not in enrolled.lock


async def test_the_station_holds_the_limit_whatever_the_hub_sends(enrolled: Machine, hub: HubRig) -> None:
    orders = [ordered(hub) for _ in range(5)]
    await enrolled.until(lambda: state(hub, orders[-1])[0] == "refused", stride=0.5)

    assert [state(hub, order)[1] for order in orders[3:]] == ["too-many", "too-many"]


async def test_a_lockdown_is_ordered_and_ended(enrolled: Machine, hub: HubRig) -> None:
    begun = ordered(hub, "mode", value="lockdown", minutes=10)
    await becomes(enrolled, hub, begun, ("confirmed", "state"))
    ended = ordered(hub, "mode", value="normal")
    await becomes(enrolled, hub, ended, ("confirmed", "state"))

    assert enrolled.bodies("mode.changed", "mode") == ["lockdown", "normal"]


async def test_a_station_whose_clock_is_wrong_by_years_still_opens(build: Callable[..., Machine], hub: HubRig) -> None:
    station = build(Site(hub=URL), hub=Way(hub.transport), wall=time.time() - 10 * 365 * 86_400)
    station.in_step = False
    await make_known(station, hub)
    await station.start()
    order = ordered(hub)
    await station.until(lambda: station.lock_released, stride=0.5)
    await station.walk_in()
    await becomes(station, hub, order, ("confirmed", "contact"))
    await station.stop()


def published(hub: HubRig, policy: Policy, seed: bytes | None = None) -> None:
    """Somebody has published a policy, signed with the hub's key or another one."""
    from django.conf import settings

    from station_app.hub import feed
    from station_app.hub.secret import hub_key

    own = hub_key(settings.HUB_KEY_FILE).private_bytes_raw()
    envelope = seal(text_of(policy), seed or own).decode()
    hub.in_thread(lambda: feed.publish(None, policy.number, envelope))


async def test_a_policy_that_was_published_is_in_force(enrolled: Machine, hub: HubRig) -> None:
    published(hub, replace(enrolled.settings.house.policy, version="winter", number=4))
    await enrolled.until(lambda: bool(enrolled.told("policy.applied")), stride=0.5)

    assert enrolled.bodies("policy.applied", "policy") == ["winter"]


async def test_a_policy_comes_again_after_a_restart_and_changes_nothing(enrolled: Machine, hub: HubRig) -> None:
    published(hub, replace(enrolled.settings.house.policy, version="winter", number=4))
    await enrolled.until(lambda: bool(enrolled.told("policy.applied")), stride=0.5)
    await enrolled.stop()
    await enrolled.start()
    await enrolled.leap(20, stride=1)

    assert (len(enrolled.told("policy.applied")), enrolled.told("policy.refused")) == (1, [])


async def test_a_policy_with_another_signature_is_refused_and_that_is_recorded(enrolled: Machine, hub: HubRig) -> None:
    published(hub, replace(enrolled.settings.house.policy, version="winter", number=4), seed=bytes(32))
    await enrolled.until(lambda: bool(enrolled.told("policy.refused")), stride=0.5)

    assert enrolled.bodies("policy.refused", "reason") == ["unknown-key"]


class Slow(Way):
    """Every answer with an order is two minutes on its way."""

    def __init__(self, below: Any, machine: Machine) -> None:
        super().__init__(below)
        self._machine = machine

    async def handle_async_request(self, request: Any) -> Any:
        response = await super().handle_async_request(request)
        if "/feed" in request.url.path:
            await self._machine.clock.sleep(120)
        return response


class Lossy(Way):
    """The first answer with an order is lost."""

    def __init__(self, below: Any) -> None:
        super().__init__(below)
        self.lost = 0

    async def handle_async_request(self, request: Any) -> Any:
        import httpx

        response = await super().handle_async_request(request)
        if "/feed" in request.url.path and self.lost == 0:
            content = await response.aread()
            if b'"orders":[{' in content:
                self.lost += 1
                raise httpx.ReadError("cut")
            return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(content))
        return response


class OneWay(Way):
    """What the station tells is lost; what it asks is answered."""

    async def handle_async_request(self, request: Any) -> Any:
        import httpx

        if "/journal" in request.url.path:
            raise httpx.ConnectError("no route")
        return await super().handle_async_request(request)
