"""Policies on the managers' pages: who may do what, nothing typed is lost, and nobody sees another district's."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hub_rig import Enrolled, HubRig, confirm, enrolled
from policy_rig import RULES, approved_draft, begun, known_key, person, run, signed
from test_pages import Browser

from station_app.core.policy_text import policy_of
from station_app.hub import policies
from station_app.hub.models import Audit, PolicyDraft, PublishedPolicy, Rollout, Station

ACTS = ("try", "submit", "approve", "back", "discard", "sign-here", "stop", "go-back")
READ = ("", "general", "text", "sign", "publish", "download")


@pytest.fixture
async def place(rig: HubRig) -> HubRig:
    """A station, and a draft for it."""
    await enrolled(rig, title="信成花园驿站")
    run(rig, lambda: policies.begin([Station.objects.get()], RULES, person("writer", "manager")))
    return rig


def of(rig: HubRig, name: str, role: str) -> Browser:
    """Somebody who is signed in."""
    browser = Browser(rig)

    def sign_in() -> None:
        browser.client.force_login(person(name, role), "django.contrib.auth.backends.ModelBackend")

    rig.in_thread(sign_in)
    confirm(rig, browser.client, name)
    return browser


def at(name: str, pk: int, *more: str) -> str:
    return reverse(f"policy-{name}" if name else "policy", args=[pk, *more])


def only(rig: HubRig) -> PolicyDraft:
    return rig.in_thread(lambda: PolicyDraft.objects.get())


def filled(browser: Browser, path: str, **told: str) -> dict[str, str]:
    """A form as it comes, with some fields filled in."""
    page = browser.get(path).text_now
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and name[1] != "csrfmiddlewaretoken" and ('type="checkbox"' not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(_plain(value[1]) if value else "on" if "checkbox" in tag else "")
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = [chosen[1] if chosen else ""]
    return {**{name: value if len(value) > 1 else value[0] for name, value in found.items()}, **told}


def _plain(text: str) -> str:
    import html

    return html.unescape(text)


def test_a_stranger_is_asked_to_sign_in(place: HubRig) -> None:
    assert Browser(place).get("/policies/").headers["Location"].startswith("/login/")


def test_a_viewer_reads_and_does_not_write(place: HubRig) -> None:
    viewer = of(place, "viewer", "viewer")
    pk = only(place).pk

    assert [viewer.get(path).status_code for path in ("/policies/", at("", pk), at("text", pk))] == [200, 200, 403]


@pytest.mark.parametrize("name", ["submit", "approve", "sign-here", "stop", "discard", "back", "go-back"])
def test_a_viewer_acts_on_nothing(place: HubRig, name: str) -> None:
    assert of(place, "viewer", "viewer").post(at(name, only(place).pk)).status_code == 403


@pytest.mark.parametrize("name", [*ACTS, *READ])
async def test_a_policy_of_another_district_is_not_there(place: HubRig, name: str) -> None:
    run(place, lambda: Station.objects.update(district="滨湖"))
    client = Client(SERVER_NAME="localhost")

    def sign_in() -> None:
        user = person("reader", "manager", ("梁溪",))
        user.groups.add(*_every_group())
        client.force_login(User.objects.get(pk=user.pk), "django.contrib.auth.backends.ModelBackend")

    run(place, sign_in)
    confirm(place, client, "reader")
    ask = client.post if name in ACTS else client.get

    assert run(place, lambda: ask(at(name, only_pk())).status_code) == 404


def _every_group() -> Any:
    from django.contrib.auth.models import Group

    return Group.objects.filter(name__in=["approver"])


def only_pk() -> int:
    return PolicyDraft.objects.get().pk


async def test_a_policy_with_one_station_of_another_district_is_not_there(place: HubRig) -> None:
    await enrolled(place, "ST-2")

    def widened() -> int:
        Station.objects.filter(pk="ST-2").update(district="滨湖")
        PolicyDraft.objects.get().stations.add("ST-2")
        return policies.drafts_for(person("reader", "manager", ("",))).count()

    assert run(place, widened) == 0


async def test_a_zone_of_another_district_s_policy_is_not_there(place: HubRig) -> None:
    run(place, lambda: Station.objects.update(district="滨湖"))

    assert of(place, "reader", "manager").get(at("zone", only(place).pk, "rest")).status_code == 404


async def test_a_station_of_another_district_cannot_be_chosen(place: HubRig) -> None:
    await enrolled(place, "ST-2")
    run(place, lambda: Station.objects.filter(pk="ST-2").update(district="滨湖"))

    answer = of(place, "reader", "manager").post("/policies/new/", station="ST-2")

    assert (answer.status_code, run(place, PolicyDraft.objects.count)) == (422, 1)


def test_a_number_beyond_every_database_is_no_policy(place: HubRig) -> None:
    assert of(place, "writer", "manager").get(f"/policies/{10**30}/").status_code == 404


async def test_a_manager_begins_a_draft(place: HubRig) -> None:
    of(place, "writer", "manager").post("/policies/new/", station="ST-1")

    assert run(place, PolicyDraft.objects.count) == 2


def test_a_form_that_is_sent_back_as_it_came_changes_nothing(place: HubRig) -> None:
    writer, draft = of(place, "writer", "manager"), only(place)
    before = draft.text
    for path in (at("general", draft.pk), at("zone", draft.pk, "rest"), at("zone", draft.pk, "shower")):
        assert writer.post(path, **filled(writer, path)).status_code == 302

    assert json.loads(only(place).text) == json.loads(before)


CHANGED = [
    ({"hours-mode": "week", "hours-mon": "06：00—12：00、14:00-22:00"}, "hours",
     {"mon": ["06:00-12:00", "14:00-22:00"]}),
    ({"hours-mode": "week", "hours-sun": "8:00-9:00", "hours-holiday": "休"}, "hours",
     {"sun": ["08:00-09:00"], "holiday": []}),
    ({"hours-mode": "24h"}, "hours", "24h"),
    ({"capacity": "9"}, "capacity", 9),
    ({"turns": "on", "turn-minutes": "30", "turn-places": "2"}, "turn",
     {"minutes": 30, "remind_minutes": 5, "no_show_minutes": 3, "extend_minutes": 10, "places": 2}),
    ({"closures-0-since": "2026-12-08T09:00", "closures-0-until": "2026-12-08T11:30", "closures-0-why": "消防演练"},
     "closures", [{"from": "2026-12-08T09:00+08:00", "until": "2026-12-08T11:30+08:00", "why": "消防演练"}]),
]  # fmt: skip


@pytest.mark.parametrize(("told", "key", "made"), CHANGED)
def test_a_manager_changes_a_zone(place: HubRig, told: dict[str, str], key: str, made: Any) -> None:
    writer, path = of(place, "writer", "manager"), at("zone", only(place).pk, "rest")

    writer.post(path, **filled(writer, path, **told))

    assert json.loads(only(place).text)["zones"]["rest"][key] == made


def test_a_notice_is_added_and_taken_away(place: HubRig) -> None:
    writer, path = of(place, "writer", "manager"), at("zone", only(place).pk, "rest")
    writer.post(path, **filled(writer, path, **{"notices-0-zh": "停水", "notices-0-until": "2027-01-01T00:00"}))
    (added,) = policy_of(only(place).text).zones["rest"].notices

    writer.post(path, **filled(writer, path, **{"notices-0-zh": "", "notices-0-until": ""}))

    assert (added.texts, policy_of(only(place).text).zones["rest"].notices) == ({"zh-CN": "停水"}, ())


WRONG = [
    ({"capacity": "0"}, "须为 1 到 100000 之间的整数"),
    ({"comfort-cool_to": "22"}, "低于 26 ℃"),
    ({"turns": "on", "turn-minutes": "5", "turn-remind_minutes": "5"}, "须小于每次使用的分钟数"),
    ({"hours-mode": "week", "hours-tue": "abc"}, "“abc”不是时段"),
    ({"closures-0-since": "2026-12-08T09:00"}, "起止时间都要填"),
    ({"closures-0-since": "2026-12-08T09:00", "closures-0-until": "2026-12-08T08:00"}, "结束须晚于开始"),
    ({"hours-mode": "station", "hours-mon": "06:00-12:00"}, "请把方式选为“按星期”"),
    ({"notices-0-zh": "停水"}, "请填写公告的结束时间"),
]


@pytest.mark.parametrize(("told", "sentence"), WRONG)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    place: HubRig, told: dict[str, str], sentence: str
) -> None:
    writer, path = of(place, "writer", "manager"), at("zone", only(place).pk, "rest")

    answer = writer.post(path, **filled(writer, path, title="新的名称", **told))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'<label[^>]*>(?:(?!</label>).)*class="error">[^<]*{sentence}', page, re.S)
    assert 'value="新的名称"' in page


def test_whoever_comes_second_is_told_and_keeps_his_words(place: HubRig) -> None:
    first, second = of(place, "writer", "manager"), of(place, "other", "manager")
    path = at("zone", only(place).pk, "rest")
    form = filled(second, path, title="第二位")
    first.post(path, **filled(first, path, title="第一位"))

    page = second.post(path, **form).content.decode()

    assert "已被他人修改" in page and 'value="第二位"' in page
    assert policy_of(only(place).text).zones["rest"].title == "第一位"


def test_a_text_that_is_none_comes_back_as_it_was_typed(place: HubRig) -> None:
    writer, path = of(place, "writer", "manager"), at("text", only(place).pk)

    answer = writer.post(path, revision="1", text='{"version": "x", "number": 1, "houers": "24h"}')

    assert answer.status_code == 422
    assert "houers: 没有这个键" in answer.content.decode() and "&quot;houers&quot;" in answer.content.decode()


def test_from_a_draft_to_the_stations(place: HubRig) -> None:
    writer, second = of(place, "writer", "manager"), of(place, "second", "approver")
    run(place, known_key)
    pk = only(place).pk
    writer.post(at("submit", pk), revision=str(only(place).revision))
    second.post(at("approve", pk), digest=only(place).digest)
    bytes_ = writer.get(at("download", pk)).text_now
    file = SimpleUploadedFile("policy.signed", signed(only(place)))
    run(place, lambda: writer.client.post(at("sign", pk), {"file": file}))
    writer.post(at("publish", pk), first="ST-1", watch="24", points="10")

    offered = run(place, lambda: PublishedPolicy.objects.get(station="ST-1").envelope)

    assert json.loads(offered)["policy"] == bytes_
    assert only(place).state == "published"
    deeds = run(place, lambda: list(Audit.objects.filter(what__startswith="policy").values_list("who", "what")))
    assert deeds == [
        ("writer", "policy-submitted"),
        ("second", "policy-approved"),
        ("writer", "policy-signed"),
        ("writer", "policy-published"),
    ]


def test_an_approval_needs_the_second_factor(place: HubRig) -> None:
    run(place, lambda: policies.submit(only_pk(), 1, person("writer", "manager")))
    browser = Browser(place)
    run(place, lambda: browser.client.force_login(
        person("second", "approver"), "django.contrib.auth.backends.ModelBackend"))  # fmt: skip

    browser.post(at("approve", only(place).pk), digest=only(place).digest)

    assert only(place).state == "waiting"


@pytest.mark.parametrize("name", ["sign", "publish"])
def test_publishing_needs_the_second_factor(place: HubRig, name: str) -> None:
    browser = Browser(place)
    run(place, lambda: browser.client.force_login(
        person("writer", "manager"), "django.contrib.auth.backends.ModelBackend"))  # fmt: skip

    assert browser.get(at(name, only(place).pk)).status_code == 302


def test_the_writer_finds_no_button_to_approve(place: HubRig) -> None:
    boss = of(place, "boss", "admin")
    run(place, lambda: policies.submit(only_pk(), 1, person("boss", "admin")))

    page = boss.get(at("", only(place).pk)).text_now

    assert at("approve", only(place).pk) not in page and "参与编写的人不能批准" in page


def test_what_is_not_approved_cannot_be_published(place: HubRig) -> None:
    answer = of(place, "writer", "manager").post(at("publish", only(place).pk), first="ST-1", watch="24", points="10")

    assert (answer.status_code, run(place, PublishedPolicy.objects.count)) == (422, 0)


def test_what_is_approved_and_not_signed_cannot_be_published(place: HubRig) -> None:
    pk = run(place, approved_draft).pk

    of(place, "writer", "manager").post(at("publish", pk), first="ST-1", watch="24", points="10")

    assert run(place, PublishedPolicy.objects.count) == 0


def test_a_signed_text_can_be_pasted(place: HubRig) -> None:
    run(place, known_key)
    draft = run(place, approved_draft)

    of(place, "writer", "manager").post(at("sign", draft.pk), envelope=signed(draft).decode().strip() + "\r\n")

    assert run(place, lambda: PolicyDraft.objects.get(pk=draft.pk).envelope.encode()) == signed(draft)


def test_the_brake_asks_nothing_first(place: HubRig) -> None:
    rollout = run(place, begun)
    browser = Browser(place)
    run(place, lambda: browser.client.force_login(
        person("writer", "manager"), "django.contrib.auth.backends.ModelBackend"))  # fmt: skip

    browser.post(at("stop", run(place, lambda: Rollout.objects.get().draft.pk)))

    assert run(place, lambda: Rollout.objects.get(pk=rollout.pk).state) == "stopped"


def test_the_list_says_what_a_station_has(place: HubRig, station: Enrolled) -> None:
    assert "站点还没有报告" in of(place, "viewer", "viewer").get("/policies/").text_now


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_policy_speaks_both_languages(place: HubRig, language: str) -> None:
    writer, pk = of(place, "boss", "admin"), only(place).pk
    writer.client.cookies["language"] = language
    paths = ["/policies/", "/policies/new/", *(at(name, pk) for name in ("", "general", "text", "sign"))]

    pages = [writer.get(path) for path in [*paths, at("zone", pk, "rest"), at("publish", pk)]]

    assert [page.status_code for page in pages] == [200] * 8
    assert [word for page in pages for word in re.findall(r">\s*pol-[\w-]+", page.text_now)] == []
