"""`passes`: issued in an account's name, shown once, found again by what is printed on the card, and revoked."""

from __future__ import annotations

import re
import stat
import time
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from browser_rig import CHROMIUM, NEEDS_CHROMIUM
from django.core.management import CommandError, call_command
from hub_rig import Enrolled, HubRig, enrolled
from PIL import Image
from playwright.sync_api import sync_playwright
from zxingcpp import read_barcodes

from station_app.core.events import Known, Unknown
from station_app.hub import pass_feed, passes
from station_app.hub.accounts import set_account
from station_app.hub.models import Audit, Pass, Revocation, Station
from station_app.identity.keys import Issuer, IssuingKey
from station_app.identity.pass_key_list import KeyList, seal
from station_app.identity.passes import PassReader

ROOT = IssuingKey(seed=bytes(range(32)), name="union")
DAY = 86_400


def vouch(rig: HubRig, *, days: int = 90, staff: bool = False) -> None:
    """A list with this hub's key is published."""

    def publish() -> None:
        now = int(time.time())
        public = passes.public_key()
        mine = Issuer(name="wuxi", public=public, staff=staff, not_before=now - 60, until=now - 60 + days * DAY)
        pass_feed.publish_keys(None, 1, seal(KeyList(number=1, issuers=(mine,)), ROOT.seed).decode())

    rig.in_thread(publish)


@pytest.fixture
async def desk(rig: HubRig, station: Enrolled) -> HubRig:
    """A hub that may issue, with a manager of the district 梁溪, where ST-1 lies; ST-2 lies elsewhere."""
    await enrolled(rig, "ST-2")

    def place() -> None:
        Station.objects.filter(id="ST-1").update(district="梁溪", name="信成花园驿站")
        Station.objects.filter(id="ST-2").update(district="滨湖")
        set_account("manager", "manager", ("梁溪",))
        set_account("viewer", "viewer", ("梁溪",))
        set_account("admin", "admin", ())

    rig.in_thread(place)
    vouch(rig)
    return rig


def say(rig: HubRig, *told: str, account: str = "manager") -> str:
    said = StringIO()
    rig.in_thread(lambda: call_command("passes", *told, "--account", account, stdout=said))
    return said.getvalue()


def rows(rig: HubRig, *fields: str) -> list[tuple[Any, ...]]:
    return rig.in_thread(lambda: list(Pass.objects.order_by("id").values_list(*fields)))


def texts(said: str) -> list[str]:
    return re.findall(r"^RS1:\S.*$", said, re.M)


def judged(rig: HubRig, text: str, station: str = "ST-1") -> Known | Unknown:
    issuer = rig.in_thread(lambda: passes.issuer_for(None))
    return PassReader([issuer], station).verify(text, round(time.time() * 1000), lambda issuer, who: who)


def test_an_issued_pass_opens_its_station(desk: HubRig) -> None:
    (text,) = texts(say(desk, "issue", "--station", "ST-1"))
    found = judged(desk, text)

    assert isinstance(found, Known)
    assert [found.pass_id] == [row[0] for row in rows(desk, "pass_id")]


def test_it_opens_no_other_station(desk: HubRig) -> None:
    (text,) = texts(say(desk, "issue", "--station", "ST-1"))

    assert judged(desk, text, "ST-2") == Unknown(reason="pass-foreign")


def test_nothing_with_which_somebody_could_enter_is_kept(desk: HubRig) -> None:
    (text,) = texts(say(desk, "issue", "--station", "ST-1"))
    desk.in_thread(lambda: None)
    kept = b"".join(path.read_bytes() for path in desk.folder.glob("hub.db*"))

    assert text.removeprefix("RS1:")[-60:].encode() not in kept


def test_who_issued_is_in_the_audit_trail(desk: HubRig) -> None:
    say(desk, "issue", "--station", "ST-1")
    told = Audit.objects.filter(what="pass-issued").values_list("who", "station", "detail")

    assert desk.in_thread(lambda: list(told)) == [("manager", "ST-1", f"1 {rows(desk, 'fingerprint')[0][0]}")]


@pytest.mark.parametrize("account", ["manager", "viewer"])
def test_nobody_issues_for_a_station_of_another_district(desk: HubRig, account: str) -> None:
    with pytest.raises(CommandError):
        say(desk, "issue", "--station", "ST-2", account=account)
    assert rows(desk) == []


@pytest.mark.parametrize(
    ("told", "account"),
    [
        (["issue", "--station", "ST-1"], "viewer"),
        (["issue", "--station", "*"], "manager"),
        (["issue", "--station", "ST-1"], "nobody"),
        (["issue", "--station", "ST-1", "--count", "61"], "manager"),
        (["issue", "--station", "ST-1", "--count", "0"], "manager"),
        (["issue", "--station", "ST-1", "--hours", "0"], "manager"),
        (["issue", "--station", "ST-1", "--hours", "2161"], "manager"),
        (["issue", "--station", "ST-1", "--hours", "1e12"], "manager"),
        (["issue", "--station", "ST-1", "--hours", "nan"], "manager"),
        (["issue", "--station", "ST-1", "--label", "320299198501020012"], "manager"),
        (["issue", "--station", "ST-1", "--label", "x" * 41], "manager"),
        (["issue", "--station", "ST-1", "--staff", "night-2"], "manager"),
        (["issue", "--station", "ST-1", "--sheet", "/nowhere/cards.html"], "manager"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_issued(desk: HubRig, told: list[str], account: str) -> None:
    with pytest.raises(CommandError):
        say(desk, *told, account=account)
    assert rows(desk) == []


def test_an_admin_issues_for_every_station(desk: HubRig) -> None:
    (text,) = texts(say(desk, "issue", "--station", "*", account="admin"))

    assert isinstance(judged(desk, text, "ST-2"), Known)


async def test_without_a_signed_list_nothing_is_issued(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: set_account("admin", "admin", ()))

    with pytest.raises(CommandError, match="sign-keys"):
        say(rig, "issue", "--station", "ST-1", account="admin")


async def test_no_pass_outlives_the_hubs_key(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: set_account("admin", "admin", ()))
    vouch(rig, days=1)

    with pytest.raises(CommandError, match="ends before"):
        say(rig, "issue", "--station", "ST-1", "--hours", "25", account="admin")


async def test_a_pass_for_staff_where_the_list_allows_it(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: set_account("admin", "admin", ()))
    vouch(rig, staff=True)
    told = ("issue", "--station", "ST-1", "--staff", "night-2", "--hours", "8")
    (text,) = texts(say(rig, *told, account="admin"))

    assert judged(rig, text) == Known(person="night-2", staff=True)


def test_an_account_issues_so_many_a_day(desk: HubRig) -> None:
    for _ in range(3):
        say(desk, "issue", "--station", "ST-1", "--count", "60")

    with pytest.raises(CommandError, match="200"):
        say(desk, "issue", "--station", "ST-1", "--count", "21")


@pytest.mark.parametrize("scanned", [True, False])
def test_a_pass_is_revoked_by_its_scanned_code_or_its_printed_mark(desk: HubRig, scanned: bool) -> None:
    (text,) = texts(say(desk, "issue", "--station", "ST-1"))
    (pass_id, mark), *_ = rows(desk, "pass_id", "fingerprint")
    say(desk, "revoke", text if scanned else f"{mark[:4]}-{mark[4:]}".lower(), "--reason", "lost")

    lines = Revocation.objects.values_list("what", "station_id")
    assert desk.in_thread(lambda: list(lines)) == [(pass_id, "ST-1")]


def test_revoking_asks_why(desk: HubRig) -> None:
    say(desk, "issue", "--station", "ST-1")

    with pytest.raises(CommandError, match="--reason"):
        say(desk, "revoke", rows(desk, "fingerprint")[0][0])


def test_a_pass_of_another_district_is_not_there(desk: HubRig) -> None:
    say(desk, "issue", "--station", "ST-2", account="admin")

    with pytest.raises(CommandError, match="no pass"):
        say(desk, "revoke", rows(desk, "fingerprint")[0][0], "--reason", "lost")


def test_a_lost_batch_is_revoked_whole(desk: HubRig) -> None:
    say(desk, "issue", "--station", "ST-1", "--count", "3")
    say(desk, "issue", "--station", "ST-1")
    say(desk, "revoke", rows(desk, "fingerprint")[0][0], "--batch", "--reason", "lost")

    assert [row[0] is not None for row in rows(desk, "revoked_at")] == [True, True, True, False]


def test_a_renewed_pass_takes_the_place_of_the_old_one(desk: HubRig) -> None:
    say(desk, "issue", "--station", "ST-1", "--label", "team 3, card 12")
    (text,) = texts(say(desk, "renew", rows(desk, "fingerprint")[0][0]))

    assert rows(desk, "label", "reason") == [("team 3, card 12", "renewed"), ("team 3, card 12", "")]
    assert isinstance(judged(desk, text), Known)


def test_the_list_tells_when_a_station_has_it(desk: HubRig, station: Enrolled) -> None:
    say(desk, "issue", "--station", "ST-1")
    say(desk, "revoke", rows(desk, "fingerprint")[0][0], "--reason", "lost")
    before = say(desk, "list")
    told = pass_feed.TOLD["list.taken"]
    from station_app.hub.told import Told

    body = {"list": "revocations", "through": 1}
    desk.in_thread(lambda: told("ST-1", "e", Told("list.taken", 1, "trusted", body)))

    assert ("not taken yet" in before, "the station has it" in say(desk, "list")) == (True, True)


@pytest.fixture
def cards(desk: HubRig, tmp_path: Path) -> Path:
    """A sheet of eleven cards."""
    path = tmp_path / "cards.html"
    say(desk, "issue", "--station", "ST-1", "--count", "11", "--label", "环卫三队", "--sheet", str(path))
    return path


def test_a_sheet_is_its_owners_alone_and_never_overwritten(desk: HubRig, cards: Path) -> None:
    with pytest.raises(CommandError, match="choose another"):
        say(desk, "issue", "--station", "ST-1", "--sheet", str(cards))
    assert (stat.S_IMODE(cards.stat().st_mode), len(rows(desk))) == (0o600, 11)


@NEEDS_CHROMIUM
def test_every_printed_code_can_be_read_and_opens_the_door(desk: HubRig, cards: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 794, "height": 1123}, device_scale_factor=2)
        page.goto(cards.as_uri())
        page.emulate_media(media="print")
        picture = Image.open(BytesIO(page.screenshot(full_page=True, path=cards.with_suffix(".png"))))
        browser.close()

    read = {code.text for code in read_barcodes(picture)}

    found = [judged(desk, text) for text in read]
    assert {one.pass_id for one in found if isinstance(one, Known)} == {row[0] for row in rows(desk, "pass_id")}
