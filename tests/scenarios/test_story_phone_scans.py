"""A phone scans the kiosk and shows its pass to the hub, which brings it to the station behind that screen."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from test_story_hub import Way, way
from test_story_passes import ROOT, issued, vouched

from station_app.identity import phone_code
from station_app.wire import Ask, line_of

if TYPE_CHECKING:
    from hub_rig import HubRig

KEY = ec.derive_private_key(0x5C4E11A7 << 200, ec.SECP256R1())
POINT = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint).hex()


def signature(message: bytes) -> bytes:
    first, second = decode_dss_signature(KEY.sign(message, ec.ECDSA(SHA256())))
    return first.to_bytes(32, "big") + second.to_bytes(32, "big")


class Phone:
    """It has taken the pass that a manager invited it to."""

    def __init__(self, station: Machine, hub: HubRig) -> None:
        from django.contrib.auth.models import User

        from station_app.hub import passes, phone_passes
        from station_app.hub.models import Pass, Station

        issued(hub)  # there is an account, and the hub may issue
        self._station, self._hub = station, hub

        def take() -> tuple[bytes, Pass]:
            wanted = passes.Wanted(kind="phone", station=Station.objects.get(id=STATION), valid=timedelta(days=7))
            (one,) = passes.issue(wanted, User.objects.get(), datetime.now(UTC))
            proof = signature(phone_passes.PROOF + one.text.encode()).hex()
            asked = phone_passes.Request(code=one.text, point=POINT, signature=proof)
            return phone_passes.take(asked, datetime.now(UTC)).grant, one.row

        self.grant, self.row = hub.in_thread(take)

    def code(self, ago: float = 0) -> str:
        protected, payload = phone_code.unsigned(self.grant, int(time.time() - ago))
        return phone_code.text_of(protected, payload, signature(phone_code.to_sign(protected, payload)))

    def shows(self, door: str, code: str = "") -> str:
        """The hub's name for it, or why the station was not asked."""
        from station_app.hub import shown_codes

        def bring() -> str:
            try:
                return shown_codes.bring(door, code or self.code(), datetime.now(UTC))
            except shown_codes.NotBrought as error:
                return error.code

        return self._hub.in_thread(bring)

    def became(self, name: str, later: float = 0) -> Any:
        from station_app.hub import shown_codes

        found = self._hub.in_thread(lambda: shown_codes.became(name, datetime.now(UTC) + timedelta(seconds=later)))
        return None if found is None else (found.state, found.reason)


@pytest.fixture
async def kiosk(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that accepts the hub's passes and shows phones a code."""
    machine = build(Site(hub=URL, inputs='offers = ["phone"]'), hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    machine.keys.save_policy_issuers([ROOT.issuer()])
    await machine.start()
    await vouched(machine, hub)
    await machine.until(lambda: machine.core._identity.codes is not None)
    yield machine
    await machine.stop()  # before the hub ends


async def scanned(station: Machine, touch: str = "touch-000001") -> str:
    """What stands on the kiosk's screen."""
    station.kiosk.touch(line_of(Ask(id=touch, offer="phone", act="show")))
    for _ in range(20):
        await station.advance(0.05)
    answer = station.kiosk.offers[-1].answer
    assert answer is not None
    return str(answer.values["token"])


async def decided(station: Machine, count: int = 1) -> None:
    await station.until(lambda: len(station.told("access.granted", "access.denied")) == count)


@pytest.fixture
async def phone(kiosk: Machine, hub: HubRig) -> Phone:
    return Phone(kiosk, hub)


async def test_a_phone_that_scans_the_screen_comes_in(kiosk: Machine, hub: HubRig, phone: Phone) -> None:
    name = phone.shows(await scanned(kiosk))
    await decided(kiosk)
    await kiosk.walk_in()
    await kiosk.until(lambda: phone.became(name) != ("waiting", ""))

    assert kiosk.bodies("visit.started", "credential") == ["pass"]
    assert (kiosk.bodies("access.granted", "presentation"), phone.became(name)) == ([name], ("granted", ""))


async def test_the_station_decides_by_its_own_rules(build: Callable[..., Machine], hub: HubRig) -> None:
    site = Site(hub=URL, inputs='offers = ["phone"]', hours="{ mon = [] }")
    machine = build(site, hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    machine.keys.save_policy_issuers([ROOT.issuer()])
    await machine.start()
    await vouched(machine, hub)
    await machine.until(lambda: machine.core._identity.codes is not None)
    phone = Phone(machine, hub)
    name = phone.shows(await scanned(machine))
    await decided(machine)
    await machine.until(lambda: phone.became(name) != ("waiting", ""))
    found = phone.became(name), True in machine.lock
    await machine.stop()

    assert found == (("denied", "closed"), False)


async def test_a_screen_that_was_scanned_a_minute_ago_is_scanned_again(kiosk: Machine, phone: Phone) -> None:
    old = kiosk.core._identity.door_code(round((time.time() - 62) * 1000))

    assert phone.shows(old) == "door-scan-again"


async def test_a_door_that_no_station_has_made_is_none(kiosk: Machine, phone: Phone) -> None:
    good = await scanned(kiosk)
    forged = good[:-1] + ("0" if good[-1] != "0" else "1")

    assert {phone.shows(door) for door in (forged, "", "x" * 100, good.replace(STATION, "ST-9"))} == {"door-not-here"}


async def test_a_code_of_another_moment_is_not_brought(kiosk: Machine, phone: Phone) -> None:
    assert phone.shows(await scanned(kiosk), phone.code(ago=31)) == "door-clock"


async def test_an_ordinary_pass_is_not_brought(kiosk: Machine, hub: HubRig, phone: Phone) -> None:
    (one,) = issued(hub)

    assert phone.shows(await scanned(kiosk), one.text) == "door-not-here"


async def test_a_revoked_phone_is_not_brought(kiosk: Machine, hub: HubRig, phone: Phone) -> None:
    from django.contrib.auth.models import User

    from station_app.hub import passes

    hub.in_thread(lambda: passes.revoke([phone.row], User.objects.get(), "lost", datetime.now(UTC)))

    assert phone.shows(await scanned(kiosk)) == "door-revoked"


async def test_one_code_brought_twice_comes_in_once(kiosk: Machine, phone: Phone) -> None:
    door, code = await scanned(kiosk), phone.code()
    phone.shows(door, code)
    phone.shows(door, code)
    await decided(kiosk, 2)

    assert (len(kiosk.told("access.granted")), kiosk.bodies("access.denied", "reason")) == (1, ["pass-used"])


async def test_what_comes_late_opens_nothing(kiosk: Machine, hub: HubRig, phone: Phone) -> None:
    door = await scanned(kiosk)
    way(kiosk).down = True
    name = phone.shows(door)

    def grow_old() -> None:
        from station_app.hub.models import ShownCode

        ShownCode.objects.update(not_after=datetime.now(UTC))

    hub.in_thread(grow_old)
    way(kiosk).down = False
    await kiosk.leap(90, stride=0.5)

    assert (kiosk.told("access.granted", "access.denied"), phone.became(name, later=60)) == ([], ("unanswered", ""))


async def test_a_phone_asks_so_often_and_no_more(kiosk: Machine, phone: Phone) -> None:
    door = await scanned(kiosk)
    names = [phone.shows(door) for _ in range(7)]

    assert names[-1] == "door-too-many"


async def test_where_it_is_not_offered_nothing_is_presented(build: Callable[..., Machine], hub: HubRig) -> None:
    machine = build(Site(hub=URL), hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    machine.keys.save_policy_issuers([ROOT.issuer()])
    await machine.start()
    await vouched(machine, hub)
    await machine.until(lambda: machine.core._identity.codes is not None)
    phone = Phone(machine, hub)
    door = machine.core._identity.door_code(round(time.time() * 1000))
    phone.shows(door)
    await machine.leap(5, stride=0.2)
    found = machine.told("access.granted", "access.denied")
    await machine.stop()

    assert found == []


async def test_nothing_of_it_stays_at_the_hub(kiosk: Machine, hub: HubRig, phone: Phone) -> None:
    from station_app.hub.models import ShownCode

    name = phone.shows(await scanned(kiosk))
    await decided(kiosk)
    texts = hub.in_thread(lambda: list(ShownCode.objects.values_list("text", flat=True)))
    hub.in_thread(lambda: ShownCode.objects.update(made_at=datetime.now(UTC) - timedelta(minutes=11)))
    phone.shows(await scanned(kiosk, "touch-000002"))

    assert (texts, phone.became(name)) == ([""], None)
