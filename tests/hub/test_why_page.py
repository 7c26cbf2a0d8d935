"""Why a line stands in the log: what the page says, and what it never tells."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from paper_journal import person
from test_pages import ST, Browser

from station_app.core.policy import Policy, ZoneRule
from station_app.core.policy_text import text_of
from station_app.hub import audit, vitals
from station_app.hub.accounts import set_account
from station_app.hub.audit_models import Audit
from station_app.hub.models import Fact, Order, PublishedPolicy, Visit
from station_app.hub.models import Station as HubStation
from station_app.hub.why import LOOKED_AT, why
from station_app.upstream.vitals_message import Vitals, ZoneNow

VERSION = "2026-03"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
async def full(rig: HubRig) -> Enrolled:
    """A station with one place: somebody is inside, and another one was refused."""
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.wall = datetime.now(UTC).replace(microsecond=0)
    station.paper.boot()
    granted(station, 1)
    station.paper.deny("full", rule="capacity", person=person(2), inside=1)
    return station


def granted(station: Enrolled, who: int, name: str = "p1") -> None:
    about: dict[str, Any] = {
        "door": "entry", "zone": "rest", "credential": "id-card", "presentation": name, "person": person(who),
    }  # fmt: skip
    station.paper.write("access.granted", 30, **about, policy=VERSION, rule="welcome")
    station.paper.write("door.unlocked", 0, door="entry", cause="entry", presentation=name)
    station.paper.write("door.opened", 2, door="entry", cause="entry")
    station.paper.write("visit.started", 0, visit=name, evidence="door-opened", **about)


def publish(rig: HubRig, capacity: int = 1) -> None:
    """The hub has the policy of then."""
    policy = Policy(version=VERSION, number=3, zones={"rest": ZoneRule(capacity=capacity)})
    envelope = json.dumps({"policy": text_of(policy), "kid": "k", "signature": "s"})
    rig.in_thread(lambda: PublishedPolicy.objects.create(number=3, envelope=envelope, published_at=timezone.now()))


def under_it(station: Enrolled) -> None:
    """Say that the refusal was made under the hub's policy, too."""
    rows = station.paper.rows[station.paper.epoch]
    last = rows.pop()
    station.paper.wall = datetime.fromisoformat(last.wall)
    station.paper.write(last.kind, 0, **{**last.body, "policy": VERSION})


def told(rig: HubRig, *, private: bool = False) -> None:
    """The station's live state says how many places there are."""
    inside = "occupied" if private else "1"
    now = Vitals(
        station="ST-1", boot="b", mono_ms=1, wall_ms=1, clock="trusted", version="0",
        zones=(ZoneNow(name="rest", private=private, inside=inside, capacity=1, open=True),),
    )  # fmt: skip
    rig.in_thread(lambda: vitals.keep(HubStation.objects.get(), now, datetime.now(UTC)))


def agreement(rig: HubRig, kind: str = "access.denied") -> str:
    found = rig.in_thread(lambda: why(Fact.objects.filter(kind=kind).latest("seq")))
    assert found.decided is not None
    return found.decided.agreement


def address(rig: HubRig, kind: str) -> str:
    fact = rig.in_thread(lambda: Fact.objects.filter(kind=kind).latest("seq"))
    return f"{ST}why/{fact.epoch}/{fact.seq}/"


async def test_a_refusal_is_decided_again_as_it_was(rig: HubRig, full: Enrolled) -> None:
    publish(rig)
    under_it(full)
    await full.push_all()

    assert agreement(rig) == "same"


async def test_a_replay_that_decides_otherwise_says_so(rig: HubRig, full: Enrolled) -> None:
    publish(rig, capacity=5)
    under_it(full)
    await full.push_all()

    page = Browser(rig, "viewer").get(address(rig, "access.denied")).text_now
    assert "不一致：重新判断的结果是“准许进入”" in page


async def test_without_the_policy_of_then_it_is_not_decided_again(rig: HubRig, full: Enrolled) -> None:
    under_it(full)
    await full.push_all()

    assert agreement(rig) == "policy-unknown"


async def test_the_station_s_own_policy_is_said_to_be_its_own(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()

    assert agreement(rig) == "built-in-unknown"


async def test_what_a_reader_found_is_not_decided_again(rig: HubRig, full: Enrolled) -> None:
    full.paper.deny("pass-tampered")
    await full.push_all()

    assert agreement(rig) == "reader"


async def test_a_replay_without_all_rows_before_it_is_none(rig: HubRig, full: Enrolled) -> None:
    publish(rig)
    under_it(full)
    full.paper.lose(2, 5)
    await full.push_all()

    assert agreement(rig) == "rows-missing"


async def test_a_replay_after_names_were_erased_is_none(rig: HubRig, full: Enrolled) -> None:
    publish(rig, capacity=5)
    under_it(full)
    full.paper.write("data.erased", 1, scope="age", before=int(full.paper.wall.timestamp() * 1000) + 10_000)
    await full.push_all()

    assert agreement(rig) == "erased"


async def test_the_number_of_places_of_today_proves_nothing_of_then(rig: HubRig, full: Enrolled) -> None:
    envelope = json.dumps({"policy": text_of(Policy(version=VERSION, number=3))})
    rig.in_thread(lambda: PublishedPolicy.objects.create(number=3, envelope=envelope, published_at=timezone.now()))
    told(rig)
    granted(full, 3, "p3")
    await full.push_all()

    assert agreement(rig, "access.granted") == "capacity-unknown"


async def test_a_long_journal_is_read_from_its_end(rig: HubRig, full: Enrolled) -> None:
    publish(rig)
    for _ in range(LOOKED_AT):
        full.paper.write("door.exit_requested", 0, door="entry")
    granted(full, 3, "p3")
    full.paper.write(
        "access.denied", 5, presentation="p4", door="entry", zone="rest", credential="pass", reason="full",
        policy=VERSION, rule="capacity",
    )  # fmt: skip
    await full.push_all()

    assert agreement(rig) == "same"


async def test_the_page_says_what_was_decided_by_which_rule(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()

    page = Browser(rig, "viewer").get(address(rig, "access.denied")).text_now

    assert [one in page for one in ("被拒绝进入 entry · rest：已满员", "<code>capacity</code>", "<code>full</code>",
                                    "<code>built-in</code>", "未被改动")] == [True] * 5  # fmt: skip


async def test_the_page_speaks_english(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()
    browser = Browser(rig, "viewer")
    browser.get("/language/en/")

    assert "refused at entry · rest: Full" in browser.get(address(rig, "access.denied")).text_now


async def test_a_row_that_was_changed_is_told(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()
    rig.in_thread(lambda: Fact.objects.filter(kind="access.denied").update(mono=1))

    assert "内容与校验值不符" in Browser(rig, "viewer").get(address(rig, "access.denied")).text_now


async def test_a_door_follows_from_the_grant(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()

    found = rig.in_thread(lambda: why(Fact.objects.get(kind="door.opened")))
    assert [line.kind for line in found.causes] == ["door.unlocked", "access.granted"]


async def test_what_came_of_a_grant_stands_there(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()

    found = rig.in_thread(lambda: why(Fact.objects.get(kind="access.granted")))
    assert [line.kind for line in found.followed] == ["door.unlocked", "visit.started"]


@pytest.mark.parametrize("kind", ["access.denied", "access.granted", "visit.started"])
async def test_nobody_is_looked_behind(rig: HubRig, full: Enrolled, kind: str) -> None:
    await full.push_all()

    page = Browser(rig, "admin").get(address(rig, kind)).text_now

    assert (person(1)[:8] in page, person(2)[:8] in page) == (False, False)


async def test_how_many_are_in_a_private_zone_is_not_told(rig: HubRig, full: Enrolled) -> None:
    publish(rig)
    under_it(full)
    told(rig, private=True)
    await full.push_all()

    found = rig.in_thread(lambda: why(Fact.objects.get(kind="access.denied")))
    assert found.decided is not None and not {"inside", "capacity", "places"} & found.decided.inputs.keys()


async def test_how_many_were_in_a_public_zone_is_told(rig: HubRig, full: Enrolled) -> None:
    publish(rig)
    under_it(full)
    told(rig)
    await full.push_all()

    found = rig.in_thread(lambda: why(Fact.objects.get(kind="access.denied")))
    assert found.decided is not None and (found.decided.inputs["inside"], found.decided.inputs["places"]) == (1, 0)


async def test_what_an_unknown_policy_would_say_is_not_told(rig: HubRig, full: Enrolled) -> None:
    told(rig)
    await full.push_all()

    found = rig.in_thread(lambda: why(Fact.objects.get(kind="access.denied")))
    assert found.decided is not None and "open" not in found.decided.inputs


async def test_a_silent_call_is_no_line_for_a_viewer(rig: HubRig, full: Enrolled) -> None:
    full.paper.write("incident.opened", incident="i1", cause="silent-help", silent=True)
    await full.push_all()

    codes = [Browser(rig, role).get(address(rig, "incident.opened")).status_code for role in ("viewer", "manager")]
    assert codes == [404, 200]


async def test_an_order_names_who_gave_it(rig: HubRig, full: Enrolled) -> None:
    full.paper.write("command.received", command="c1", verb="open", door="entry")
    full.paper.write("command.acted", command="c1")
    await full.push_all()
    browser = Browser(rig, "viewer")
    rig.in_thread(lambda: Order.objects.create(
        station_id="ST-1", order_id="c1", verb="open", reason="送货", who=User.objects.get(), made_at=timezone.now(),
        not_after=timezone.now(),
    ))  # fmt: skip

    assert "由账号 viewer 从管理平台下达，原因：送货" in browser.get(address(rig, "command.acted")).text_now


async def test_a_visit_leads_to_the_row_it_began_with(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()
    browser = Browser(rig, "viewer")
    page = browser.get(f"{ST}log/").text_now
    link = page.partition(f'href="{ST}why-visit/')[2].partition('"')[0]

    assert browser.get(f"{ST}why-visit/{link}").headers["Location"] == address(rig, "visit.started")


async def test_a_row_that_does_not_exist_is_not_found(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()
    browser = Browser(rig, "viewer")

    paths = (f"{ST}why/{full.paper.epoch}/999/", f"{ST}why/other/1/", f"{ST}why/e/{2**63}/", f"{ST}why-visit/{2**63}/")
    assert [browser.get(path).status_code for path in paths] == [404] * 4


@pytest.mark.parametrize("districts", [("滨湖",), ()])
async def test_a_row_of_another_district_is_not_there(rig: HubRig, full: Enrolled, districts: tuple[str, ...]) -> None:
    await full.push_all()
    rig.in_thread(lambda: HubStation.objects.update(district="梁溪"))
    path, number = address(rig, "access.denied"), rig.in_thread(lambda: Visit.objects.get().pk)
    browser = Browser(rig, "manager")
    rig.in_thread(lambda: set_account("manager", "manager", districts))
    rig.in_thread(lambda: browser.client.force_login(User.objects.get(), BACKEND))

    assert [browser.get(one).status_code for one in (path, f"{ST}why-visit/{number}/")] == [404, 404]


@pytest.mark.parametrize("path", ["why/epoch-1/1/", "why-visit/1/"])
async def test_a_stranger_is_asked_to_sign_in_first(rig: HubRig, full: Enrolled, path: str) -> None:
    assert Browser(rig).get(f"{ST}{path}").headers["Location"].startswith("/login/")


async def test_a_look_is_recorded(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()
    Browser(rig, "viewer").get(address(rig, "access.denied"))

    row = rig.in_thread(lambda: Audit.objects.filter(what="log-seen").latest("number"))
    assert (row.who, row.station, row.detail.split()[0]) == ("viewer", "ST-1", "why")
    assert rig.in_thread(audit.verify).whole


async def test_a_row_of_another_version_is_told_without_a_replay(rig: HubRig, full: Enrolled) -> None:
    await full.push_all()
    rig.in_thread(lambda: Fact.objects.update(version=99))

    assert agreement(rig) == "kind-unknown"
