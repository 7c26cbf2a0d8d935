"""The pages of who is told: rotas, channels, quiet hours, and what was sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from hub_rig import HubRig
from test_pages import Browser

from station_app.hub import channels
from station_app.hub.accounts import set_account
from station_app.hub.models import (
    Audit,
    Case,
    Channel,
    Digest,
    Exchange,
    Message,
    Notice,
    QuietHours,
    Shift,
    Station,
    Step,
)
from station_app.hub.notice_models import setting

KEY = "0123456789abcdef-0123456789abcdef"
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
SHIFT = {"do": "shift-add", "district": "", "step": "0", "days": "0", "begin": "08:00", "end": "20:00"}
EXCHANGE = {"do": "exchange-add", "district": "", "step": "0", "since": "2026-10-01T08:00", "until": "2026-10-08T08:00"}


@pytest.fixture
def manager(rig: HubRig) -> Browser:
    return Browser(rig, "manager")


def number(rig: HubRig, name: str = "manager") -> str:
    return str(rig.in_thread(lambda: User.objects.get(username=name).pk))


def change(browser: Browser, **told: str) -> Any:
    return browser.post("/incidents/rota/change/", **told)


def test_a_manager_puts_somebody_on_duty(rig: HubRig, manager: Browser) -> None:
    change(manager, **SHIFT, who=number(rig))

    assert (
        rig.in_thread(lambda: list(Shift.objects.values_list("who__username", "days", "begin", "end"))),
        "周一 · 08:00–20:00" in manager.get("/incidents/rota/").text_now,
    ) == ([("manager", "0", 480, 1200)], True)


WRONG = [
    {**SHIFT, "begin": "25:00"},
    {**SHIFT, "end": ""},
    {**SHIFT, "days": "7"},
    {**SHIFT, "days": ""},
    {**SHIFT, "step": "4"},
    {**SHIFT, "who": "999"},
    {**SHIFT, "who": "x"},
    {**EXCHANGE, "until": "2026-10-01T08:00"},
    {**EXCHANGE, "until": "2027-10-01T08:00"},
    {**EXCHANGE, "since": "2026-02-30T08:00"},
    {"do": "step-set", "district": "", "number": "0", "urgent_minutes": "0", "minutes": "1"},
    {"do": "step-set", "district": "", "number": "3", "urgent_minutes": "1", "minutes": "1"},
    {"do": "step-remove", "district": ""},
    {"do": "shift-remove", "district": "", "id": "77"},
    {"do": "exchange-remove", "district": "", "id": "x"},
]


@pytest.mark.parametrize("told", WRONG)
def test_what_cannot_be_right_changes_nothing(rig: HubRig, manager: Browser, told: dict[str, str]) -> None:
    response = change(manager, **{"who": number(rig), **told})

    assert (response.status_code, rig.in_thread(Shift.objects.count), rig.in_thread(Exchange.objects.count)) == (
        422,
        0,
        0,
    )


def test_a_viewer_is_not_put_on_duty(rig: HubRig, manager: Browser) -> None:
    rig.in_thread(lambda: set_account("looker", "viewer"))

    assert change(manager, **SHIFT, who=number(rig, "looker")).status_code == 422


def test_an_exchange_may_leave_a_step_to_nobody(rig: HubRig, manager: Browser) -> None:
    change(manager, **EXCHANGE, who="")

    assert rig.in_thread(lambda: list(Exchange.objects.values_list("who", "step"))) == [(None, 0)]


def test_steps_are_added_changed_and_removed(rig: HubRig, manager: Browser) -> None:
    change(manager, do="step-add", district="")
    change(manager, do="step-set", district="", number="1", urgent_minutes="5", minutes="30")
    two = rig.in_thread(lambda: list(Step.objects.order_by("number").values_list("urgent_minutes", "minutes")))

    change(manager, do="step-remove", district="")

    assert (two, rig.in_thread(Step.objects.count)) == ([(2, 15), (5, 30)], 1)


def test_a_step_with_people_on_it_is_not_removed(rig: HubRig, manager: Browser) -> None:
    change(manager, do="step-add", district="")
    change(manager, **{**SHIFT, "step": "1"}, who=number(rig))

    assert change(manager, do="step-remove", district="").status_code == 422


@pytest.mark.parametrize("role", ["viewer", "technician", "auditor"])
def test_only_managers_change_a_rota(rig: HubRig, role: str) -> None:
    reader = Browser(rig, role)

    statuses = (change(reader, **SHIFT, who="1").status_code, reader.get("/incidents/rota/").status_code)

    assert statuses == (403, 200)


def test_another_district_s_rota_is_not_there(rig: HubRig, manager: Browser) -> None:
    statuses = [
        manager.get("/incidents/rota/?district=滨湖").status_code,
        change(manager, **{**SHIFT, "district": "滨湖"}, who=number(rig)).status_code,
        manager.get("/incidents/me/?district=滨湖").status_code,
        manager.post("/incidents/channels/new/wecom/?district=滨湖", name="x", key=KEY, language="en").status_code,
    ]

    assert statuses == [404] * 4


def test_who_is_on_the_rota_without_a_channel_is_named(rig: HubRig, manager: Browser) -> None:
    change(manager, **SHIFT, who=number(rig))

    page = manager.get("/incidents/rota/").text_now

    assert ("没有设置通知方式" in page, "没有人能收到通知的时段" in page) == (True, True)


def test_a_change_stands_in_the_audit_trail(rig: HubRig, manager: Browser) -> None:
    change(manager, **SHIFT, who=number(rig))

    assert rig.in_thread(lambda: Audit.objects.get(what="rota-changed").detail) == "“” shift-add"


# Channels.

NEW = {"name": "我的手机", "key": KEY, "language": "zh-hans"}


def add(browser: Browser, kind: str = "wecom", query: str = "", **told: str) -> Any:
    return browser.post(f"/incidents/channels/new/{kind}/{query}", **{**NEW, **told})


def test_an_account_adds_a_channel_and_its_secret_is_never_shown(rig: HubRig, manager: Browser) -> None:
    add(manager)

    page = manager.get("/incidents/me/").text_now
    kept = rig.in_thread(lambda: channels.letter(Channel.objects.get(), "x").to)
    assert (kept, "我的手机" in page, KEY in page) == ({"key": KEY}, True, False)


def test_what_was_typed_is_not_given_back(rig: HubRig, manager: Browser) -> None:
    response = add(manager, name="", key=KEY)

    assert (response.status_code, KEY in response.content.decode(), rig.in_thread(Channel.objects.count)) == (
        422,
        False,
        0,
    )


def test_a_new_channel_asks_for_the_second_factor(rig: HubRig, manager: Browser) -> None:
    manager.client.session.flush()
    fresh = Browser.__new__(Browser)
    fresh.rig, fresh.client = rig, manager.client
    rig.in_thread(
        lambda: fresh.client.force_login(
            User.objects.get(username="manager"), "django.contrib.auth.backends.ModelBackend"
        )
    )

    response = add(fresh)

    assert (response.status_code, "reauthenticate" in response["Location"], rig.in_thread(Channel.objects.count)) == (
        302,
        True,
        0,
    )


def test_a_manager_adds_a_group_of_the_district(rig: HubRig, manager: Browser) -> None:
    add(manager, query="?district=")

    assert rig.in_thread(lambda: list(Channel.objects.values_list("who", "district"))) == [(None, "")]


def test_a_technician_adds_none_for_the_district(rig: HubRig) -> None:
    technician = Browser(rig, "technician")

    statuses = [add(technician, query="?district=").status_code, add(technician).status_code]

    assert (statuses, rig.in_thread(Channel.objects.count)) == ([403, 302], 1)


def test_a_test_message_waits_in_the_outbox(rig: HubRig, manager: Browser) -> None:
    add(manager)
    channel = rig.in_thread(lambda: Channel.objects.get().pk)

    manager.post(f"/incidents/channels/{channel}/test/")

    assert "测试" in rig.in_thread(lambda: Message.objects.get(state="waiting").text)


@pytest.mark.parametrize("deed", ["test", "remove"])
def test_another_account_s_channel_is_not_there(rig: HubRig, manager: Browser, deed: str) -> None:
    add(Browser(rig, "technician"))
    channel = rig.in_thread(lambda: Channel.objects.get().pk)

    response = manager.post(f"/incidents/channels/{channel}/{deed}/")

    assert (response.status_code, rig.in_thread(lambda: Channel.objects.get().removed_at)) == (404, None)


def test_a_channel_is_removed(rig: HubRig, manager: Browser) -> None:
    add(manager)
    channel = rig.in_thread(lambda: Channel.objects.get().pk)

    manager.post(f"/incidents/channels/{channel}/remove/")

    assert (
        rig.in_thread(lambda: Channel.objects.get().sealed),
        "我的手机" in manager.get("/incidents/me/").text_now,
    ) == (
        "",
        False,
    )


def test_a_channel_that_fails_is_shown_to_its_owner_and_to_who_cares_for_the_rota(
    rig: HubRig, manager: Browser
) -> None:
    technician = Browser(rig, "technician")
    add(technician)
    rig.in_thread(lambda: Channel.objects.update(failing_since=NOW, failure="robot-refused"))

    pages = [technician.get("/incidents/me/").text_now, manager.get("/incidents/me/").text_now]

    assert ["机器人拒绝" in page for page in pages] == [True, True]


def test_the_inbox_says_that_a_channel_fails(rig: HubRig, manager: Browser) -> None:
    add(manager)
    rig.in_thread(lambda: Channel.objects.update(failing_since=NOW, failure="robot-refused"))

    assert "有通知方式发送失败" in manager.get("/incidents/").text_now


# Quiet hours.

QUIET = {f"{one}-{end}": "00:00" for one in ("alarm", "fault", "notice") for end in ("from", "until")} | {
    "digest": "08:00"
}


def test_quiet_hours_and_digest_are_kept(rig: HubRig, manager: Browser) -> None:
    manager.post("/incidents/quiet/", **{**QUIET, "fault-from": "21:00", "fault-until": "07:00", "digest": "07:30"})

    found = rig.in_thread(lambda: list(QuietHours.objects.filter(severity="fault").values_list("begin", "end")))
    assert (found, rig.in_thread(lambda: Digest.objects.get().minute)) == ([(1260, 420)], 450)


BAD_QUIET = [{"fault-from": "x"}, {"digest": ""}, {"fault-from": "07:00", "fault-until": "09:00"}]


@pytest.mark.parametrize("told", BAD_QUIET)
def test_quiet_hours_that_cannot_be_right_are_not_kept(rig: HubRig, manager: Browser, told: dict[str, str]) -> None:
    response = manager.post("/incidents/quiet/", **{**QUIET, **told})

    assert (response.status_code, rig.in_thread(QuietHours.objects.count)) == (422, 0)


def test_life_safety_cannot_be_made_quiet(rig: HubRig, manager: Browser) -> None:
    manager.post("/incidents/quiet/", **{**QUIET, "urgent-from": "00:00", "urgent-until": "23:59"})

    assert rig.in_thread(lambda: QuietHours.objects.filter(severity="urgent").exists()) is False


# What was sent.


@pytest.fixture
def sent(rig: HubRig) -> HubRig:
    """One message of each of two districts, and one of a silent call."""

    def make() -> None:
        set_account("boss", "admin")
        boss = User.objects.get(username="boss")
        channel = channels.make(boss, "phone", "wecom", {"key": KEY}, NOW, who=boss)
        for name, district, silent in (("ST-1", "", False), ("ST-2", "滨湖", False), ("ST-3", "", True)):
            Station.objects.create(id=name, district=district, public_key="0", enrolled_at=NOW)
            case = Case.objects.create(
                station_id=name, incident="i", cause="leak", opened_ms=1, came_at=NOW, silent=silent
            )
            message = Message.objects.create(key=name, channel=channel, text=f"{name} 漏水", made_at=NOW, due_at=NOW)
            notice = Notice.objects.create(case=case, key=name, round=0, number=0, step=0, who=boss, at=NOW)
            message.notices.add(notice)

    rig.in_thread(make)
    return rig


def test_an_auditor_sees_what_was_sent_of_the_own_districts(sent: HubRig) -> None:
    page = Browser(sent, "auditor").get("/incidents/sent/").text_now

    assert [f"ST-{n} 漏水" in page for n in (1, 2, 3)] == [True, False, False]


def test_an_admin_sees_everything_that_was_sent(sent: HubRig) -> None:
    page = Browser(sent, "admin").get("/incidents/sent/").text_now

    assert [f"ST-{n} 漏水" in page for n in (1, 2, 3)] == [True, True, True]


@pytest.mark.parametrize("role", ["viewer", "technician", "manager"])
def test_only_auditors_see_what_was_sent(sent: HubRig, role: str) -> None:
    assert Browser(sent, role).get("/incidents/sent/").status_code == 403


def test_a_look_at_what_was_sent_is_recorded(sent: HubRig) -> None:
    Browser(sent, "auditor").get("/incidents/sent/")

    assert sent.in_thread(Audit.objects.filter(what="notices-seen").count) == 1


def test_the_terminal_prints_what_was_sent(sent: HubRig) -> None:
    out = StringIO()
    sent.in_thread(lambda: call_command("notify", sent=10, stdout=out))

    assert [f"boss  wecom  waiting  -  ST-{n} 漏水" in out.getvalue() for n in (1, 2)] == [True, True]


def test_the_terminal_sets_the_address_and_allows_a_host(rig: HubRig) -> None:
    def told() -> tuple[str, str]:
        call_command("notify", address="https://hub.example.cn/", allow="mail.internal", stdout=StringIO())
        return setting("address"), setting("allowed")

    assert rig.in_thread(told) == ("https://hub.example.cn", "mail.internal")


@pytest.mark.parametrize("told", [{"address": "hub"}, {"allow": "a b"}, {"allow": "http://x"}])
def test_the_terminal_refuses_what_cannot_be_right(rig: HubRig, told: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        rig.in_thread(lambda: call_command("notify", **told, stdout=StringIO()))


@pytest.mark.parametrize("path", ["rota/", "me/", "channels/new/mail/", "channels/new/webhook/", "sent/"])
def test_the_pages_speak_english_too(rig: HubRig, path: str) -> None:
    admin = Browser(rig, "admin")
    admin.client.cookies["language"] = "en"

    page = admin.get(f"/incidents/{path}").text_now

    texts = page.partition("<main")[2]
    assert json.dumps(texts).count("\\u4e2d\\u6587") <= 1  # the choice of a message's language
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in texts.replace("中文", ""))
