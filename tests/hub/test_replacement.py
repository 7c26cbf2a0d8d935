"""Another computer takes a station over: its history stays, the old key is refused, and what is missing is named."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from hub_rig import URL, Enrolled, HubRig, enrolled
from test_pages import Browser
from test_vitals_api import post, vitals

from station_app.hub.models import EnrolmentCode, Order, Replacement, Station
from station_app.upstream.address import HubAddress
from station_app.upstream.client import Newcomer, enrol
from station_app.upstream.faults import HubRefusal

ST = "/stations/ST-1/"
WORN = "disk is worn out"


@pytest.fixture
async def old(rig: HubRig) -> Enrolled:
    """A station whose hub has the first rows of its journal."""
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.visit()
    await station.push_all()
    return station


def code_from(rig: HubRig, role: str = "manager", station: str = "ST-1") -> str:
    """What the page shows to whoever makes a code."""
    page = Browser(rig, role).post(f"/stations/{station}/replace/", reason=WORN).content.decode()
    found = re.search(r"<b>([0-9A-Z]{5}-[0-9A-Z]{5})</b>", page)
    assert found is not None
    return found[1]


async def take_over(
    rig: HubRig, code: str, key: Ed25519PrivateKey | None = None, station: str = "ST-1", epoch: str = "epoch-2"
) -> Enrolled:
    """A new computer enrols and has a journal of its own, of which nothing was pushed yet."""
    key = key or Ed25519PrivateKey.generate()
    newcomer = Newcomer(station=station, key=key, code=code)
    answer = await enrol(HubAddress(url=URL), newcomer, below=rig.transport)
    new = Enrolled(rig, station, key, bytes.fromhex(answer.hub_public_key))
    new.paper.replace_journal(epoch)
    new.paper.boot()
    return new


async def refused(rig: HubRig, code: str, station: str = "ST-1") -> str:
    with pytest.raises(HubRefusal) as why:
        await take_over(rig, code, station=station)
    return why.value.code


def page_of(rig: HubRig, role: str = "viewer") -> str:
    return Browser(rig, role).get(f"{ST}computer/").text_now


async def test_the_code_of_the_page_enrols_a_new_computer_with_the_old_history(rig: HubRig, old: Enrolled) -> None:
    new = await take_over(rig, code_from(rig))
    await new.push_all()

    assert {epoch for epoch, _, _ in rig.facts("ST-1")} == {"epoch-1", "epoch-2"}


async def test_the_old_computer_goes_on_until_the_code_is_used(rig: HubRig, old: Enrolled) -> None:
    code_from(rig)
    old.paper.visit()
    await old.push_all()

    assert len(rig.facts("ST-1")) == len(old.paper.rows["epoch-1"])


async def test_a_replaced_computer_is_told_so(rig: HubRig, old: Enrolled) -> None:
    await take_over(rig, code_from(rig))

    with pytest.raises(HubRefusal, match=r"another computer took this station over on 20\d\d-") as why:
        await old.push_all()
    assert why.value.code == "replaced"


async def test_what_a_replaced_computer_sends_changes_nothing(rig: HubRig, old: Enrolled) -> None:
    before = rig.facts("ST-1")
    await take_over(rig, code_from(rig))
    old.paper.visit()

    with pytest.raises(HubRefusal):
        await old.push_all()
    assert rig.facts("ST-1") == before


async def test_a_computer_replaced_twice_over_is_still_known_again(rig: HubRig, old: Enrolled) -> None:
    for epoch in ("epoch-2", "epoch-3"):
        await take_over(rig, code_from(rig), epoch=epoch)

    with pytest.raises(HubRefusal) as why:
        await old.client().cursors()
    assert why.value.code == "replaced"


async def test_a_key_that_was_never_this_stations_is_not_called_replaced(rig: HubRig, old: Enrolled) -> None:
    await take_over(rig, code_from(rig))
    stranger = Enrolled(rig, "ST-1", Ed25519PrivateKey.generate(), old.hub_key)

    with pytest.raises(HubRefusal) as why:
        await stranger.client().cursors()
    assert why.value.code == "signature"


async def test_that_the_old_computer_called_again_is_on_the_page(rig: HubRig, old: Enrolled) -> None:
    await take_over(rig, code_from(rig))
    before = page_of(rig)
    with pytest.raises(HubRefusal):
        await old.client().cursors()

    assert ["被更换的电脑又来联系过" in page for page in (before, page_of(rig))] == [False, True]


async def test_a_code_is_used_once(rig: HubRig, old: Enrolled) -> None:
    code = code_from(rig)
    await take_over(rig, code)

    assert await refused(rig, code) == "code"


async def test_who_lost_the_answer_runs_the_command_once_more(rig: HubRig, old: Enrolled) -> None:
    code, key = code_from(rig), Ed25519PrivateKey.generate()
    await take_over(rig, code, key)
    again = await take_over(rig, code, key)
    await again.push_all()

    assert ("epoch-2" in {epoch for epoch, _, _ in rig.facts("ST-1")}, rig.in_thread(Replacement.objects.count)) == (
        True,
        1,
    )


async def test_asking_again_does_not_undo_a_revocation(rig: HubRig, old: Enrolled) -> None:
    code, key = code_from(rig), Ed25519PrivateKey.generate()
    await take_over(rig, code, key)
    Browser(rig, "manager").post(f"{ST}revoke/", reason="stolen")

    with pytest.raises(HubRefusal):
        await take_over(rig, code, key)
    assert rig.in_thread(lambda: Station.objects.get().revoked_at) is not None


async def test_asking_again_an_hour_later_is_refused(rig: HubRig, old: Enrolled) -> None:
    code, key = code_from(rig), Ed25519PrivateKey.generate()
    await take_over(rig, code, key)
    rig.in_thread(lambda: EnrolmentCode.objects.update(valid_until=timezone.now() - timedelta(seconds=1)))

    with pytest.raises(HubRefusal):
        await take_over(rig, code, key)


async def test_a_new_computer_killed_before_its_first_push_goes_on_where_it_was(rig: HubRig, old: Enrolled) -> None:
    new = await take_over(rig, code_from(rig))
    waiting = page_of(rig)
    started_again = Enrolled(rig, "ST-1", new.key, new.hub_key)
    started_again.paper = new.paper
    await started_again.push_all()

    page = page_of(rig)
    assert ("还没有收到它的日志" in waiting, "还没有收到它的日志" in page, "日志重新开始" in page) == (
        True,
        False,
        True,
    )


async def test_the_code_of_another_station_is_refused(rig: HubRig, old: Enrolled) -> None:
    await enrolled(rig, "ST-2")
    code = code_from(rig)

    assert await refused(rig, code, station="ST-2") == "code"


async def test_that_a_journal_began_anew_is_something_to_look_after(rig: HubRig, old: Enrolled) -> None:
    new = await take_over(rig, code_from(rig))
    await new.push_all()

    fleet, station = (Browser(rig, "viewer").get(path).text_now for path in ("/", ST))
    assert ("请在站点页核对日志" in fleet, "站点日志已更换" in station) == (True, True)


@pytest.mark.parametrize(
    ("backlog", "said"),
    [(None, "从未说过有多少行待上传"), (0, "最后一次联系时没有待上传的记录"), (7, "还有 7 行没有上传")],
)
async def test_what_the_old_disk_had_not_pushed_is_named(
    rig: HubRig, old: Enrolled, backlog: int | None, said: str
) -> None:
    if backlog is not None:
        await post(rig, old, vitals(backlog=backlog, oldest_unsent_ms=1_795_000_000_000))
    new = await take_over(rig, code_from(rig))
    await new.push_all()

    page = page_of(rig)
    assert ("到第 6 行为止" in page, said in page) == (True, True)


async def test_a_disk_that_came_along_leaves_nothing_missing(rig: HubRig, old: Enrolled) -> None:
    old.paper.visit()
    new = await take_over(rig, code_from(rig))
    new.paper = old.paper
    await new.push_all()

    page = page_of(rig)
    assert ("旧日志接着上报" in page, "缺失" in page) == (True, False)


async def test_an_order_for_the_old_computer_is_not_carried_out_by_the_new_one(rig: HubRig, old: Enrolled) -> None:
    manager = Browser(rig, "manager")
    found = re.search(r'name="once" value="([^"]+)"', manager.get(f"{ST}order/message/").text_now)
    assert found is not None
    manager.post(f"{ST}order/message/", once=found[1], reason="x", value="停水", minutes="5")
    new = await take_over(rig, code_from(rig))

    assert ((await new.client().feed("", 0)).answer.orders, rig.in_thread(lambda: Order.objects.get().detail)) == (
        [],
        "replaced",
    )


async def test_a_revoked_station_comes_back_with_a_replacement_code(rig: HubRig, old: Enrolled) -> None:
    Browser(rig, "manager").post(f"{ST}revoke/", reason="stolen")
    new = await take_over(rig, code_from(rig))

    assert (await new.client().cursors()).station == "ST-1"


@pytest.mark.parametrize("deed", ["replace", "revoke"])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, "a\x1b[2Jb", "two\nlines"])
async def test_without_a_reason_nothing_is_done(rig: HubRig, old: Enrolled, deed: str, reason: str) -> None:
    codes = rig.in_thread(EnrolmentCode.objects.count)
    answer = Browser(rig, "manager").post(f"{ST}{deed}/", reason=reason)

    done = rig.in_thread(lambda: (EnrolmentCode.objects.count() - codes, Station.objects.get().revoked_at))
    assert (answer.status_code, done) == (422, (0, None))


@pytest.mark.parametrize("deed", ["replace", "revoke"])
async def test_without_the_second_factor_nothing_is_done(rig: HubRig, old: Enrolled, deed: str) -> None:
    codes = rig.in_thread(EnrolmentCode.objects.count)
    manager = Browser(rig, "manager")

    def forget() -> None:
        session = manager.client.session
        session.pop("account_authentication_methods", None)
        session.save()

    rig.in_thread(forget)
    answer = manager.post(f"{ST}{deed}/", reason=WORN)

    done = rig.in_thread(lambda: (EnrolmentCode.objects.count() - codes, Station.objects.get().revoked_at))
    assert (answer.status_code, "reauthenticate" in answer["Location"], done) == (302, True, (0, None))


@pytest.mark.parametrize(
    ("role", "may"),
    [("viewer", (403, 403)), ("technician", (200, 403)), ("auditor", (403, 403)), ("manager", (200, 200))],
)
async def test_who_may_replace_and_who_may_revoke(rig: HubRig, old: Enrolled, role: str, may: tuple[int, int]) -> None:
    someone = Browser(rig, role)

    assert tuple(someone.get(f"{ST}{deed}/").status_code for deed in ("replace", "revoke")) == may


async def test_a_code_is_in_the_trail_with_who_made_it_and_without_itself(rig: HubRig, old: Enrolled) -> None:
    from station_app.hub.models import Audit

    code_from(rig)

    def rows() -> list[Any]:
        asked = Audit.objects.filter(what="code-made", who="manager")
        return list(asked.values_list("role", "station", "detail"))

    assert rig.in_thread(rows) == [("manager", "ST-1", "")]


async def test_a_code_is_shown_once(rig: HubRig, old: Enrolled) -> None:
    code = code_from(rig)
    page = page_of(rig, "manager")

    assert (code in page, "有一个更换码尚未使用" in page, WORN in page) == (False, True, True)


async def test_the_steps_hold_the_very_commands(rig: HubRig, old: Enrolled) -> None:
    manager = Browser(rig, "manager")
    page = manager.post(f"{ST}replace/", reason=WORN).content.decode()

    wanted = (
        "id = &quot;ST-1&quot;" in page or 'id = "ST-1"' in page,
        'url = "http://localhost"' in page,
        bool(re.search(r"station enrol --config /etc/rest-station/station.toml .*--code [0-9A-Z]{5}-", page)),
    )
    assert wanted == (True, True, True)


async def test_the_page_speaks_english(rig: HubRig, old: Enrolled) -> None:
    new = await take_over(rig, code_from(rig))
    await new.push_all()
    viewer = Browser(rig, "viewer")
    viewer.client.cookies["language"] = "en"

    page = viewer.get(f"{ST}computer/").text_now
    assert ("Its journal began anew" in page, "through row 6" in page) == (True, True)
