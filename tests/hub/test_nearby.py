"""What a station learns of those near it: published ones only, where they lie, and whether somebody may go there."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from django.core.cache import cache
from django.utils import timezone
from hub_rig import URL, Enrolled, HubRig, enrolled
from hypothesis import given
from hypothesis import strategies as st
from test_public_status import PRIVATE, publish, zone
from test_registry import WHOLE
from test_vitals_api import post, vitals

from station_app.hub import nearby
from station_app.hub.models import PublishedStation, Station, Vitals
from station_app.hub.nearby import Place
from station_app.hub.registering import change
from station_app.hub.templatetags.hub import CHINA
from station_app.upstream import signing
from station_app.upstream.nearby_message import NEIGHBOURS_PATH, Neighbours, NeighbourTold

HERE = (120.301663, 31.574729)
KM_NORTH, KM_EAST = 0.008993, 0.010556
"""A kilometre in degrees, at Wuxi."""


def lies(rig: HubRig, station: str, north_km: float = 0, east_km: float = 0, **more: str) -> None:
    """Say in the registry where a station is."""
    from django.contrib.auth.models import User

    from station_app.hub.accounts import set_account

    place = {
        "longitude": f"{HERE[0] + east_km * KM_EAST:.6f}",
        "latitude": f"{HERE[1] + north_km * KM_NORTH:.6f}",
        "title": f"驿站 {station}",
    }

    def fill() -> None:
        set_account("boss", "admin")
        boss = User.objects.get(username="boss")
        _, wrong = change(Station.objects.get(id=station), {**WHOLE, **place, **more}, boss, timezone.now())
        assert wrong == {}
        cache.clear()

    rig.in_thread(fill)


async def other(rig: HubRig, name: str, north_km: float = 0, east_km: float = 0, **more: Any) -> Enrolled:
    """A published station that says it is open; `told` are vitals, the rest is the registry's."""
    told = {"zones": (zone(),), **more.pop("told", {})}
    station = await enrolled(rig, name)
    lies(rig, name, north_km, east_km, **more)
    await post(rig, station, vitals(station=name, **told))
    rig.in_thread(lambda: publish(name))
    return station


async def asked(station: Enrolled) -> Neighbours:
    return await station.client().neighbours()


@pytest.fixture
async def asker(rig: HubRig, station: Enrolled) -> Enrolled:
    """A station that knows where it is, and is not published itself."""
    lies(rig, "ST-1")
    return station


async def test_a_neighbour_is_told_with_its_way_and_how_it_is(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.4, told={"zones": (zone(inside="6-7", capacity=16),)})

    told = await asked(asker)
    as_of = told.neighbours[0].as_of_ms
    assert told.neighbours == (
        NeighbourTold(name="驿站 ST-2", distance_m=400, direction="n", open=True, places="4-9", as_of_ms=as_of),
    )
    assert 0 <= told.made_ms - as_of < 60_000


async def test_a_station_that_is_not_published_is_not_named(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.4)
    await asked(asker)  # where it lies is kept for a minute
    rig.in_thread(PublishedStation.objects.all().delete)

    assert (await asked(asker)).neighbours == ()


async def test_a_revoked_station_is_not_named(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.4)
    await asked(asker)
    rig.in_thread(lambda: Station.objects.filter(id="ST-2").update(revoked_at=timezone.now()))

    assert (await asked(asker)).neighbours == ()


async def test_a_station_is_no_neighbour_of_itself(rig: HubRig, asker: Enrolled) -> None:
    rig.in_thread(lambda: publish("ST-1"))

    assert (await asked(asker)).neighbours == ()


async def test_only_what_is_public_is_told(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.4, told={"zones": (zone(open=False, opens_at="0 06:00"), PRIVATE)})

    told = msgspec.to_builtins((await asked(asker)).neighbours[0])
    assert set(told) == {
        "name", "distance_m", "direction", "open", "places", "next_open", "closes_ms", "as_of_ms"
    } and (told["open"], told["next_open"][11:16]) == (False, "06:00")  # fmt: skip


async def test_coordinates_of_another_map_are_not_compared(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.4, datum="BD-09")

    assert (await asked(asker)).neighbours == ()


async def test_five_kilometres_are_the_end(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=4.9)
    await other(rig, "ST-3", north_km=3.6, east_km=3.6)

    assert [one.name for one in (await asked(asker)).neighbours] == ["驿站 ST-2"]


async def test_who_does_not_know_where_it_is_is_told_so(rig: HubRig, station: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.4)

    told = await asked(station)
    assert (told.neighbours, told.reason) == ((), "no-place")


async def test_open_ones_come_before_nearer_ones_that_are_shut_or_full(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.2, told={"zones": (zone(open=False),)})
    await other(rig, "ST-3", north_km=0.3, told={"zones": (zone(inside="20"),)})
    await other(rig, "ST-4", north_km=0.9)
    await other(rig, "ST-5", north_km=0.6)

    assert [one.name[-4:] for one in (await asked(asker)).neighbours] == ["ST-5", "ST-4", "ST-2"]


async def test_of_a_silent_one_nobody_says_that_it_is_open(rig: HubRig, asker: Enrolled) -> None:
    await other(rig, "ST-2", north_km=0.4)
    rig.in_thread(lambda: Vitals.objects.update(came_at=timezone.now() - timedelta(hours=2)))

    assert [one.open for one in (await asked(asker)).neighbours] == [None]


async def test_it_is_told_when_the_published_hours_end(rig: HubRig, asker: Enrolled) -> None:
    now = timezone.now().astimezone(CHINA)
    ends = (now + timedelta(minutes=30)).replace(second=0, microsecond=0)
    starts = now - timedelta(minutes=30)
    await other(rig, "ST-2", north_km=0.4, hours=f"1-7 {starts:%H:%M}-{ends:%H:%M}")

    told = (await asked(asker)).neighbours[0]
    assert datetime.fromtimestamp(told.closes_ms / 1000, CHINA) == ends


async def test_an_answer_costs_the_same_questions_however_many_there_are(rig: HubRig, asker: Enrolled) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as questions:
            nearby.told_to(Station.objects.get(id="ST-1"), timezone.now())
        return len(questions)

    await other(rig, "ST-2", north_km=0.4)
    few = rig.in_thread(counted)
    for number in range(3, 7):
        await other(rig, f"ST-{number}", north_km=0.1 * number)
    assert (rig.in_thread(counted), few) == (4, 4)


async def test_a_request_that_the_station_has_not_signed_is_refused(rig: HubRig, asker: Enrolled) -> None:
    stranger = await enrolled(rig, "ST-2")
    request = signing.Request(method="GET", url=URL + NEIGHBOURS_PATH, headers={})
    signing.sign_request(request, b"", stranger.key, "ST-1", int(time.time()))
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        answer = await http.get(URL + NEIGHBOURS_PATH, headers=dict(request.headers))

    assert (answer.status_code, answer.json()["error"]) == (401, "signature")


async def test_the_answer_is_in_the_published_schema(rig: HubRig) -> None:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        told = (await http.get(f"{URL}/api/openapi.json")).json()

    assert told["paths"][NEIGHBOURS_PATH]["get"]["responses"]["200"]


@pytest.mark.parametrize(
    ("north", "east", "wind"),
    [(1, 0, "n"), (1, 1, "ne"), (0, 1, "e"), (-1, 1, "se"), (-1, 0, "s"), (-1, -1, "sw"), (0, -1, "w"), (1, -1, "nw")],
)
def test_each_eighth_of_the_compass_has_its_name(north: int, east: int, wind: str) -> None:
    there = Place(HERE[0] + east * KM_EAST, HERE[1] + north * KM_NORTH, "GCJ-02")

    assert Place(*HERE, "GCJ-02").wind_to(there) == wind


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_a_way_is_as_long_as_on_flat_ground(north: float, east: float) -> None:
    there = Place(HERE[0] + east * KM_EAST, HERE[1] + north * KM_NORTH, "GCJ-02")
    flat = 1000 * (north**2 + east**2) ** 0.5

    assert Place(*HERE, "GCJ-02").metres_to(there) == pytest.approx(flat, rel=0.01, abs=1)
