"""The inbox: what stands in it, who sees it, and what people do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from hub_rig import Enrolled, HubRig, enrolled
from test_pages import Browser

from station_app.hub import cases
from station_app.hub.accounts import set_account
from station_app.hub.models import Audit, Case, CaseDeed, Order, Station
from station_app.hub.projections import rebuild
from station_app.upstream.feed_messages import read_order


@pytest.fixture
async def leaking(rig: HubRig) -> Enrolled:
    """A station with water on its floor."""
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.wall = datetime.now(UTC).replace(microsecond=0)
    station.paper.boot()
    await tell(station, "opened", cause="leak", severity="alarm", owner="keeper")
    return station


async def tell(station: Enrolled, what: str, incident: str = "i1", **body: Any) -> None:
    station.paper.write(f"incident.{what}", incident=incident, **{"cause": "leak", **body})
    await station.push_all()


async def answer(station: Enrolled, *facts: tuple[str, dict[str, Any]]) -> None:
    """The station fetches the next order and tells what becomes of it."""
    fed = await station.client().feed("", 0)
    (order,) = [found for raw in fed.answer.orders if (found := read_order(raw))]
    station.paper.write("command.received", command=order.id, verb=order.verb)
    for kind, body in facts:
        station.paper.write(kind, **({"command": order.id, **body} if kind.startswith("command.") else body))
    await station.push_all()


def only(rig: HubRig) -> Case:
    return rig.in_thread(lambda: Case.objects.select_related("station", "taken_by").get())


def path(rig: HubRig, deed: str = "") -> str:
    return f"/incidents/{only(rig).pk}/{deed}{'/' if deed else ''}"


def orders_of(rig: HubRig) -> list[tuple[str, str]]:
    return rig.in_thread(lambda: list(Order.objects.order_by("id").values_list("verb", "target")))


async def test_an_open_incident_stands_in_the_inbox(rig: HubRig, leaking: Enrolled) -> None:
    page = Browser(rig, "viewer").get("/incidents/").text_now

    assert [word in page for word in ("漏水", "信成花园驿站", "请派人关水", "还没有人受理")] == [True] * 4


async def test_what_is_over_stands_among_the_resolved(rig: HubRig, leaking: Enrolled) -> None:
    await tell(leaking, "closed")
    viewer = Browser(rig, "viewer")

    pages = [viewer.get(f"/incidents/?show={show}").text_now for show in ("open", "resolved")]

    assert ["漏水" in page for page in pages] == [False, True]


async def test_a_drill_stands_apart(rig: HubRig, leaking: Enrolled) -> None:
    await tell(leaking, "opened", "i2", cause="smoke/hall", severity="urgent", owner="keeper", drill=True)
    viewer = Browser(rig, "viewer")

    pages = [viewer.get(f"/incidents/?show={show}").text_now for show in ("open", "drill")]

    assert ["烟雾报警" in page for page in pages] == [False, True]


async def test_the_most_severe_stands_first(rig: HubRig, leaking: Enrolled) -> None:
    await tell(leaking, "opened", "i2", cause="device/board", severity="fault", owner="keeper")
    await tell(leaking, "opened", "i3", cause="help", severity="urgent", owner="keeper")

    page = Browser(rig, "viewer").get("/incidents/").text_now

    found = [page.index(word) for word in ("有人求助", "漏水", "设备失联")]
    assert found == sorted(found)


FILTERS = [
    ("severity=alarm", True),
    ("severity=notice", False),
    ("q=信成", True),
    ("q=ST-1", True),
    ("q=ST-9", False),
    ("severity=x&show=y&page=-1&q=", True),
    ("q=%00", True),
]


@pytest.mark.parametrize(("query", "there"), FILTERS)
async def test_the_inbox_is_narrowed(rig: HubRig, leaking: Enrolled, query: str, there: bool) -> None:
    page = Browser(rig, "viewer").get(f"/incidents/?{query}").text_now

    assert ("漏水" in page) is there


async def test_whoever_takes_a_case_on_owns_it_at_once(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")

    manager.post(path(rig, "take"))

    case = only(rig)
    assert (case.state, case.taken_by and case.taken_by.username, case.next_at) == ("acknowledged", "manager", None)


async def test_the_station_is_asked_to_acknowledge(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")

    manager.post(path(rig, "take"))

    assert (orders_of(rig), "等待站点确认" in manager.get(path(rig)).text_now) == ([("acknowledge", "leak")], True)


async def test_the_station_s_confirmation_is_shown_with_the_account_s_name(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    manager.post(path(rig, "take"))
    by = rig.in_thread(lambda: f"account-{User.objects.get(username='manager').pk}")

    await answer(
        leaking,
        ("incident.acknowledged", {"incident": "i1", "cause": "leak", "by": by}),
        ("command.acted", {}),
        ("command.confirmed", {"evidence": "state"}),
    )

    page = manager.get(path(rig)).text_now
    assert ("等待站点确认" in page, "已生效" in page, "站点记录： manager" in page, by in page) == (
        False,
        True,
        True,
        False,
    )


async def test_a_station_s_page_names_the_account_that_took_it_on(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    number = rig.in_thread(lambda: User.objects.get(username="manager").pk)

    await tell(leaking, "acknowledged", by=f"account-{number}")

    assert "已受理： manager" in manager.get("/stations/ST-1/").text_now


async def test_taking_on_twice_asks_the_station_once(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")

    for _ in range(2):
        manager.post(path(rig, "take"))

    assert orders_of(rig) == [("acknowledge", "leak")]


async def test_a_colleague_takes_over(rig: HubRig, leaking: Enrolled) -> None:
    Browser(rig, "manager").post(path(rig, "take"))

    Browser(rig, "technician").post(path(rig, "take"))

    taken_by = only(rig).taken_by
    assert (taken_by and taken_by.username, orders_of(rig)) == ("technician", [("acknowledge", "leak")])


async def test_a_case_is_handed_to_a_colleague(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    rig.in_thread(lambda: set_account("xiaowang", "technician"))
    whom = rig.in_thread(lambda: User.objects.get(username="xiaowang").pk)

    manager.post(path(rig, "hand"), whom=str(whom))

    assert ("→ xiaowang" in manager.get(path(rig)).text_now, only(rig).taken_by_id) == (True, whom)


@pytest.mark.parametrize(("role", "districts"), [("viewer", ("",)), ("technician", ("滨湖",))])
async def test_a_case_is_handed_to_nobody_who_may_not_take_it(
    rig: HubRig, leaking: Enrolled, role: str, districts: tuple[str, ...]
) -> None:
    manager = Browser(rig, "manager")
    rig.in_thread(lambda: set_account("other", role, districts))
    whom = rig.in_thread(lambda: User.objects.get(username="other").pk)

    response = manager.post(path(rig, "hand"), whom=str(whom))

    assert (response.status_code, only(rig).taken_by) == (422, None)


async def test_resolving_ends_a_case_when_its_station_says_so(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    manager.post(path(rig, "resolve"), ending="on-site", note="已关总阀")
    before = only(rig).state

    await answer(
        leaking,
        ("incident.closed", {"incident": "i1", "cause": "leak", "by": "account-1"}),
        ("command.confirmed", {"evidence": "state"}),
    )

    assert (before, only(rig).state) == ("open", "resolved")


async def test_a_station_that_refuses_keeps_its_case_open(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    manager.post(path(rig, "resolve"), ending="false-alarm")

    await answer(leaking, ("command.refused", {"reason": "goes-on"}))

    assert (only(rig).state, "情况仍在继续" in manager.get(path(rig)).text_now) == ("open", True)


async def test_a_case_of_a_revoked_station_is_ended_by_people(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    rig.in_thread(lambda: Station.objects.update(revoked_at=datetime.now(UTC)))

    manager.post(path(rig, "resolve"), ending="passed")

    assert (only(rig).state, orders_of(rig)) == ("resolved", [])


async def test_what_is_over_is_not_taken_on(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    await tell(leaking, "closed")

    response = manager.post(path(rig, "take"))

    assert (response.status_code, only(rig).taken_by) == (422, None)


@pytest.mark.parametrize("ending", ["", "party"])
async def test_an_end_needs_its_reason(rig: HubRig, leaking: Enrolled, ending: str) -> None:
    response = Browser(rig, "manager").post(path(rig, "resolve"), ending=ending)

    assert (response.status_code, orders_of(rig)) == (422, [])


async def test_a_note_is_kept_and_shown(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")

    manager.post(path(rig, "note"), note="物业 20 分钟后到")

    assert "物业 20 分钟后到" in manager.get(path(rig)).text_now


@pytest.mark.parametrize(
    "note", ["", " ", "x" * 201, "a\x1bb", "打 138 0013 8000 问", "32020619900101123X", "13800138000"]
)
async def test_a_note_without_words_or_with_a_person_s_number_is_refused(
    rig: HubRig, leaking: Enrolled, note: str
) -> None:
    response = Browser(rig, "manager").post(path(rig, "note"), note=note)

    assert (response.status_code, rig.in_thread(CaseDeed.objects.count)) == (422, 0)


@pytest.mark.parametrize("deed", ["take", "hand", "resolve", "note"])
async def test_a_viewer_only_looks(rig: HubRig, leaking: Enrolled, deed: str) -> None:
    viewer = Browser(rig, "viewer")

    response = viewer.post(path(rig, deed), note="x", ending="test", whom="1")

    assert (response.status_code, viewer.get(path(rig)).status_code, only(rig).state) == (403, 200, "open")


DEEDS = [
    ("take", "incident-taken", {}),
    ("resolve", "incident-resolved", {"ending": "test"}),
    ("note", "incident-noted", {"note": "x"}),
]


@pytest.mark.parametrize(("deed", "row", "told"), DEEDS)
async def test_what_is_done_stands_in_the_audit_trail(
    rig: HubRig, leaking: Enrolled, deed: str, row: str, told: dict[str, str]
) -> None:
    Browser(rig, "manager").post(path(rig, deed), **told)

    assert rig.in_thread(Audit.objects.filter(what=row, station="ST-1").count) == 1


@pytest.fixture
async def whispering(rig: HubRig) -> Enrolled:
    """A station from which somebody called in silence."""
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.wall = datetime.now(UTC).replace(microsecond=0)
    await tell(station, "opened", cause="silent-help", severity="urgent", owner="keeper", silent=True)
    return station


@pytest.mark.parametrize(("role", "there"), [("manager", True), ("technician", False), ("viewer", False)])
async def test_a_silent_call_is_for_those_who_may_know(
    rig: HubRig, whispering: Enrolled, role: str, there: bool
) -> None:
    reader = Browser(rig, role)
    statuses = [reader.get(path(rig)).status_code, reader.get(path(rig, "now")).status_code]

    assert ("无声求助" in reader.get("/incidents/").text_now, statuses) == (there, [200 if there else 404] * 2)


@pytest.mark.parametrize("deed", ["take", "note", "resolve", "hand"])
async def test_a_silent_call_is_not_there_for_who_may_not_know(rig: HubRig, whispering: Enrolled, deed: str) -> None:
    assert Browser(rig, "technician").post(path(rig, deed), ending="test", note="x").status_code == 404


async def test_a_look_at_a_silent_call_is_recorded(rig: HubRig, whispering: Enrolled) -> None:
    Browser(rig, "manager").get(path(rig))

    assert rig.in_thread(Audit.objects.filter(what="incident-seen").count) == 1


async def test_a_silent_call_is_handed_to_nobody_who_may_not_know(rig: HubRig, whispering: Enrolled) -> None:
    rig.in_thread(lambda: [set_account("a", "technician"), set_account("b", "manager")])

    assert rig.in_thread(lambda: [user.username for user in cases.colleagues(only_now())]) == ["b"]


def only_now() -> Case:
    return Case.objects.get()


async def test_help_asked_for_once_more_asks_everybody_anew(rig: HubRig, leaking: Enrolled) -> None:
    Browser(rig, "manager").post(path(rig, "take"))
    await tell(leaking, "acknowledged", by="account-1")

    await tell(leaking, "repeated", times=2, owner="keeper", level=0)

    case = only(rig)
    assert (case.state, case.round, case.next_at is not None) == ("open", 1, True)


async def test_a_rebuild_leaves_what_people_did(rig: HubRig, leaking: Enrolled) -> None:
    Browser(rig, "manager").post(path(rig, "take"))
    await tell(leaking, "acknowledged", by="account-1")
    before = only(rig)

    rig.in_thread(rebuild)

    after = only(rig)
    assert (after.pk, after.taken_by, after.acknowledged_by, after.round) == (
        before.pk,
        before.taken_by,
        before.acknowledged_by,
        0,
    )


async def test_a_replaced_journal_ends_what_only_the_old_one_could_end(rig: HubRig, leaking: Enrolled) -> None:
    leaking.paper.replace_journal("epoch-2")
    leaking.paper.boot()
    await leaking.push_all()

    rig.in_thread(lambda: cases.end_of_journals(datetime.now(UTC)))

    assert (only(rig).state, "站点日志已更换" in Browser(rig, "viewer").get(path(rig)).text_now) == ("resolved", True)


async def test_what_comes_late_waits_for_its_end(rig: HubRig, leaking: Enrolled) -> None:
    now = datetime.now(UTC)
    hour_ago = round((now - timedelta(hours=1)).timestamp() * 1000)

    assert [cases.first_at(at, now) - now for at in (round(now.timestamp() * 1000), hour_ago)] == [
        timedelta(0),
        cases.SETTLE,
    ]


@pytest.mark.parametrize("number", ["0", "99", "9" * 19, "9" * 40])
async def test_a_case_that_is_none_is_not_there(rig: HubRig, leaking: Enrolled, number: str) -> None:
    assert Browser(rig, "manager").get(f"/incidents/{number}/").status_code == 404


async def test_the_pages_speak_english_too(rig: HubRig, leaking: Enrolled) -> None:
    manager = Browser(rig, "manager")
    manager.client.cookies["language"] = "en"

    pages = manager.get("/incidents/").text_now + manager.get(path(rig)).text_now

    assert all(word in pages for word in ("Water leak", "nobody yet", "I take it on", "Send somebody to turn"))
