"""What anybody may read of a published station: signed, small, nobody in it; and nothing of any other station."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.cache import cache
from django.utils import timezone
from hub_rig import Enrolled, HubRig, confirm, enrolled
from hypothesis import given
from hypothesis import strategies as st
from test_pages import Browser
from test_registry import WHOLE
from test_vitals_api import post, vitals

from station_app.__main__ import main
from station_app.hub import registry
from station_app.hub.models import Audit, PublishedStation, Station, Vitals
from station_app.hub.publishing import band, next_moment
from station_app.hub.registering import change
from station_app.upstream.public_status import MOST_BYTES, NotGenuine, signed, verified
from station_app.upstream.vitals_message import ZoneNow

ONE = "/public/stations/ST-1.json"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def zone(**changes: Any) -> ZoneNow:
    told: dict[str, Any] = {"name": "rest", "inside": "2-4", "capacity": 20, "open": True, **changes}
    return ZoneNow(**told)


PRIVATE = ZoneNow(name="nursing", private=True, inside="occupied", open=True, capacity=1)


async def public(rig: HubRig, station: Enrolled, **told: Any) -> dict[str, Any]:
    """What is read of the station after it has said this of itself."""
    await post(rig, station, vitals(station=station.name, **told))
    rig.in_thread(lambda: publish(station.name))
    return read(rig)


def publish(station: str) -> None:
    from django.contrib.auth.models import User

    from station_app.hub.accounts import set_account

    set_account("boss", "admin")
    PublishedStation.objects.get_or_create(
        station_id=station, defaults={"published_at": timezone.now(), "published_by": User.objects.get(username="boss")}
    )
    cache.clear()


def read(rig: HubRig, path: str = ONE) -> dict[str, Any]:
    answer = Browser(rig).get(path)
    assert answer.status_code == 200
    return verified(answer.content, key_of(rig))


def key_of(rig: HubRig) -> Ed25519PublicKey:
    told = json.loads(Browser(rig).get("/public/key.json").content)
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["public_key"]))


async def test_a_station_is_not_public_of_itself(rig: HubRig, station: Enrolled) -> None:
    await post(rig, station, vitals())

    assert (Browser(rig).get(ONE).status_code, Browser(rig).get("/public/stations.json").content) == (
        404,
        b'{"stations":[]}',
    )


async def test_an_unpublished_station_is_as_unknown_as_none(rig: HubRig, station: Enrolled) -> None:
    answers = [Browser(rig).get(path) for path in (ONE, "/public/stations/ST-9.json")]

    assert [(one.status_code, one.content) for one in answers] == [(404, b'{"error":"unknown"}')] * 2


async def test_a_published_station_tells_that_it_is_open(rig: HubRig, station: Enrolled) -> None:
    told = await public(rig, station, zones=(zone(),))

    assert (told["station"], told["open"], told["places"]) == ("ST-1", True, "10+")


@pytest.mark.parametrize(
    ("inside", "capacity", "places"),
    [
        ("0", 16, "10+"),
        ("6-7", 16, "4-9"),
        ("13", 16, "1-3"),
        ("14-16", 16, "none"),
        ("20", 16, "none"),
        ("3", 0, None),
    ],
)
async def test_places_left_are_a_band_and_never_more_than_there_may_be(
    rig: HubRig, station: Enrolled, inside: str, capacity: int, places: str | None
) -> None:
    told = await public(rig, station, zones=(zone(inside=inside, capacity=capacity),))

    assert told.get("places") == places


async def test_a_private_zone_is_neither_counted_nor_told_of(rig: HubRig, station: Enrolled) -> None:
    without = await public(rig, station, zones=(zone(inside="18-19"),))
    with_it = await public(rig, station, zones=(zone(inside="18-19"), PRIVATE), mono_ms=2000)

    for told in (without, with_it):
        del told["made"], told["as_of"]
    assert with_it == without


async def test_a_station_whose_only_open_zone_is_private_is_closed(rig: HubRig, station: Enrolled) -> None:
    told = await public(rig, station, zones=(zone(open=False), PRIVATE))

    assert told["open"] is False


async def test_a_closed_station_tells_when_it_opens_next(rig: HubRig, station: Enrolled) -> None:
    told = await public(rig, station, zones=(zone(open=False, opens_at="0 06:00"),))

    opens = datetime.fromisoformat(told["next_open"])
    assert (opens.weekday(), opens.strftime("%H:%M %z"), opens > datetime.now(UTC)) == (0, "06:00 +0800", True)


@pytest.mark.parametrize("mode", ["lockdown", "evacuation"])
async def test_who_may_not_come_in_is_not_told_that_it_is_open(rig: HubRig, station: Enrolled, mode: str) -> None:
    told = await public(rig, station, zones=(zone(opens_at=""),), mode=mode)

    assert (told["open"], "places" in told) == (False, False)


async def test_what_is_old_is_not_told_as_of_now(rig: HubRig, station: Enrolled) -> None:
    await public(rig, station, zones=(zone(),))
    long_ago = timezone.now() - timedelta(hours=2)
    rig.in_thread(lambda: (Vitals.objects.update(came_at=long_ago), cache.clear()))

    told = read(rig)
    assert (told["open"], "places" in told, told["as_of"]) == (None, False, long_ago.isoformat(timespec="seconds"))


async def test_a_station_closed_for_repairs_is_closed_whatever_its_doors_say(rig: HubRig, station: Enrolled) -> None:
    await public(rig, station, zones=(zone(),))
    entry(rig, closed_reason="水管检修", closed_until="2999-01-01")

    assert read(rig)["open"] is False


def entry(rig: HubRig, **more: str) -> None:
    from django.contrib.auth.models import User

    def fill() -> None:
        _, wrong = change(
            Station.objects.get(id="ST-1"), {**WHOLE, **more}, User.objects.get(username="boss"), timezone.now()
        )
        assert wrong == {}
        cache.clear()

    rig.in_thread(fill)


async def test_facilities_and_place_come_from_the_registry_with_their_datum(rig: HubRig, station: Enrolled) -> None:
    await public(rig, station, zones=(zone(),))
    entry(rig, datum="BD-09")

    told = read(rig)
    assert (told["facilities"], told["longitude"], told["datum"]) == (["microwave", "fridge"], "120.301663", "BD-09")


async def test_only_these_things_are_told(rig: HubRig, station: Enrolled) -> None:
    await public(rig, station, zones=(zone(), PRIVATE))
    entry(rig, brand="安康", cleaner="保洁公司", maintainer="运维公司")

    allowed = {
        "station", "name", "district", "made", "as_of", "open", "next_open", "places", "facilities", "longitude",
        "latitude", "datum", "phone", "hours", "address",
    }  # fmt: skip
    assert set(read(rig)) <= allowed


async def test_a_revoked_station_is_not_public_any_more(rig: HubRig, station: Enrolled) -> None:
    await public(rig, station)
    rig.in_thread(lambda: (Station.objects.update(revoked_at=timezone.now()), cache.clear()))

    assert Browser(rig).get(ONE).status_code == 404


async def test_the_list_has_published_stations_of_the_district_only(rig: HubRig) -> None:
    for name, district in (("ST-1", "梁溪"), ("ST-2", "滨湖"), ("ST-3", "梁溪")):
        await enrolled(rig, name)
        rig.in_thread(lambda n=name, d=district: Station.objects.filter(id=n).update(district=d))
    rig.in_thread(lambda: [publish(name) for name in ("ST-1", "ST-2")])

    told = json.loads(Browser(rig).get("/public/stations.json?district=梁溪").content)
    stations = [verified(json.dumps(one).encode(), key_of(rig))["station"] for one in told["stations"]]
    assert stations == ["ST-1"]


async def test_a_long_list_comes_in_pages(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ST-1", "ST-2", "ST-3"):
        await enrolled(rig, name)
    rig.in_thread(lambda: [publish(name) for name in ("ST-1", "ST-2", "ST-3")])
    monkeypatch.setattr("station_app.hub.publishing.LISTED", 2)
    monkeypatch.setattr("station_app.hub.pages.public.LISTED", 2)

    first = json.loads(Browser(rig).get("/public/stations.json").content)
    rest = json.loads(Browser(rig).get(f"/public/stations.json?after={first['next']}").content)
    names = [[one["status"]["station"] for one in page["stations"]] for page in (first, rest)]
    assert (names, "next" in rest) == ([["ST-1", "ST-2"], ["ST-3"]], False)


async def test_a_document_is_made_twice_a_minute_at_most(rig: HubRig, station: Enrolled) -> None:
    await public(rig, station, zones=(zone(),))
    first = Browser(rig).get(ONE)
    await post(rig, station, vitals(mono_ms=9000, zones=(zone(open=False),)))

    second = Browser(rig).get(ONE)
    assert (second.content, second["Cache-Control"]) == (first.content, "public, max-age=30")


async def test_an_address_that_asks_too_often_is_refused(rig: HubRig, station: Enrolled) -> None:
    browser = Browser(rig)
    statuses = [browser.get("/public/stations/ST-9.json").status_code for _ in range(250)]

    # A minute may turn while it asks: at most two minutes' worth is answered.
    assert (statuses[0], 429 in statuses, 120 <= statuses.count(404) <= 240) == (404, True, True)


async def test_no_cookie_is_set(rig: HubRig, station: Enrolled) -> None:
    await public(rig, station)

    assert not Browser(rig).get(ONE).cookies


@pytest.mark.parametrize("path", [ONE, "/public/stations.json", "/public/key.json"])
def test_nothing_can_be_sent_there(rig: HubRig, path: str) -> None:
    assert Browser(rig).post(path).status_code == 405


# --- publishing


@pytest.mark.parametrize(("role", "status"), [("manager", 403), ("technician", 403), ("auditor", 403), ("admin", 302)])
async def test_only_an_admin_publishes(rig: HubRig, station: Enrolled, role: str, status: int) -> None:
    answer = Browser(rig, role).post("/stations/ST-1/publish/")

    assert (answer.status_code, rig.in_thread(PublishedStation.objects.count)) == (status, int(status == 302))


async def test_what_is_no_longer_published_is_gone_at_once(rig: HubRig, station: Enrolled) -> None:
    admin = Browser(rig, "admin")
    admin.post("/stations/ST-1/publish/")
    before = admin.get(ONE).status_code
    confirm(rig, admin.client, "admin")
    admin.post("/stations/ST-1/publish/", stop="1")

    assert (before, admin.get(ONE).status_code) == (200, 404)


async def test_publishing_is_in_the_trail(rig: HubRig, station: Enrolled) -> None:
    admin = Browser(rig, "admin")
    for told in ({}, {}, {"stop": "1"}, {"stop": "1"}):
        admin.post("/stations/ST-1/publish/", **told)

    def rows() -> list[str]:
        return list(Audit.objects.filter(station="ST-1", who="admin").order_by("number").values_list("what", flat=True))

    assert rig.in_thread(rows) == ["station-published", "station-unpublished"]


# --- the document

LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=100)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60)


@given(
    name=TEXT, district=TEXT, address=st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=100)
)
def test_no_document_is_longer_than_a_kilobyte(name: str, district: str, address: str) -> None:
    status = {
        "station": "x" * 32, "name": name, "district": district, "made": "2026-11-26T12:00:00+00:00",
        "as_of": "2026-11-26T12:00:00+00:00", "open": False, "next_open": "2026-11-27T06:00+08:00",
        "facilities": list(registry.FACILITIES), "longitude": "120.30166312", "latitude": "31.57472912",
        "datum": "GCJ-02", "phone": "0510-85012345-123456", "hours": "1-5 08:30-12:00; " * 11, "address": address,
    }  # fmt: skip
    document = signed(status, KEY)

    told = verified(document, KEY.public_key())
    assert (len(document) <= MOST_BYTES, told["open"], len(told["facilities"])) == (
        True,
        False,
        len(registry.FACILITIES),
    )


@given(at=st.integers(0, 200), bit=st.integers(0, 7))
def test_a_document_that_was_altered_is_not_genuine(at: int, bit: int) -> None:
    status = {"station": "ST-1", "open": True, "places": "10+", "made": "2026-11-26T12:00:00+00:00"}
    document = bytearray(signed(status, KEY))
    document[at % len(document)] ^= 1 << bit

    try:
        told = verified(bytes(document), KEY.public_key())
    except NotGenuine:
        return
    assert told == status  # a changed bit that changes nothing: of the base64 padding alone


@given(st.binary(max_size=200))
def test_what_is_no_document_is_not_genuine(raw: bytes) -> None:
    with pytest.raises(NotGenuine):
        verified(raw, KEY.public_key())


@given(st.text(max_size=12))
def test_no_opening_time_breaks_the_document(told: str) -> None:
    found = next_moment(told, datetime(2026, 11, 26, 4, 0, tzinfo=UTC))

    assert found == "" or datetime.fromisoformat(found) > datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


def kept(tmp_path: Path, status: dict[str, Any], key: Ed25519PrivateKey = KEY) -> str:
    file = tmp_path / "st-1.json"
    file.write_bytes(signed(status, key))
    return str(file)


def ago(minutes: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="seconds")


@pytest.mark.parametrize(
    ("minutes", "key", "code", "said"),
    [
        (1, KEY, 0, "genuine"),
        (90, KEY, 1, "old"),
        (1, Ed25519PrivateKey.from_private_bytes(bytes(32)), 1, "not signed"),
    ],
)
def test_the_command_says_whether_a_document_is_genuine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], minutes: float, key: Ed25519PrivateKey, code: int, said: str
) -> None:
    file = kept(tmp_path, {"station": "ST-1", "open": True, "made": ago(minutes)}, key)
    public_key = KEY.public_key().public_bytes_raw().hex()

    status = main(["verify-status", file, "--key", public_key])

    told = capsys.readouterr()
    assert (status, said in told.out + told.err) == (code, True)


def test_the_key_is_not_the_one_that_stations_pin(rig: HubRig, station: Enrolled) -> None:
    assert key_of(rig).public_bytes_raw() != station.hub_key


def test_publishing_knows_every_band() -> None:
    assert [band(places) for places in (0, 1, 3, 4, 9, 10, 500)] == [
        "none", "1-3", "1-3", "4-9", "4-9", "10+", "10+",
    ]  # fmt: skip
