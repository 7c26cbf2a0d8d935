"""Cards that are known by an id only, held to each kind of reader at a second door: from the wire to the journal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machine import Machine, Site

READERS = {"rdm6300-reader": "01000734E0", "pn532-reader": "04A1B2C3D4E580", "7941w-reader": "6312E0AA"}
"""Each reader and a card that it reads; nobody's."""


def site(driver: str, policy: str = "") -> Site:
    return Site(
        inputs=f"""
            {policy}
            [devices.tags]
            driver = "{driver}"
            port = "pty:tags"
            [doors.side]
            zone = "hall"
            lock = "board/relay/2"
            readers = ["tags"]
        """
    )


async def touch(machine: Machine, uid: str) -> None:
    machine.world.touch_tag("tags", bytes.fromhex(uid))
    await machine.advance(1.0)
    machine.world.lift_tag("tags")
    await machine.advance(3.0)


@pytest.fixture(params=READERS.items(), ids=READERS)
def card_and_driver(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


@pytest.fixture
async def touched(build: Callable[..., Machine], card_and_driver: tuple[str, str]) -> Machine:
    """A station at whose side door one card was touched twice."""
    driver, uid = card_and_driver
    machine = build(site(driver))
    await machine.start()
    await touch(machine, uid)
    await touch(machine, uid)
    return machine


async def test_a_touched_card_is_admitted_under_one_pseudonym(touched: Machine) -> None:
    granted = touched.bodies("access.granted", "credential", "door", "person", "repeat")
    person = granted[0][2]
    assert granted == [("union-card", "side", person, None), ("union-card", "side", person, True)]


async def test_the_id_of_the_card_is_nowhere(touched: Machine, card_and_driver: tuple[str, str]) -> None:
    uid = card_and_driver[1]
    await touched.stop()
    spaced = " ".join(uid[at : at + 2] for at in range(0, len(uid), 2))
    told = [*map(str, touched.facts), *touched.taps, *map(str, touched.kiosk.shown)]
    raw = b"".join(path.read_bytes() for path in touched.data.glob("journal*"))
    assert [one for one in told if uid in one.upper() or spaced in one.upper()] == []
    assert uid.encode() not in raw and bytes.fromhex(uid) not in raw


async def test_a_card_that_is_stuck_to_the_reader_is_one_admission(build: Callable[..., Machine]) -> None:
    machine = build(site("rdm6300-reader"))
    await machine.start()
    machine.world.fault("tags", "stuck-card", on=True)
    await machine.advance(120)
    assert len(machine.told("access.granted")) == 1


async def test_a_phone_is_refused_and_told_what_does_work(build: Callable[..., Machine]) -> None:
    machine = build(site("pn532-reader"))
    await machine.start()
    machine.world.fault("tags", "random-uid", on=True)
    await machine.advance(20)
    assert machine.bodies("access.denied", "credential", "reason", "person") == [
        ("union-card", "card-not-accepted", None)
    ]


async def test_where_the_policy_refuses_union_cards_the_lock_stays(build: Callable[..., Machine]) -> None:
    machine = build(site("rdm6300-reader", policy='union_cards = "refuse"'))
    await machine.start()
    await touch(machine, READERS["rdm6300-reader"])
    assert machine.bodies("access.denied", "reason") == ["card-not-accepted"]
    assert not machine.world.lock_released("side")
