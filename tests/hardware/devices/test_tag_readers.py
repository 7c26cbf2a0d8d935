"""What holds for every tag reader, against its twin; what one model does alone is in that model's own tests."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from device_bench import Bench
from tag_bench import UID4, UID5, UID7, UID10, ids, lifted, refused, tags

from hardware.devices.pn532 import Pn532Reader
from hardware.devices.r7941w import Reader7941W
from hardware.devices.rdm6300 import Rdm6300Reader
from hardware.devices.readings import DeviceRestored
from hardware.errors import LinkLost
from hardware.simulators.pn532 import SimulatedPn532
from hardware.simulators.r7941w import Simulated7941W
from hardware.simulators.rdm6300 import SimulatedRdm6300


@dataclass(frozen=True, kw_only=True)
class Model:
    reader: Callable[..., Any]
    twin: Callable[..., Any]
    cards: dict[bytes, str]
    """Ids it can read, and their technology."""
    lengths: str


MODELS = {
    "7941w": Model(
        reader=Reader7941W,
        twin=Simulated7941W,
        cards={UID4: "iso14443a", UID5: "em4100", UID7: "iso14443a", UID10: "iso14443a"},
        lengths="4, 5, 7 or 10 bytes",
    ),
    "pn532": Model(
        reader=Pn532Reader,
        twin=SimulatedPn532,
        cards={UID4: "iso14443a", UID7: "iso14443a", UID10: "iso14443a"},
        lengths="4, 7 or 10 bytes",
    ),
    "rdm6300": Model(reader=Rdm6300Reader, twin=SimulatedRdm6300, cards={UID5: "em4100"}, lengths="5 bytes"),
}
ASKED = pytest.mark.parametrize("model", ["7941w", "pn532"], indirect=True)
"""Of those that are asked again and again; the others speak of themselves."""


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> Model:
    return MODELS[request.param]


@pytest.fixture
def uid(model: Model) -> bytes:
    return next(iter(model.cards))


@pytest.fixture
def twin(model: Model, bench: Bench) -> Any:
    return model.twin("reader", bench.clock)


@pytest.fixture
def reader(model: Model, bench: Bench) -> Any:
    return model.reader("reader", bench.open, bench.clock, bench.report)


@pytest.mark.parametrize(
    ("model", "uid", "technology"),
    [(name, uid, technology) for name, model in MODELS.items() for uid, technology in model.cards.items()],
    indirect=["model"],
)
async def test_a_card_is_told_within_half_a_second(bench: Bench, reader, twin, uid: bytes, technology: str) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(1)
        twin.touch(uid)
        await bench.clock.advance(0.5)
        assert tags(bench) == [(technology, uid.hex().upper())]


async def test_a_stuck_card_is_one_touch(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.fault("stuck-card", True)
        await bench.clock.advance(120)
        assert (len(ids(bench)), lifted(bench)) == (1, 0)


async def test_a_card_taken_away_is_lifted_and_may_come_again(bench: Bench, reader, twin, uid: bytes) -> None:
    async with bench.at_work(reader, twin):
        for _ in range(2):
            twin.touch(uid)
            await bench.clock.advance(1)
            twin.lift_tag()
            await bench.clock.advance(3)
        assert (ids(bench), lifted(bench)) == ([uid.hex().upper()] * 2, 2)


@ASKED
async def test_a_phone_is_refused_once_and_is_nobody(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.fault("random-uid", True)
        await bench.clock.advance(30)
        assert (ids(bench), refused(bench)) == ([], ["not-a-card"])


async def test_a_flood_of_cards_is_told_and_ends(bench: Bench, reader, twin, uid: bytes) -> None:
    async with bench.at_work(reader, twin):
        twin.fault("flood", True)
        await bench.clock.advance(5)
        twin.fault("flood", False)
        await bench.clock.advance(3)
        told = len(ids(bench))
        twin.touch(uid)
        await bench.clock.advance(1)
        assert (told > 10, ids(bench)[-1]) == (True, uid.hex().upper())


async def test_a_dead_antenna_cannot_be_told_from_nobody_being_there(bench: Bench, reader, twin, uid: bytes) -> None:
    twin.fault("antenna-dead", True)
    async with bench.at_work(reader, twin):
        twin.touch(uid)
        await bench.clock.advance(10)
        assert (ids(bench), bench.faults) == ([], [])


async def test_a_cut_cable_is_reported_and_mended(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(1)
        bench.port.cut()
        await bench.clock.advance(5)
        bench.port.mend()
        await bench.clock.advance(3)
        assert (bench.faults, bench.readings[-1]) == (["link-lost"], DeviceRestored(device="reader"))


@ASKED
async def test_proofs_and_polls_do_not_speak_at_once(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(1)
        proofs = asyncio.gather(*(reader.prove() for _ in range(5)))
        await bench.clock.advance(2)
        assert (len(await proofs), reader.health.counts) == (5, {})


async def test_without_a_port_nothing_is_proven(reader) -> None:
    with pytest.raises(LinkLost):
        await reader.prove()


def test_a_card_of_an_impossible_length_cannot_be_held_to_it(model: Model, twin) -> None:
    for size in set(range(12)) - set(map(len, model.cards)):
        with pytest.raises(ValueError, match=model.lengths):
            twin.touch(bytes(size))
