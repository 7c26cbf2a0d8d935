"""Somebody telephones from the door: a manager makes a code at the hub, reads it out, and it is typed at the kiosk."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from test_story_hub import Way, way

from station_app.wire import Ask, line_of

if TYPE_CHECKING:
    from hub_rig import HubRig

    from station_app.hub.typed_codes import IssuedCode


@pytest.fixture
async def kiosk(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that the hub knows and where codes can be typed."""
    machine = build(Site(hub=URL, inputs='offers = ["code"]'), hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    await machine.start()
    await machine.until(lambda: machine.core._identity.codes is not None)
    yield machine
    await machine.stop()  # before the hub ends


def read_out(hub: HubRig, batch: str = "b1") -> IssuedCode:
    """What a manager makes for the station."""
    from django.contrib.auth.models import User

    from station_app.hub import typed_codes
    from station_app.hub.accounts import set_account
    from station_app.hub.models import Station

    def make() -> IssuedCode:
        if not User.objects.exists():
            set_account("manager", "manager")
        station = Station.objects.get(id=STATION)
        return typed_codes.issue(station, User.objects.get(), "", batch, datetime.now(UTC))

    return hub.in_thread(make)


async def type_in(station: Machine, digits: str, touch: str = "touch-000001") -> None:
    """Somebody types it and touches the key."""
    station.kiosk.touch(line_of(Ask(id=touch, offer="code", act="enter", digits=digits)))
    for _ in range(40):
        await station.advance(0.05)


def other(digits: str, plus: int = 1) -> str:
    return f"{(int(digits) + plus) % 10**8:08d}"


async def test_a_code_of_the_hub_opens_the_door_with_no_network(kiosk: Machine, hub: HubRig) -> None:
    code = read_out(hub)
    way(kiosk).down = True
    await type_in(kiosk, code.digits)
    await kiosk.walk_in()

    assert kiosk.bodies("visit.started", "credential") == ["code"]
    assert kiosk.bodies("access.granted", "pass_id", "door") == [(code.row.pass_id, "main")]


async def test_it_opens_once(kiosk: Machine, hub: HubRig) -> None:
    code = read_out(hub)
    await type_in(kiosk, code.digits)
    await kiosk.walk_in()
    await type_in(kiosk, code.digits, "touch-000002")

    assert kiosk.bodies("access.denied", "reason") == ["code-wrong"]


async def test_two_touches_of_one_key_are_one_code(kiosk: Machine, hub: HubRig) -> None:
    code = read_out(hub)
    await type_in(kiosk, code.digits)
    await type_in(kiosk, code.digits)

    assert (len(kiosk.told("access.granted")), kiosk.told("access.denied")) == (1, [])


async def test_each_wrong_try_is_written_down_and_the_sixth_waits(kiosk: Machine, hub: HubRig) -> None:
    code = read_out(hub)
    for number in range(6):
        await type_in(kiosk, other(code.digits, number + 1), f"touch-1{number:05}")
    await type_in(kiosk, code.digits, "touch-200000")

    assert kiosk.bodies("access.denied", "reason", "credential") == [
        *[("code-wrong", "code")] * 5,
        *[("code-wait", "code")] * 2,
    ]
    assert kiosk.kiosk.moments[-1] == "refused:code-wait"
    assert True not in kiosk.lock


async def test_a_pause_goes_on_after_a_restart(kiosk: Machine, hub: HubRig) -> None:
    code = read_out(hub)
    for number in range(5):
        await type_in(kiosk, other(code.digits, number + 1), f"touch-1{number:05}")
    await kiosk.stop()
    await kiosk.start()
    await kiosk.until(lambda: kiosk.core._identity.codes is not None)
    await type_in(kiosk, code.digits, "touch-200000")

    assert kiosk.bodies("access.denied", "reason")[-1] == "code-wait"


async def test_no_digit_that_was_typed_is_written_down(kiosk: Machine, hub: HubRig) -> None:
    code = read_out(hub)
    await type_in(kiosk, other(code.digits))
    await type_in(kiosk, code.digits, "touch-000002")

    told = str(kiosk.facts) + str(kiosk.kiosk.shown)
    assert [digits for digits in (code.digits, other(code.digits)) if digits in told] == []


async def test_a_code_is_over_when_the_next_hour_is(kiosk: Machine, hub: HubRig) -> None:
    code = read_out(hub)
    await kiosk.leap(2 * 3600, stride=60)
    await type_in(kiosk, code.digits)

    assert kiosk.bodies("access.denied", "reason") == ["code-wrong"]


async def test_where_codes_are_not_offered_nothing_is_presented(build: Callable[..., Machine], hub: HubRig) -> None:
    machine = build(Site(hub=URL), hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    await machine.start()
    await type_in(machine, read_out(hub).digits)
    found = machine.told("access.granted", "access.denied")
    await machine.stop()

    assert found == []


async def test_a_revoked_code_opens_nothing(kiosk: Machine, hub: HubRig) -> None:
    from django.contrib.auth.models import User

    from station_app.hub import passes

    code = read_out(hub)
    hub.in_thread(lambda: passes.revoke([code.row], User.objects.get(), "wrong person", datetime.now(UTC)))
    await kiosk.until(lambda: "revocations" in kiosk.bodies("list.taken", "list"), stride=0.5)
    await type_in(kiosk, code.digits)

    assert kiosk.bodies("access.denied", "reason") == ["pass-revoked"]
