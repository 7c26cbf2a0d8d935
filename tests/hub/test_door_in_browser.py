"""A worker's phone in Chromium, against a real hub process: invited by a manager, kept offline, read by a scanner."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, Fleet, beside, is_wider_than_the_screen, picture, signed_in
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hub_process import HubProcess, manage
from paper_journal import Paper
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from zxingcpp import read_barcode

from station_app.core.events import Known, Unknown
from station_app.identity.door_code import door_code
from station_app.identity.keys import Issuer, IssuingKey
from station_app.identity.pass_key_list import KeyList, seal
from station_app.identity.passes import PassReader
from station_app.identity.phone_code import LONGEST_TEXT, PREFIX
from station_app.identity.typed_code import agreed
from station_app.upstream.feed_messages import read_shown
from station_app.upstream.ferry import opening_key, sealing_key

pytestmark = NEEDS_CHROMIUM
ROOT = IssuingKey(seed=bytes([9] * 32), name="union")
DAY = 86_400


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """A hub whose passes are accepted, and one station."""
    with HubProcess(tmp_path_factory.mktemp("door") / "data") as hub:
        told = Fleet(hub, hub.read_password())

        async def fill() -> None:
            paper = Paper(start=datetime.now(UTC) - timedelta(hours=1))
            paper.boot()
            await told.add("WX-001", "信成花园驿站", paper)

        beside(fill)
        listed = tmp_path_factory.mktemp("list") / "keys.signed"
        listed.write_bytes(seal(KeyList(number=1, issuers=(issuer(hub.data),)), ROOT.seed))
        manage(hub.data, ["passkeys", str(listed)])
        yield told


def issuer(data: Path) -> Issuer:
    """This hub's line in the list of whose passes are accepted."""
    public = bytes.fromhex(manage(data, ["passkeys"]).split()[0])
    now = int(time.time())
    return Issuer(name="wuxi", public=public, not_before=now - 60, until=now + 90 * DAY)


@pytest.fixture(scope="module")
def reader(fleet: Fleet) -> PassReader:
    """The station's own."""
    return PassReader([issuer(fleet.hub.data)], "WX-001")


@pytest.fixture(scope="module")
def invite(chromium: Browser, fleet: Fleet) -> Iterator[Any]:
    """What a manager does for somebody: the link on the sheet."""
    with signed_in(chromium, fleet, DESK) as page:

        def issued() -> str:
            page.goto("/passes/issue/?kind=phone")
            page.get_by_label("站点").select_option("WX-001")
            page.get_by_role("button", name="发放并显示二维码").click()
            return page.locator("input[readonly]").input_value()

        yield issued


@pytest.fixture
def phone(chromium: Browser, fleet: Fleet) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, base_url=fleet.hub.url, device_scale_factor=2)
    yield context
    context.close()


def saved(context: BrowserContext, link: str) -> Page:
    """The page of a phone that has taken its pass."""
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="保存到这部手机").click()
    expect(page.locator("#code")).to_be_visible()
    page.wait_for_selector("#code[data-code]")
    return page


def scanned(page: Page) -> str:
    """What a scanner reads off the phone's screen."""
    read = read_barcode(Image.open(io.BytesIO(page.locator("#code").screenshot())))
    assert read is not None
    return read.text


def judged(reader: PassReader, text: str, after: float = 0) -> Known | Unknown:
    now_ms = round((time.time() + after) * 1000)
    return reader.verify(text, now_ms, lambda name, subject: f"{name}/{subject}")


def test_a_phone_that_was_invited_shows_a_code_that_the_station_accepts(invite, phone, reader) -> None:
    page = saved(phone, invite())
    text = scanned(page)

    assert isinstance(judged(reader, text), Known)
    assert (text.startswith(PREFIX), len(text) <= LONGEST_TEXT) == (True, True)
    assert "#" not in page.url


def test_a_picture_of_the_code_is_refused_half_a_minute_later(invite, phone, reader) -> None:
    text = scanned(saved(phone, invite()))

    found = [judged(reader, text, after) for after in (0, 31)]
    assert (isinstance(found[0], Known), found[1]) == (True, Unknown(reason="pass-expired"))


def test_the_code_is_made_anew_every_ten_seconds(invite, phone, reader) -> None:
    phone.clock.install()
    page = saved(phone, invite())
    first = page.locator("#code").get_attribute("data-moment")
    phone.clock.run_for(10_500)
    expect(page.locator("#code")).not_to_have_attribute("data-moment", first or "")

    later = int(page.locator("#code").get_attribute("data-moment") or 0) - int(first or 0)
    assert (10 <= later <= 11, isinstance(judged(reader, scanned(page)), Known)) == (True, True)


def test_the_page_works_where_there_is_no_network(invite, phone, reader) -> None:
    page = saved(phone, invite())
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.set_offline(True)
    page.reload()
    page.wait_for_selector("#code[data-code]")

    assert isinstance(judged(reader, scanned(page)), Known)


def test_the_key_cannot_be_taken_out_of_the_phone(invite, phone) -> None:
    page = saved(phone, invite())
    stolen = page.evaluate("""async () => {
      const opening = indexedDB.open("door", 1);
      await new Promise((resolve) => { opening.onsuccess = resolve; });
      const all = opening.result.transaction("passes").objectStore("passes").getAll();
      await new Promise((resolve) => { all.onsuccess = resolve; });
      const found = [];
      for (const form of ["pkcs8", "jwk"]) {
        found.push(await crypto.subtle.exportKey(form, all.result[0].key).then(() => "key", (error) => error.name));
      }
      return found;
    }""")

    assert stolen == ["InvalidAccessError", "InvalidAccessError"]


def test_an_invitation_opens_one_phone_only(invite, phone, chromium, fleet) -> None:
    link = invite()
    saved(phone, link)
    other = chromium.new_context(viewport=PHONE, base_url=fleet.hub.url)
    page = other.new_page()
    page.goto(link)
    page.get_by_role("button", name="保存到这部手机").click()

    expect(page.get_by_role("status")).to_contain_text("已被另一部手机领取")
    other.close()


def test_an_answer_that_was_lost_is_asked_for_again(invite, phone, reader) -> None:
    link = invite()
    page = phone.new_page()
    page.goto(link)
    page.route("**/door/take", lambda route: (route.fetch(), route.abort()))
    page.get_by_role("button", name="保存到这部手机").click()
    expect(page.get_by_role("status")).to_contain_text("没有网络")
    page.unroute("**/door/take")
    page.close()

    assert isinstance(judged(reader, scanned(saved(phone, link))), Known)


def test_a_phone_without_a_pass_says_what_to_do(phone) -> None:
    page = phone.new_page()
    page.goto("/door/")

    expect(page.get_by_text("这部手机里还没有进站码")).to_be_visible()
    assert not is_wider_than_the_screen(page)


def test_a_phone_whose_clock_is_wrong_says_so(phone) -> None:
    phone.clock.install(time=datetime.now(UTC) - timedelta(minutes=5))
    page = phone.new_page()
    page.goto("/door/")

    expect(page.locator("#clock")).not_to_have_attribute("hidden", "")


def test_a_pass_is_removed_from_the_phone_by_two_taps(invite, phone) -> None:
    page = saved(phone, invite())
    page.get_by_role("button", name="从这部手机删除").click()
    page.get_by_role("button", name="再点一次，删除").click()

    expect(page.get_by_text("这部手机里还没有进站码")).to_be_visible()


@pytest.mark.parametrize("size", [{"width": 320, "height": 568}, PHONE, DESK], ids=lambda size: str(size["width"]))
def test_the_page_fits_every_screen(invite, chromium, fleet, size) -> None:
    context = chromium.new_context(viewport=size, base_url=fleet.hub.url)
    page = context.new_page()
    link = invite()
    page.goto(link)
    picture(page, "door-offer")
    wide = [is_wider_than_the_screen(page)]
    page.get_by_role("button", name="保存到这部手机").click()
    page.wait_for_selector("#code[data-code]")
    picture(page, "door")
    wide.append(is_wider_than_the_screen(page))
    context.close()

    assert wide == [False, False]


def test_nothing_in_the_page_breaks_its_own_policy(invite, phone) -> None:
    said: list[str] = []
    page = phone.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(invite())
    page.get_by_role("button", name="保存到这部手机").click()
    page.wait_for_selector("#code[data-code]")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    assert said == []


VECTORS = json.loads((Path(__file__).parents[1] / "captures" / "phone-code-vectors.json").read_text(encoding="utf-8"))


def test_the_page_writes_the_published_bytes(phone) -> None:
    page = phone.new_page()
    page.goto("/door/")
    made = page.evaluate("told => phoneCode.hex(phoneCode.toSign(phoneCode.unhex(told.grant), told.moment))", VECTORS)
    assert made == VECTORS["to_sign"]


@pytest.mark.parametrize("low", [True, False], ids=["lower", "higher"])
def test_of_two_signatures_the_page_writes_the_lower(phone, low) -> None:
    from base45 import b45decode

    from station_app.identity.phone_code import _ORDER

    signature = b45decode(VECTORS["text"].removeprefix(PREFIX))[-64:]
    second = int.from_bytes(signature[32:], "big")
    given = signature if low else signature[:32] + (_ORDER - second).to_bytes(32, "big")
    page = phone.new_page()
    page.goto("/door/")
    made = page.evaluate(
        "told => phoneCode.whole(phoneCode.unhex(told.grant), told.moment, phoneCode.unhex(told.signature))",
        {**VECTORS, "signature": given.hex()},
    )
    assert made == VECTORS["text"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_manager_on_a_bus_makes_an_invitation_and_a_code(chromium, fleet, size) -> None:
    with signed_in(chromium, fleet, size) as page:
        page.goto("/passes/issue/?kind=phone&station=WX-001")
        picture(page, "pass-phone-issue")
        wide = [is_wider_than_the_screen(page)]
        page.get_by_role("button", name="发放并显示二维码").click()
        expect(page.locator("input[readonly]")).to_be_visible()
        picture(page, "pass-phone-sheet")
        wide.append(is_wider_than_the_screen(page))
        page.get_by_role("link", name="完成").click()
        page.locator(".passes a.tap").first.click()
        expect(page.get_by_text("等待手机领取")).to_be_visible()
        page.goto("/passes/code/?station=WX-001")
        picture(page, "pass-code")
        wide.append(is_wider_than_the_screen(page))
        page.get_by_role("button", name="生成并显示").click()
        expect(page.locator("#digits")).to_have_text(re.compile(r"^\d{4} \d{4}$"))
        picture(page, "pass-code-shown")
        wide.append(is_wider_than_the_screen(page))

    assert wide == [False] * 4


def door_of(fleet: Fleet, ago: int = 0) -> str:
    """What stands on the kiosk's screen."""
    pinned = fleet.clients["WX-001"]._pinned
    theirs = sealing_key(Ed25519PublicKey.from_public_bytes(pinned.hub_key))
    return door_code("WX-001", int(time.time()) - ago, agreed(opening_key(pinned.key), theirs, "WX-001"))


def station_says(fleet: Fleet, kind: str, **body: str) -> None:
    """The station takes what a phone shows and tells what it has decided."""

    async def serve() -> None:
        after, found = "", None
        while found is None:
            fed = await fleet.clients["WX-001"].feed(after, 20)
            after = fed.answer.after
            found = next((one for raw in fed.answer.shown if (one := read_shown(raw)) is not None), None)
        paper = fleet.papers["WX-001"]
        paper.wall = datetime.now(UTC)
        told = {"door": "main", "zone": "hall", "credential": "pass", "policy": "p", "presentation": found.id}
        paper.write(kind, **told, **body)
        await fleet.push("WX-001")

    beside(serve)


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [("access.granted", {}, "可以进站了"), ("access.denied", {"reason": "full"}, "没有开门：")],
    ids=["granted", "denied"],
)
def test_a_phone_that_scans_the_kiosk_is_told_what_became_of_it(invite, phone, fleet, kind, body, said) -> None:
    saved(phone, invite()).close()
    page = phone.new_page()
    page.goto(f"/door/#d{door_of(fleet)}")
    picture(page, "door-before")
    page.get_by_role("button", name="开门").click()
    expect(page.get_by_role("status")).to_contain_text("正在请站点开门")
    station_says(fleet, kind, **body)

    expect(page.get_by_role("status")).to_contain_text(said)
    assert "#" not in page.url


def test_a_screen_that_was_scanned_too_long_ago_is_scanned_again(invite, phone, fleet) -> None:
    saved(phone, invite()).close()
    page = phone.new_page()
    page.goto(f"/door/#d{door_of(fleet, ago=70)}")
    page.get_by_role("button", name="开门").click()

    expect(page.get_by_role("status")).to_contain_text("请再扫一次")


def test_a_phone_without_a_pass_that_scans_the_kiosk_says_what_to_do(phone, fleet) -> None:
    page = phone.new_page()
    page.goto(f"/door/#d{door_of(fleet)}")

    expect(page.get_by_text("这部手机里还没有进站码")).to_be_visible()
    expect(page.get_by_role("button", name="开门")).to_be_hidden()
