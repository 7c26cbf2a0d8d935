"""A station's live state at the hub: its own only, the newest only, and nobody in it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from hub_rig import URL, Enrolled, HubRig, enrolled

from station_app.hub.models import Silence, Station, Vitals
from station_app.upstream import signing
from station_app.upstream.vitals_message import VITALS_PATH, DeviceNow, DoorNow, ZoneNow
from station_app.upstream.vitals_message import Vitals as Told

ZONE = ZoneNow(name="rest", inside="2-4", capacity=20, open=True, temperature=21.5)


def vitals(station: str = "ST-1", **changes: Any) -> Told:
    told: dict[str, Any] = {
        "station": station, "boot": "boot-1", "mono_ms": 1000, "wall_ms": 1_795_000_000_000, "clock": "trusted",
        "version": "0.1.0", "doors": (DoorNow(name="entry", zone="rest", contact="closed"),),
        "devices": (DeviceNow(name="board", works=True),), "zones": (ZONE,), **changes,
    }  # fmt: skip
    return Told(**told)


async def post(rig: HubRig, station: Enrolled, body: bytes | Told) -> httpx.Response:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    request = signing.Request(method="POST", url=URL + VITALS_PATH, headers={})
    signing.sign_request(request, content, station.key, station.name, int(time.time()))
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        return await http.post(URL + VITALS_PATH, content=content, headers=dict(request.headers))


def kept(rig: HubRig, station: str = "ST-1") -> Told | None:
    found = rig.in_thread(lambda: Vitals.objects.filter(station=station).first())
    return msgspec.json.decode(found.content, type=Told) if found else None


async def test_vitals_are_kept(rig: HubRig, station: Enrolled) -> None:
    answer = await post(rig, station, vitals())

    assert (answer.json(), kept(rig)) == ({"station": "ST-1", "newest": True}, vitals())


async def test_one_row_a_station_is_kept(rig: HubRig, station: Enrolled) -> None:
    for mono in (1000, 2000, 3000):
        await post(rig, station, vitals(mono_ms=mono))

    assert rig.in_thread(Vitals.objects.count) == 1


@pytest.mark.parametrize("mono", [1999, 2000])
async def test_vitals_that_came_late_change_nothing_and_are_no_mistake(
    rig: HubRig, station: Enrolled, mono: int
) -> None:
    await post(rig, station, vitals(mono_ms=2000))
    answer = await post(rig, station, vitals(mono_ms=mono, mode="lockdown"))

    assert (answer.status_code, answer.json()["newest"], kept(rig)) == (200, False, vitals(mono_ms=2000))


async def test_a_new_start_of_the_machine_begins_anew(rig: HubRig, station: Enrolled) -> None:
    await post(rig, station, vitals(mono_ms=900_000))
    await post(rig, station, vitals(boot="boot-2", mono_ms=5))

    assert kept(rig) == vitals(boot="boot-2", mono_ms=5)


async def test_what_comes_late_of_an_earlier_run_changes_nothing(rig: HubRig, station: Enrolled) -> None:
    for boot in ("boot-1", "boot-2", "boot-3"):
        await post(rig, station, vitals(boot=boot, mono_ms=5))
    answers = [
        (await post(rig, station, vitals(boot=boot, mono_ms=9))).json()["newest"] for boot in ("boot-1", "boot-2")
    ]

    assert (answers, kept(rig)) == ([False, False], vitals(boot="boot-3", mono_ms=5))


async def test_a_station_whose_clock_is_wrong_by_years_is_known_all_the_same(rig: HubRig, station: Enrolled) -> None:
    await post(rig, station, vitals(mono_ms=1, wall_ms=4_000_000_000_000))
    await post(rig, station, vitals(mono_ms=2, wall_ms=0, clock="unknown"))

    assert kept(rig) == vitals(mono_ms=2, wall_ms=0, clock="unknown")


async def test_another_stations_vitals_cannot_be_written(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")

    answer = await post(rig, neighbour, vitals("ST-1"))

    assert (answer.status_code, answer.json()["error"], kept(rig)) == (403, "station", None)


async def test_vitals_without_a_signature_are_refused(rig: HubRig, station: Enrolled) -> None:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        answer = await http.post(URL + VITALS_PATH, content=msgspec.json.encode(vitals()))

    assert (answer.status_code, kept(rig)) == (401, None)


async def test_a_revoked_station_tells_nothing(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: Station.objects.update(revoked_at=datetime.now(UTC)))

    assert ((await post(rig, station, vitals())).status_code, kept(rig)) == (403, None)


async def test_vitals_cannot_be_read_at_the_device_api(rig: HubRig, station: Enrolled) -> None:
    await post(rig, station, vitals())
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        assert (await http.get(URL + VITALS_PATH)).status_code == 405


PERSONAL = ("person", "day_person", "visit", "credential", "presentation", "number", "photo", "phone")


@pytest.mark.parametrize("name", PERSONAL)
async def test_vitals_have_no_place_for_a_person(rig: HubRig, station: Enrolled, name: str) -> None:
    told = msgspec.to_builtins(vitals())

    for place in (told, told["zones"][0], told["doors"][0], told["devices"][0]):
        place[name] = "x"
        assert (await post(rig, station, msgspec.json.encode(told))).status_code == 400
        del place[name]


@pytest.mark.parametrize(("private", "inside"), [(True, "1"), (True, "0-2"), (False, "occupied"), (False, "many")])
async def test_of_a_private_zone_nothing_but_free_or_occupied_is_taken(
    rig: HubRig, station: Enrolled, private: bool, inside: str
) -> None:
    told = msgspec.to_builtins(vitals())
    told["zones"][0].update(private=private, inside=inside)

    assert (await post(rig, station, msgspec.json.encode(told))).status_code == 400


BAD = {
    "nothing": b"",
    "no JSON": b"hello",
    "a list": b"[]",
    "deep nesting": b"[" * 50_000,
    "no UTF-8": b'{"station": "\xff"}',
}


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_body_is_refused(rig: HubRig, station: Enrolled, what: str) -> None:
    assert (await post(rig, station, BAD[what])).status_code == 400


async def test_vitals_beyond_measure_are_refused(rig: HubRig, station: Enrolled) -> None:
    assert (await post(rig, station, b" " * 70_000)).status_code == 413


async def test_the_schema_publishes_vitals(rig: HubRig) -> None:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        told = (await http.get(f"{URL}/api/openapi.json")).json()

    body = told["paths"][VITALS_PATH]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"boot", "mono_ms", "zones", "tested"} <= body["properties"].keys()


async def test_a_station_that_speaks_again_leaves_its_silence_behind(rig: HubRig, station: Enrolled) -> None:
    since = datetime.now(UTC) - timedelta(hours=2)
    rig.in_thread(lambda: Station.objects.update(last_contact=since))
    await post(rig, station, vitals())
    await station.client().cursors()

    assert rig.in_thread(lambda: list(Silence.objects.values_list("station", "since"))) == [("ST-1", since)]
