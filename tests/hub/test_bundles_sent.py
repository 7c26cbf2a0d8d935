"""Support bundles that stations send: judged before they are kept, kept once, the last five, for thirty days."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone
from hub_rig import URL, Enrolled, HubRig, enrolled
from notice_rig import Told
from paper_bundle import bundle, files

from hardware.clock import SystemClock
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.hub import bundling
from station_app.hub.models import Station, SupportBundle
from station_app.store.journal import Journal
from station_app.upstream import signing
from station_app.upstream.bundle_message import BUNDLE_PATH, MOST_BUNDLE
from station_app.upstream.faults import HubRefusal
from station_app.wiring import bundle_command
from station_app.wiring.process import UsageError

AT = Instant(wall_ms=1_799_035_200_000, mono_ms=1, boot="boot-1", clock="trusted", utc_offset_minutes=480)


async def post(rig: HubRig, station: Enrolled, body: bytes, **more: str) -> httpx.Response:
    request = signing.Request(method="POST", url=URL + BUNDLE_PATH, headers={})
    signing.sign_request(request, body, station.key, station.name, int(time.time()))
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        return await http.post(URL + BUNDLE_PATH, content=body, headers={**request.headers, **more})


def kept(rig: HubRig) -> list[tuple[str, bytes]]:
    def read() -> list[tuple[str, bytes]]:
        found = SupportBundle.objects.order_by("id").values_list("station", "content")
        return [(station, bytes(content)) for station, content in found]

    return rig.in_thread(read)


def of(number: int) -> bytes:
    """One bundle of many."""
    return bundle(taken_out=number)


async def test_a_bundle_is_kept_as_it_came(rig: HubRig, station: Enrolled) -> None:
    raw = bundle()

    assert (await station.client().bundle(raw), kept(rig)) == (True, [("ST-1", raw)])


async def test_a_bundle_that_comes_twice_is_kept_once(rig: HubRig, station: Enrolled) -> None:
    raw = bundle()
    answers = [await station.client().bundle(raw) for _ in range(2)]

    assert (answers, len(kept(rig))) == ([True, False], 1)


async def test_two_stations_may_send_the_same(rig: HubRig, station: Enrolled) -> None:
    other, raw = await enrolled(rig, "ST-2"), bundle()
    answers = [await one.client().bundle(raw) for one in (station, other)]

    assert (answers, [name for name, _ in kept(rig)]) == ([True, True], ["ST-1", "ST-2"])


async def test_the_last_five_of_a_station_are_kept(rig: HubRig, station: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    await other.client().bundle(of(0))
    raws = [of(number) for number in range(7)]
    for raw in raws:
        await station.client().bundle(raw)

    assert [raw for name, raw in kept(rig) if name == "ST-1"] == raws[2:]
    assert len(kept(rig)) == 6


async def test_a_bundle_that_fails_is_refused_with_its_reason_and_not_kept(rig: HubRig, station: Enrolled) -> None:
    with pytest.raises(HubRefusal, match="there is a file in it that no bundle has"):
        await station.client().bundle(bundle({**files(), "../x": b""}))

    assert kept(rig) == []


async def test_a_bundle_that_another_key_has_signed_is_refused(rig: HubRig, station: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    other.name = "ST-1"

    assert ((await post(rig, other, bundle())).status_code, kept(rig)) == (401, [])


async def test_a_bundle_that_was_altered_on_the_way_is_refused(rig: HubRig, station: Enrolled) -> None:
    raw = bundle()
    request = signing.Request(method="POST", url=URL + BUNDLE_PATH, headers={})
    signing.sign_request(request, raw, station.key, station.name, int(time.time()))
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        answer = await http.post(URL + BUNDLE_PATH, content=of(8), headers=dict(request.headers))

    assert (answer.status_code, kept(rig)) == (401, [])


async def test_a_body_over_the_limit_is_refused_unread(rig: HubRig, station: Enrolled) -> None:
    answer = await post(rig, station, b"PK", **{"Content-Length": str(MOST_BUNDLE + 1)})

    # Its signature covers two bytes: had the hub read them, it would have found them to be no ZIP file.
    assert (answer.status_code, answer.json()["error"]) == (413, "too-big")


async def test_a_bundle_ends_after_thirty_days(rig: HubRig) -> None:
    told = Told(rig)
    told.station("ST-1")
    told._(lambda: bundling.keep(Station.objects.get(), of(1), told.now))
    told.pass_by(days=29)
    told._(lambda: bundling.keep(Station.objects.get(), of(2), told.now))
    told.pass_by(days=1)

    assert kept(rig) == [("ST-1", of(2))]


async def test_one_that_is_too_old_is_shown_no_more_even_before_it_is_deleted(rig: HubRig, station: Enrolled) -> None:
    def shown(later: timedelta) -> int:
        return len(list(bundling.shown(Station.objects.get(), timezone.now() + later)))

    await station.client().bundle(bundle())

    assert [rig.in_thread(lambda d=days: shown(timedelta(days=d))) for days in (29, 30)] == [1, 0]


async def test_an_old_one_that_comes_again_is_kept_anew(rig: HubRig, station: Enrolled) -> None:
    raw = bundle()
    await station.client().bundle(raw)
    rig.in_thread(lambda: SupportBundle.objects.update(came_at=timezone.now() - bundling.HELD))

    assert (await station.client().bundle(raw), len(kept(rig))) == (True, 1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A stopped station in whose journal somebody called for help in silence."""

    async def fill() -> None:
        journal = Journal.open(tmp_path / "journal.db", boot="boot-1", clock=SystemClock(), ballast_bytes=0)
        call = fact("incident.opened", AT, incident="i-1", cause="silent-help", severity="urgent", silent=True)
        over = fact("incident.closed", AT, incident="i-1", cause="silent-help", by="li")
        leak = fact("incident.opened", AT, incident="i-2", cause="leak", severity="alarm")
        await journal.append([call, over, leak])
        await journal.close()

    asyncio.run(fill())
    (tmp_path / "station.toml").write_text('[station]\nid = "ST-1"\n', "utf-8")
    return tmp_path


def command(monkeypatch: pytest.MonkeyPatch, client: Any, place: Path, **wanted: Any) -> int:
    monkeypatch.setattr("station_app.wiring.sync.hub_client", lambda *_: client)
    monkeypatch.setattr("station_app.wiring.devices.checked_settings", lambda _: None)
    return bundle_command.bundle(place / "station.toml", place, bundle_command.Wanted(send=True, **wanted))


async def test_the_command_brings_what_it_makes(
    rig: HubRig, station: Enrolled, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place / "support.zip"
    status = await asyncio.to_thread(command, monkeypatch, station.client(), place, output=file)

    [one] = rig.in_thread(lambda: list(bundling.shown(Station.objects.get(), timezone.now())))
    assert (status, kept(rig), one.told.incidents, [line.get("cause") for line in one.told.lines]) == (
        *(0, [("ST-1", file.read_bytes())], 1),
        ["leak"],
    )


async def test_what_the_hub_refuses_is_told_at_the_station(
    rig: HubRig, station: Enrolled, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.in_thread(lambda: Station.objects.update(revoked_at=timezone.now()))

    with pytest.raises(UsageError, match="not sent: the hub refuses: the key of this station was revoked"):
        await asyncio.to_thread(command, monkeypatch, station.client(), place)
