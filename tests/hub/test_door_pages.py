"""A phone takes the pass of an invitation: which one does, which does not, and what the page is made of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from pass_rig import Desk, addresses, codes, opened, typed

from station_app.core.events import Known, Unknown
from station_app.hub.models import Pass, PhoneInvitation
from station_app.hub.pages.door import MOST_A_MINUTE
from station_app.identity import phone_code


@dataclass
class Phone:
    """A phone with a key of its own."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def point(self) -> str:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint).hex()

    def sign(self, message: bytes) -> bytes:
        first, second = decode_dss_signature(self.key.sign(message, ec.ECDSA(SHA256())))
        return first.to_bytes(32, "big") + second.to_bytes(32, "big")

    def asks(self, code: str) -> dict[str, str]:
        proof = self.sign(f"rest-station door 1\n{code}".encode())
        return {"code": code, "point": self.point, "signature": proof.hex()}

    def shows(self, grant: str, seconds: int = 0) -> str:
        moment = int(timezone.now().timestamp()) + seconds
        protected, payload = phone_code.unsigned(bytes.fromhex(grant), moment)
        return phone_code.text_of(protected, payload, self.sign(phone_code.to_sign(protected, payload)))


class Door:
    """The hub as phones see it, and the manager's pages beside."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def invited(self, **told: str) -> str:
        sheet = self.desk.issue(kind="phone", **{"until": typed(days=7), **told})
        assert sheet.status_code == 200
        return re.findall(r"/door/#([0-9a-f]{32})", sheet.text_now)[0]

    def post(self, told: object, kind: str = "application/json") -> tuple[int, dict[str, Any]]:
        body = told if isinstance(told, str) else json.dumps(told)

        def ask() -> tuple[int, dict[str, Any]]:
            client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
            response = client.post("/door/take", body, content_type=kind)
            return response.status_code, json.loads(response.content)

        return self.desk.rig.in_thread(ask)

    def take(self, phone: Phone, code: str) -> dict[str, Any]:
        status, told = self.post(phone.asks(code))
        assert status == 200, told
        return told

    def get(self, path: str) -> Any:
        return self.desk.rig.in_thread(lambda: Client(SERVER_NAME="localhost").get(path))

    def change(self, **values: Any) -> None:
        self.desk.rig.in_thread(lambda: PhoneInvitation.objects.update(**values))


@pytest.fixture
async def door(rig: HubRig, station: Enrolled) -> Door:
    return Door(await opened(rig, station))


def test_a_phone_that_was_invited_opens_its_station(door: Door) -> None:
    phone = Phone()
    told = door.take(phone, door.invited())

    found = door.desk.judged(phone.shows(told["grant"]))
    assert isinstance(found, Known)
    assert (told["station"], found.pass_until_ms - timezone.now().timestamp() * 1000 < 30_000) == ("信成花园驿站", True)


def test_it_opens_no_other_station(door: Door) -> None:
    phone = Phone()
    told = door.take(phone, door.invited())

    assert door.desk.judged(phone.shows(told["grant"]), "ST-2") == Unknown(reason="pass-foreign")


def test_an_invitation_is_for_the_first_phone(door: Door) -> None:
    code = door.invited()
    door.take(Phone(), code)

    assert door.post(Phone().asks(code)) == (409, {"error": "door-taken"})


def test_a_phone_whose_answer_was_lost_asks_again_and_has_the_same(door: Door) -> None:
    phone, code = Phone(), door.invited()

    assert door.take(phone, code)["grant"] == door.take(phone, code)["grant"]


def test_the_pass_ends_when_the_manager_said(door: Door) -> None:
    phone = Phone()
    told = door.take(phone, door.invited(until=typed(days=3)))

    later = [door.desk.judged(phone.shows(told["grant"], 86_400 * n), ahead=timedelta(days=n)) for n in (2, 4)]
    assert (isinstance(later[0], Known), later[1]) == (True, Unknown(reason="pass-expired"))


def test_an_invitation_that_nobody_took_is_over_after_two_days(door: Door) -> None:
    code = door.invited()
    left = door.desk.rig.in_thread(lambda: PhoneInvitation.objects.get().until - timezone.now())
    door.change(until=timezone.now())

    assert timedelta(hours=47) < left <= timedelta(hours=48)
    assert door.post(Phone().asks(code)) == (409, {"error": "door-over"})


def test_a_revoked_pass_is_taken_by_nobody(door: Door) -> None:
    code = door.invited()
    door.desk.revoke(door.desk.rig.in_thread(lambda: Pass.objects.get()))

    assert door.post(Phone().asks(code)) == (409, {"error": "door-revoked"})


async def test_a_phones_pass_is_revoked_like_any_other(door: Door) -> None:
    door.take(Phone(), door.invited())
    one = door.desk.rig.in_thread(lambda: Pass.objects.get())
    door.desk.revoke(one)

    assert await door.desk.heard() == [one.pass_id]


def test_what_no_phone_would_send_takes_nothing(door: Door) -> None:
    phone, code = Phone(), door.invited()
    good = phone.asks(code)
    wrong: list[object] = [
        "", "{", "[]", "[1, 2, 3]", {}, {**good, "code": 7}, {**good, "point": "04" + "00" * 64},
        {**good, "point": Phone().point}, {**good, "point": "02" + "ff" * 32}, {**good, "signature": "00" * 64},
        {**good, "code": good["code"].upper() + " "}, {**good, "signature": good["signature"] + "\n"},
        {**good, "more": "x" * 3000}, "[" * 900,
    ]  # fmt: skip
    answers = [door.post(one) for one in wrong]

    assert {(status in (400, 409), told["error"]) for status, told in answers} == {(True, "door-wrong")}
    assert door.post("code=1", "application/x-www-form-urlencoded")[0] == 400
    assert door.take(phone, code)["grant"]


def test_a_code_that_nobody_has_been_given_takes_nothing(door: Door) -> None:
    assert door.post(Phone().asks("0" * 32)) == (409, {"error": "door-unknown"})


def test_an_address_that_tries_too_often_waits(door: Door) -> None:
    answers = [door.post(Phone().asks("0" * 32)) for _ in range(MOST_A_MINUTE + 1)]

    assert answers[-1] == (429, {"error": "door-too-many"})


def test_nothing_is_kept_with_which_a_phone_could_be_made(door: Door) -> None:
    code = door.invited()
    kept = door.desk.rig.in_thread(lambda: list(PhoneInvitation.objects.values()) + list(Pass.objects.values()))

    assert code not in str(kept)


def test_the_code_on_the_sheet_is_the_link(door: Door) -> None:
    sheet = door.desk.issue(kind="phone", until=typed(days=7)).text_now
    (link,) = codes(sheet)

    assert re.fullmatch(r"http://localhost/door/#[0-9a-f]{32}", link)
    assert f'value="{link}"' in sheet


def test_a_phones_pass_lasts_thirty_days_at_most(door: Door) -> None:
    assert door.desk.issue(kind="phone", until=typed(days=31)).status_code == 422


def test_another_invitation_ends_the_pass_of_the_phone_before(door: Door) -> None:
    phone = Phone()
    door.take(phone, door.invited())
    old = door.desk.rig.in_thread(lambda: Pass.objects.get())
    (link,) = codes(door.desk.renew(old).text_now)
    new = Phone()
    told = door.take(new, link.partition("#")[2])

    revoked = door.desk.rig.in_thread(lambda: Pass.objects.get(pk=old.pk).revoked_at)
    assert (revoked is not None, isinstance(door.desk.judged(new.shows(told["grant"])), Known)) == (True, True)


def test_the_manager_sees_whether_a_phone_has_taken_it(door: Door) -> None:
    code = door.invited()
    one = door.desk.rig.in_thread(lambda: Pass.objects.get())
    (path,) = [address for address in addresses(one) if re.fullmatch(r"/passes/\d+/", address)]
    before = door.desk.get(path).text_now
    door.take(Phone(), code)

    assert ("等待手机领取" in before, "手机已领取" in door.desk.get(path).text_now) == (True, True)


def test_a_code_that_a_phone_shows_finds_its_pass(door: Door) -> None:
    phone = Phone()
    told = door.take(phone, door.invited())
    one = door.desk.rig.in_thread(lambda: Pass.objects.get())

    found = door.desk.post("/passes/find/", code=phone.shows(told["grant"]))
    assert (found.status_code, found["Location"]) == (302, f"/passes/{one.pk}/")


def test_the_page_asks_nobody_who_he_is(door: Door) -> None:
    page = door.get("/door/")

    assert (page.status_code, page.cookies.keys()) == (200, set())


def test_the_page_runs_nothing_from_elsewhere(door: Door) -> None:
    policy = door.get("/door/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'; " in policy
    assert ("'unsafe" in policy, "manifest-src 'self'; worker-src 'self'" in policy) == (False, True)


def test_a_phone_can_keep_the_page_as_a_program(door: Door) -> None:
    told = json.loads(door.get("/door/app.webmanifest").content)

    assert (told["start_url"], told["scope"], told["display"]) == ("/door/", "/door/", "standalone")
    assert {icon["sizes"] for icon in told["icons"]} >= {"512x512"}


def test_the_worker_keeps_every_file_that_the_page_needs(door: Door) -> None:
    kept = json.loads(re.findall(r"KEPT = (\[.*\]);", door.get("/door/worker.js").content.decode())[0])
    page = door.get("/door/").content.decode()
    needed = set(re.findall(r'(?:href|src)="(/(?:static|door)/[^"]+)"', page))

    assert (needed - set(kept), "/door/" in kept) == (set(), True)


def test_the_hub_tells_the_time_for_a_phone_whose_clock_is_wrong(door: Door) -> None:
    told = json.loads(door.get("/door/clock").content)["now_ms"]

    assert abs(told - timezone.now().timestamp() * 1000) < 10_000
