"""Stills at the hub: taken in for an order that waits for one, seen by who may, each look recorded, erased soon."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from django.test import Client
from hub_database import ON_POSTGRESQL
from hub_rig import URL, Enrolled, HubRig, enrolled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_order_pages import filled
from test_pages import Browser
from test_scope import MINE, OTHER, districts, reader  # noqa: F401 - a fixture

from hardware.simulators.generated_picture import picture
from station_app.hub import orders, stills
from station_app.hub.accounts import set_account
from station_app.hub.models import Audit, Order, Station, Still
from station_app.hub.notifier import Notifier
from station_app.upstream import signing
from station_app.upstream.faults import HubRefusal
from station_app.upstream.still_message import MAX_PICTURE, STILL_PATH, StillTold
from station_app.upstream.vitals_message import CameraNow, Vitals

RAW = picture(7)
NOW_MS = round(time.time() * 1000)


def ordered(rig: HubRig, station: str = "ST-1", *, state: str = "handed", ago: float = 5.0, verb: str = "still") -> str:
    """A still that a manager has ordered and the station has fetched; its id."""
    from django.contrib.auth.models import User

    def make() -> str:
        set_account("manager", "manager")
        who = User.objects.get(username="manager")
        made = datetime.now(UTC) - timedelta(seconds=ago)
        wanted = orders.Wanted(verb=verb, target="porch", reason="求助按钮响了")
        one = orders.make(Station.objects.get(id=station), wanted, who, made)
        handed = None if state == "waiting" else made
        Order.objects.filter(pk=one.pk).update(state=state, handed_at=handed)
        return one.order_id

    return rig.in_thread(make)


def kept(rig: HubRig) -> list[tuple[str, str]]:
    return rig.in_thread(lambda: list(Still.objects.order_by("pk").values_list("station", "order__order_id")))


def is_in_a_file(rig: HubRig) -> bool:
    """Whether the picture lies in a file of the hub's own; PostgreSQL's are its own affair."""
    return any(RAW[300:400] in file.read_bytes() for file in rig.folder.iterdir())


def age(rig: HubRig, **since: float) -> None:
    """The pictures have been here so long."""
    rig.in_thread(lambda: Still.objects.update(came_at=datetime.now(UTC) - timedelta(**since)))


async def post(rig: HubRig, station: Enrolled, body: bytes) -> httpx.Response:
    request = signing.Request(method="POST", url=URL + STILL_PATH, headers={})
    signing.sign_request(request, body, station.key, station.name, int(time.time()))
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        return await http.post(URL + STILL_PATH, content=body, headers=dict(request.headers))


def told(order: str, raw: bytes = RAW, station: str = "ST-1") -> bytes:
    return msgspec.json.encode(StillTold(station=station, order=order, taken_ms=NOW_MS, picture=raw))


async def refusal(station: Enrolled, order: str, raw: bytes = RAW) -> tuple[int, str]:
    with pytest.raises(HubRefusal) as refused:
        await station.client().still(order, NOW_MS, raw)
    return refused.value.status, refused.value.code


# the device's side


async def test_a_picture_is_kept_for_the_order_that_wanted_it(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)

    assert (await station.client().still(order, NOW_MS, RAW), kept(rig)) == (True, [("ST-1", order)])


async def test_a_picture_that_comes_twice_is_kept_once(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    answers = [await station.client().still(order, NOW_MS, RAW) for _ in range(2)]

    assert (answers, len(kept(rig))) == ([True, False], 1)


async def test_an_order_has_one_picture(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    await station.client().still(order, NOW_MS, RAW)

    assert await refusal(station, order, picture(8)) == (403, "not-ordered")


UNWANTED = [
    {"state": "waiting"},
    {"state": "expired"},
    {"state": "refused"},
    {"state": "confirmed"},
    {"ago": 301.0},
    {"ago": -60.0},
    {"verb": "open"},
]


@pytest.mark.parametrize("order", UNWANTED)
async def test_a_picture_that_no_order_waits_for_is_refused(
    rig: HubRig, station: Enrolled, order: dict[str, Any]
) -> None:
    assert (await refusal(station, ordered(rig, **order)), kept(rig)) == ((403, "not-ordered"), [])


async def test_a_picture_that_nobody_has_ordered_is_refused(rig: HubRig, station: Enrolled) -> None:
    assert (await refusal(station, "0198-none"), kept(rig)) == ((403, "not-ordered"), [])


async def test_another_stations_order_takes_no_picture(rig: HubRig, station: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    order = ordered(rig)

    refused = [await refusal(other, order), (await post(rig, other, told(order))).status_code]
    assert (refused, kept(rig)) == ([(403, "not-ordered"), 403], [])


NO_PICTURES = [
    b"",
    b"<html><script>alert(1)</script></html>",
    RAW[:-40],
    b"\x89PNG\r\n\x1a\n" + RAW,
    picture(1, 8192 + 8, 8),
    RAW[:4] + b"\xff\xff" + RAW[6:],
    RAW[:-2] + b"\x00" * 64,
]


@pytest.mark.parametrize("raw", NO_PICTURES, ids=range(len(NO_PICTURES)))
async def test_what_is_no_whole_picture_is_refused(rig: HubRig, station: Enrolled, raw: bytes) -> None:
    assert (await refusal(station, ordered(rig), raw), kept(rig)) == ((400, "malformed"), [])


async def test_a_picture_that_is_too_large_is_refused(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    padded = RAW[:2] + (b"\xff\xfe\xff\xff" + bytes(65_533)) * (MAX_PICTURE // 65_537 + 1) + RAW[2:]
    far = base64.b64encode(bytes(2 * MAX_PICTURE))

    codes = [(await post(rig, station, told(order, raw))).status_code for raw in (padded, far)]
    assert (codes, kept(rig)) == ([400, 413], [])


async def test_what_a_camera_says_of_itself_and_what_hangs_behind_is_not_kept(rig: HubRig, station: Enrolled) -> None:
    exif = b"\xff\xe1\x00\x18Exif\0\0GPS 31.5N 120.3E"
    await station.client().still(ordered(rig), NOW_MS, RAW[:2] + exif + RAW[2:] + b"MZ behind\xff\xd9")

    assert rig.in_thread(lambda: bytes(Still.objects.get().picture)) == RAW


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda raw: told("x", b"\xff\xd8" + raw))))
async def test_nothing_that_is_sent_as_a_picture_ends_in_an_error_of_the_hub(
    rig: HubRig, station: Enrolled, body: bytes
) -> None:
    assert (await post(rig, station, body)).status_code in {400, 403}


# how long


async def test_a_picture_is_erased_after_three_days_from_every_file(rig: HubRig, station: Enrolled) -> None:
    await station.client().still(ordered(rig), NOW_MS, RAW)
    age(rig, hours=71.9)
    rig.in_thread(lambda: Notifier("http://localhost").tick())
    before = len(kept(rig)), is_in_a_file(rig)
    age(rig, hours=72.1)
    rig.in_thread(lambda: Notifier("http://localhost").tick())

    assert (before, (len(kept(rig)), is_in_a_file(rig))) == ((1, not ON_POSTGRESQL), (0, False))


async def test_twenty_of_a_station_are_kept(rig: HubRig, station: Enrolled) -> None:
    for number in range(stills.KEPT_MOST + 1):
        await station.client().still(ordered(rig), NOW_MS, picture(number))
    first = rig.in_thread(lambda: Still.objects.order_by("pk").first().order_id)

    assert len(kept(rig)) == stills.KEPT_MOST
    assert first == rig.in_thread(lambda: Order.objects.order_by("pk")[1].pk)


# the managers' side


def page_of(order: str, station: str = "ST-1", file: str = "") -> str:
    return f"/stations/{station}/stills/{order}/{file}"


def fetched(reader: Browser, order: str) -> Any:
    """The answer to who asks for the picture itself."""
    return reader.rig.in_thread(lambda: reader.client.get(page_of(order, file="picture.jpg")))


def looks(rig: HubRig) -> list[tuple[str, str, str]]:
    return rig.in_thread(lambda: list(Audit.objects.filter(what="still-seen").values_list("who", "station", "detail")))


async def test_a_manager_sees_the_picture_and_each_look_is_recorded(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    await station.client().still(order, NOW_MS, RAW)
    manager = Browser(rig, "manager")
    found = [fetched(manager, order).content for _ in range(2)]

    assert found == [RAW, RAW]
    assert looks(rig) == [("manager", "ST-1", f"porch {order}")] * 2


async def test_the_picture_is_nothing_but_a_picture_and_stays_nowhere(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    await station.client().still(order, NOW_MS, RAW)
    answer = fetched(Browser(rig, "manager"), order)
    names = ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Cross-Origin-Resource-Policy")

    assert [answer[name] for name in names] == ["image/jpeg", "no-store", "nosniff", "same-origin"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


async def test_the_page_carries_who_ordered_why_and_who_looks_when(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    await station.client().still(order, NOW_MS, RAW)
    admin = Browser(rig, "admin")
    page = admin.get(page_of(order)).text_now

    assert all(word in page for word in ("求助按钮响了", "porch", "manager", "admin 20", "picture.jpg"))
    assert (page.count("admin 20") > 3, admin.get(page_of(order))["Cache-Control"]) == (True, "no-store")


@pytest.mark.parametrize("role", ["viewer", "technician", "approver", "auditor"])
@pytest.mark.parametrize("file", ["", "picture.jpg"])
async def test_other_roles_see_no_picture(rig: HubRig, station: Enrolled, role: str, file: str) -> None:
    order = ordered(rig)
    await station.client().still(order, NOW_MS, RAW)
    other = Browser(rig, role)

    assert (other.get(page_of(order, file=file)).status_code, looks(rig)) == (403, [])
    assert page_of(order) not in other.get("/stations/ST-1/orders/").text_now


@pytest.mark.parametrize("file", ["", "picture.jpg"])
async def test_a_picture_needs_the_second_factor(rig: HubRig, station: Enrolled, file: str) -> None:
    from django.contrib.auth.models import User

    order = ordered(rig)
    await station.client().still(order, NOW_MS, RAW)
    client = Client(SERVER_NAME="localhost")
    rig.in_thread(
        lambda: client.force_login(User.objects.get(username="manager"), "django.contrib.auth.backends.ModelBackend")
    )

    assert (rig.in_thread(lambda: client.get(page_of(order, file=file)).status_code), looks(rig)) == (302, [])


@pytest.mark.parametrize("file", ["", "picture.jpg"])
async def test_a_still_of_another_district_is_not_there(districts: HubRig, file: str) -> None:  # noqa: F811
    rig, found = districts, dict[str, str]()
    for name in (MINE, OTHER):
        station = await enrolled(rig, name)
        found[name] = ordered(rig, name)
        await station.client().still(found[name], NOW_MS, RAW)
    client = reader(rig)
    asked = [page_of(found[MINE], MINE, file), page_of(found[OTHER], OTHER, file), page_of(found[OTHER], MINE, file)]

    codes = [rig.in_thread(lambda path=path: client.get(path).status_code) for path in asked]
    assert (codes, {one[1] for one in looks(rig)}) == ([200, 404, 404], {MINE} if file else set())


async def test_another_orders_page_is_no_stills_page(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig, verb="open")

    assert Browser(rig, "manager").get(page_of(order)).status_code == 404


async def test_a_picture_whose_time_is_over_is_not_shown_though_nobody_has_erased_it_yet(
    rig: HubRig, station: Enrolled
) -> None:
    order = ordered(rig)
    await station.client().still(order, NOW_MS, RAW)
    age(rig, hours=72.1)
    manager = Browser(rig, "manager")

    assert manager.get(page_of(order, file="picture.jpg")).status_code == 404
    assert "picture.jpg" not in manager.get(page_of(order)).text_now


@pytest.mark.parametrize(("state", "waits"), [("waiting", True), ("acted", True), ("refused", False)])
async def test_a_page_without_a_picture_fetches_itself_only_while_one_may_come(
    rig: HubRig, station: Enrolled, state: str, waits: bool
) -> None:
    order = ordered(rig, state=state)

    assert ("data-open" in Browser(rig, "manager").get(page_of(order)).text_now) is waits


@pytest.fixture
async def watched(rig: HubRig, station: Enrolled) -> Enrolled:
    """A station that has told of the camera that may be asked from afar."""
    told_of = (CameraNow(name="porch", zone="休息区"),)
    base = {"boot": "b", "mono_ms": 1, "wall_ms": NOW_MS, "clock": "trusted", "version": "1"}
    await station.client().vitals(Vitals(station="ST-1", cameras=told_of, **base))  # pyright: ignore[reportArgumentType]
    return station


def test_a_manager_orders_a_still_and_waits_on_its_page(rig: HubRig, watched: Enrolled) -> None:
    manager = Browser(rig, "manager")
    answer = manager.post("/stations/ST-1/order/still/", **filled(manager, "still", target="porch"))
    order = rig.in_thread(lambda: Order.objects.get())

    assert (answer.status_code, answer["Location"]) == (302, page_of(order.order_id))
    assert (order.verb, order.target, order.reason) == ("still", "porch", "forgotten card")


def test_a_camera_that_the_station_does_not_offer_cannot_be_ordered(rig: HubRig, watched: Enrolled) -> None:
    manager = Browser(rig, "manager")
    answer = manager.post("/stations/ST-1/order/still/", **filled(manager, "still", target="shower"))

    assert (answer.status_code, rig.in_thread(lambda: Order.objects.count())) == (422, 0)


def test_a_station_that_offers_no_camera_has_nothing_to_choose(rig: HubRig, station: Enrolled) -> None:
    assert "现在没有可选的对象" in Browser(rig, "manager").get("/stations/ST-1/order/still/").text_now
