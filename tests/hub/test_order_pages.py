"""Orders on the managers' pages: who may give which, with a reason, once, and what became of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client, RequestFactory
from django.utils import translation
from hub_rig import Enrolled, HubRig, enrolled
from test_pages import Browser

from station_app.hub.models import Order, Station, Vitals
from station_app.hub.order_models import VERBS
from station_app.hub.pages.orders import context_for
from station_app.upstream.vitals_message import CameraNow
from station_app.upstream.vitals_message import Vitals as VitalsTold

ST = "/stations/ST-1/"


@pytest.fixture
async def open_station(rig: HubRig) -> Enrolled:
    """A station with a door, a zone, an incident, a lost device and a camera."""
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.wall = datetime.now(UTC).replace(microsecond=0)
    station.paper.visit()
    station.paper.write("incident.opened", incident="i1", cause="leak", severity="alarm", owner="keeper")
    station.paper.write("device.lost", device="scanner", fault="link-lost")
    await station.push_all()
    told = {"boot": "b1", "mono_ms": 1, "wall_ms": 1, "clock": "trusted", "version": "1"}
    cameras = (CameraNow(name="porch", zone="门口"),)
    await station.client().vitals(VitalsTold(station="ST-1", cameras=cameras, **told))  # pyright: ignore[reportArgumentType]
    return station


def filled(browser: Browser, verb: str, **told: str) -> dict[str, str]:
    """A form as it comes, filled in."""
    page = browser.get(f"{ST}order/{verb}/").text_now
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found is not None
    return {"once": found[1], "reason": "forgotten card", **told}


def orders_of(rig: HubRig) -> list[tuple[Any, ...]]:
    return rig.in_thread(lambda: list(Order.objects.values_list("verb", "target", "value", "minutes", "drill")))


FILLED = [
    ("open", {"target": "entry"}, ("open", "entry", "", 0, False)),
    ("mode", {"value": "shelter", "minutes": "120"}, ("mode", "", "shelter", 120, False)),
    ("mode", {"value": "evacuation", "minutes": "5", "drill": "on"}, ("mode", "", "evacuation", 5, True)),
    ("mode", {"value": "normal", "minutes": "60"}, ("mode", "", "normal", 0, False)),
    ("message", {"value": "停水至 15:00", "minutes": "90"}, ("message", "", "停水至 15:00", 90, False)),
    ("message", {"value": "", "minutes": "1"}, ("message", "", "", 1, False)),
    ("lights", {"target": "rest", "value": "on", "minutes": "30"}, ("lights", "rest", "on", 30, False)),
    ("acknowledge", {"target": "leak"}, ("acknowledge", "leak", "", 0, False)),
    ("resolve", {"target": "leak"}, ("resolve", "leak", "", 0, False)),
    ("still", {"target": "porch"}, ("still", "porch", "", 0, False)),
    ("selftest", {}, ("selftest", "", "", 0, False)),
    ("restart-device", {"target": "scanner"}, ("restart-device", "scanner", "", 0, False)),
]


@pytest.mark.parametrize(("verb", "told", "made"), FILLED)
def test_a_manager_orders(
    rig: HubRig, open_station: Enrolled, verb: str, told: dict[str, str], made: tuple[Any, ...]
) -> None:
    manager = Browser(rig, "manager")

    response = manager.post(f"{ST}order/{verb}/", **filled(manager, verb, **told))

    assert (response.status_code, orders_of(rig)) == (302, [made])


WRONG = [
    ("open", {"target": "entry", "reason": ""}),
    ("open", {"target": "entry", "reason": "  "}),
    ("open", {"target": "entry", "reason": "x" * 201}),
    ("open", {"target": "another", "reason": "x"}),
    ("open", {"target": "entry", "reason": "a\x1b[2Jb"}),
    ("mode", {"value": "party", "minutes": "10"}),
    ("mode", {"value": "", "minutes": "10"}),
    ("mode", {"value": "shelter"}),
    ("mode", {"value": "shelter", "minutes": "1441"}),
    ("lights", {"target": "rest", "value": "dim", "minutes": "10"}),
    ("acknowledge", {"target": "smoke"}),
    ("selftest", {"reason": ""}),
    ("restart-device", {"target": "boiler"}),
]


@pytest.mark.parametrize(("verb", "told"), WRONG)
def test_a_form_that_is_not_in_order_orders_nothing(
    rig: HubRig, open_station: Enrolled, verb: str, told: dict[str, str]
) -> None:
    manager = Browser(rig, "manager")

    response = manager.post(f"{ST}order/{verb}/", **filled(manager, verb, **told))

    assert (response.status_code, orders_of(rig)) == (422, [])


def test_a_form_sent_twice_is_one_order(rig: HubRig, open_station: Enrolled) -> None:
    manager = Browser(rig, "manager")
    told = filled(manager, "open", target="entry")

    for _ in range(2):
        manager.post(f"{ST}order/open/", **told)

    assert len(orders_of(rig)) == 1


async def test_another_stations_form_orders_nothing_here(rig: HubRig, open_station: Enrolled) -> None:
    await enrolled(rig, "ST-2")
    manager = Browser(rig, "manager")
    told = filled(manager, "message", value="hello", minutes="5")

    response = manager.post("/stations/ST-2/order/message/", **told)

    assert (response.status_code, orders_of(rig)) == (422, [])


@pytest.mark.parametrize("verb", VERBS)
def test_a_viewer_orders_nothing(rig: HubRig, open_station: Enrolled, verb: str) -> None:
    viewer = Browser(rig, "viewer")

    statuses = [viewer.get(f"{ST}order/{verb}/").status_code, viewer.post(f"{ST}order/{verb}/", reason="x").status_code]

    assert (statuses, orders_of(rig)) == ([403, 403], [])


def test_a_right_to_one_order_is_no_right_to_another(rig: HubRig, open_station: Enrolled) -> None:
    viewer = Browser(rig, "viewer")
    rig.in_thread(lambda: User.objects.get().user_permissions.add(Permission.objects.get(codename="order_message")))

    statuses = [viewer.get(f"{ST}order/{verb}/").status_code for verb in ("message", "open")]

    assert statuses == [200, 403]


@pytest.mark.parametrize("path", ["orders/", "order/open/"])
def test_a_stranger_is_asked_to_sign_in(rig: HubRig, open_station: Enrolled, path: str) -> None:
    response = Browser(rig).get(ST + path)

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("path", ["orders/", "order/open/"])
def test_a_manager_of_another_district_finds_nothing(rig: HubRig, open_station: Enrolled, path: str) -> None:
    rig.in_thread(lambda: Station.objects.update(district="滨湖"))
    manager = Browser(rig, "manager")

    assert (manager.get(ST + path).status_code, manager.post(ST + path, reason="x").status_code) in [
        (404, 404),
        (404, 405),
    ]


def test_a_form_from_elsewhere_is_refused(rig: HubRig, open_station: Enrolled) -> None:
    manager = Browser(rig, "manager")
    told = filled(manager, "open", target="entry")
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.cookies = manager.client.cookies

    response = rig.in_thread(lambda: strict.post(f"{ST}order/open/", told))

    assert (response.status_code, orders_of(rig)) == (403, [])


def test_the_list_cannot_be_posted_to(rig: HubRig, open_station: Enrolled) -> None:
    assert Browser(rig, "manager").post(f"{ST}orders/").status_code == 405


def test_a_revoked_station_gets_no_orders(rig: HubRig, open_station: Enrolled) -> None:
    rig.in_thread(lambda: Station.objects.update(revoked_at=datetime.now(UTC)))

    assert Browser(rig, "manager").get(f"{ST}order/open/").status_code == 404


def listed(rig: HubRig, role: str = "manager", **changes: Any) -> str:
    """The list after a manager has opened the door and an order has come to stand like this."""
    manager = Browser(rig, "manager")
    manager.post(f"{ST}order/open/", **filled(manager, "open", target="entry"))
    rig.in_thread(lambda: Order.objects.update(**changes))
    return (manager if role == "manager" else Browser(rig, role)).get(f"{ST}orders/").text_now


STATES = [
    ({"state": "waiting"}, "等待站点取走"),
    ({"state": "handed"}, "已送达"),
    ({"state": "acted"}, "正在执行"),
    ({"state": "confirmed", "detail": "contact"}, "门已打开"),
    ({"state": "refused", "detail": "lockdown"}, "封闭中"),
    ({"verb": "selftest", "state": "confirmed", "detail": "tested/12"}, "自检全部通过（12 项）"),
    ({"verb": "selftest", "state": "confirmed", "detail": "checks-failed/3"}, "自检完成，3 项未通过"),
    ({"verb": "restart-device", "state": "expired", "detail": "not-back"}, "设备没有恢复"),
    ({"state": "expired", "detail": "not-fetched"}, "站点没有及时取走"),
    ({"state": "handed", "not_after": datetime(2020, 1, 1, tzinfo=UTC)}, "没有回音"),
    ({"not_after": datetime.now(UTC) - timedelta(seconds=1)}, "已作废"),
]


@pytest.mark.parametrize(("changes", "words"), STATES)
def test_the_list_says_what_became_of_an_order(
    rig: HubRig, open_station: Enrolled, changes: dict[str, Any], words: str
) -> None:
    page = listed(rig, **changes)

    assert (words in page, "forgotten card" in page, "manager" in page) == (True, True, True)


@pytest.mark.parametrize(("verb", "said"), [("selftest", "正在执行"), ("restart-device", "没有回音")])
def test_a_self_test_is_given_its_time_before_it_counts_as_unanswered(
    rig: HubRig, open_station: Enrolled, verb: str, said: str
) -> None:
    five_minutes_ago = datetime.now(UTC) - timedelta(minutes=5)

    assert said in listed(rig, verb=verb, state="acted", not_after=five_minutes_ago)


@pytest.mark.parametrize(("verb", "status"), [("selftest", 200), ("restart-device", 200), ("open", 403)])
def test_a_technician_works_on_the_station_and_opens_no_door(
    rig: HubRig, open_station: Enrolled, verb: str, status: int
) -> None:
    assert Browser(rig, "technician").get(f"{ST}order/{verb}/").status_code == status


def test_every_device_that_the_station_tells_of_can_be_restarted_what_is_lost_first(
    rig: HubRig, open_station: Enrolled
) -> None:
    devices = [{"name": "board", "works": True}, {"name": "reader", "works": False, "fault": "no-answer"}]
    content = msgspec.json.encode({"devices": devices}).decode()

    def tells() -> None:
        told = {"boot": "b", "mono": 1, "came_at": datetime.now(UTC), "content": content}
        Vitals.objects.update_or_create(station=Station.objects.get(), defaults=told)

    rig.in_thread(tells)
    page = Browser(rig, "manager").get(f"{ST}order/restart-device/").text_now

    assert re.findall(r'<option value="([^"]+)"', page) == ["reader", "board"]


@pytest.mark.parametrize(("detail", "chip"), [("tested/12", "chip good"), ("checks-failed/3", "chip bad")])
def test_a_self_test_that_found_faults_is_not_shown_as_good(
    rig: HubRig, open_station: Enrolled, detail: str, chip: str
) -> None:
    assert f'"{chip}"' in listed(rig, verb="selftest", state="confirmed", detail=detail)


def test_a_viewer_sees_what_was_ordered(rig: HubRig, open_station: Enrolled) -> None:
    assert "forgotten card" in listed(rig, "viewer")


def test_a_list_is_looked_at_often_only_while_something_is_under_way(rig: HubRig, open_station: Enrolled) -> None:
    under_way, over = listed(rig), listed(rig, state="confirmed")

    assert ("data-open" in under_way, "data-open" in over) == (True, False)


def test_an_order_about_a_silent_call_is_shown_to_those_who_may_know(rig: HubRig, open_station: Enrolled) -> None:
    shown = [listed(rig, role, verb="acknowledge", target="silent-help") for role in ("manager", "viewer")]

    assert ["无声求助" in page for page in shown] == [True, False]


def test_what_a_reason_says_is_text(rig: HubRig, open_station: Enrolled) -> None:
    assert "<b>x" not in listed(rig, reason="<b>x</b>")


def test_the_part_of_the_stations_page_offers_what_the_account_may_order(rig: HubRig, open_station: Enrolled) -> None:
    Browser(rig, "viewer")

    def told() -> dict[str, Any]:
        request = RequestFactory().get(ST)
        request.user = User.objects.get()
        return context_for(request, Station.objects.get())

    assert rig.in_thread(told)["order_verbs"] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_form_has_its_words_in_both_languages(rig: HubRig, open_station: Enrolled, verb: str) -> None:
    manager = Browser(rig, "manager")
    chinese = manager.get(f"{ST}order/{verb}/").text_now
    manager.client.cookies["language"] = "en"
    english = manager.get(f"{ST}order/{verb}/").text_now
    translation.deactivate()

    assert ("原因" in chinese, "Reason" in english) == (True, True)
