"""A phone at the door: the hub's pass in it, its own signature of the moment, and pictures of its screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from machine import NOON, Machine, Site

from station_app.identity import phone_code
from station_app.identity.passes import Pass, grant

ONE_USE = bytes([7] * 8)
KEY = ec.derive_private_key(0x5C4E11A7 << 200, ec.SECP256R1())
SCANNERS = ["line-scanner", "gm65-scanner", "newland-scanner", "honeywell-scanner", "zebra-ssi-scanner"]


class Phone:
    """Its page shows a new code every ten seconds."""

    def __init__(self, station: Machine) -> None:
        self._station = station
        point = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        what = Pass(station="320206001", until=int(NOON) + 7 * 86_400, one_use=ONE_USE, phone=point)
        self._grant = grant(station.keys.issuing(), what)

    @property
    def screen(self) -> str:
        """The code of this moment."""
        protected, payload = phone_code.unsigned(self._grant, int(self._station.clock.wall()))
        first, second = decode_dss_signature(KEY.sign(phone_code.to_sign(protected, payload), ec.ECDSA(SHA256())))
        signature = first.to_bytes(32, "big") + second.to_bytes(32, "big")
        return phone_code.text_of(protected, payload, signature)


@pytest.fixture
async def phone(station: Machine) -> Phone:
    return Phone(station)


async def test_a_phone_opens_the_door_with_a_pass(station: Machine, phone: Phone) -> None:
    await station.show(phone.screen)
    await station.walk_in()

    assert station.bodies("visit.started", "credential") == ["pass"]


@pytest.mark.parametrize("model", SCANNERS)
async def test_every_scanner_brings_the_whole_code(build: Callable[..., Machine], model: str) -> None:
    station = build(Site(scanner=model))
    await station.start()
    await station.advance(5)
    await station.show(Phone(station).screen)
    await station.advance(1)

    assert (station.bodies("access.granted", "credential"), True in station.lock) == (["pass"], True)


async def test_a_picture_of_the_screen_opens_nothing_after_half_a_minute(station: Machine, phone: Phone) -> None:
    picture = phone.screen
    await station.advance(31)
    await station.show(picture)

    assert (station.bodies("access.denied", "reason", "rule"), station.lock_released) == (
        [("pass-expired", "genuine")],
        False,
    )


async def test_a_picture_of_a_code_that_was_used_opens_nothing_at_all(station: Machine, phone: Phone) -> None:
    picture = phone.screen
    await station.show(picture)
    await station.walk_in()
    await station.advance(15)
    await station.show(picture)

    assert station.bodies("access.denied", "reason", "rule") == [("pass-used", "pass-once")]


async def test_not_even_after_a_restart(station: Machine, phone: Phone) -> None:
    picture = phone.screen
    await station.show(picture)
    await station.stop()
    await station.start()
    await station.show(picture)

    assert station.bodies("access.denied", "reason") == ["pass-used"]


async def test_a_phone_comes_in_as_often_as_it_likes_and_counts_once(station: Machine, phone: Phone) -> None:
    for _ in range(3):
        await station.show(phone.screen)
        await station.walk_in()
        await station.advance(20)

    people = station.bodies("access.granted", "person")
    assert (len(people), len(set(people)), len(station.told("visit.started"))) == (3, 1, 1)


async def test_nothing_that_is_written_down_tells_one_phone_from_another(station: Machine, phone: Phone) -> None:
    await station.show(phone.screen)
    await station.advance(20)
    await station.show(phone.screen)
    point = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint).hex()

    uses = station.bodies("access.granted", "pass_id")
    assert len(set(uses)) == 2
    assert [told for told in (ONE_USE.hex(), point, point[2:]) if told in str(station.facts)] == []


async def test_a_clock_that_no_server_keeps_gives_two_minutes_and_each_moment_once(
    station: Machine, phone: Phone
) -> None:
    station.in_step = False
    await station.advance(61)
    pictures = [phone.screen]
    await station.advance(100)
    await station.show(pictures[0])
    await station.advance(10)
    await station.show(pictures[0])
    pictures.append(phone.screen)
    await station.advance(125)
    await station.show(pictures[1])

    assert len(station.told("access.granted")) == 1
    assert station.bodies("access.denied", "reason") == ["pass-used", "pass-expired"]


async def test_the_screen_tells_to_refresh_what_is_old(station: Machine, phone: Phone) -> None:
    picture = phone.screen
    await station.advance(40)
    await station.show(picture)

    assert station.kiosk.moments[-1] == "refused:pass-expired"
