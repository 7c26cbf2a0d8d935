"""The resident-ID reader's driver against its byte-true twin: cables fail, readers fail, digits stay private."""

import asyncio

import pytest

from hardware.devices.readings import (
    CardLifted,
    CardRead,
    CardSeen,
    CardUnreadable,
    DeviceLost,
    DeviceRestored,
)
from hardware.devices.sam_id_reader import ReaderSetup, SamIdReader
from hardware.errors import BadAnswer, LinkLost
from hardware.links.memory import memory_pair
from hardware.links.tap import Tap
from hardware.protocols.sam import Command, Request, encode, masked
from hardware.simulators.id_cards import SimulatedCard
from hardware.simulators.sam_id_reader import SimulatedSamIdReader

NUMBER = "320299198501020012"
CARD = SimulatedCard(number=NUMBER)
OTHER = SimulatedCard(number="320299197006150325")
POLICIES = ["always", "must_lift"]
ONE_LAY_DOWN = [CardSeen, CardRead, CardLifted]


@pytest.fixture
def reader(bench):
    return SamIdReader("id_reader", bench.open, bench.clock, bench.report)


@pytest.fixture
def twin(bench):
    return SimulatedSamIdReader("id_reader", bench.clock)


def misfortune(bench, twin, fault, on=True):
    """Of the reader itself, or of its wire."""
    (twin if fault in twin.faults else bench.wire(twin)).fault(fault, on)


def cards(bench):
    kinds = (CardSeen, CardRead, CardUnreadable, CardLifted)
    return [type(reading) for reading in bench.readings if isinstance(reading, kinds)]


def numbers(bench):
    return [bytes(read.number.digits).decode() for read in bench.of(CardRead)]


def asked(bench, command):
    return sum(sent == encode(Request(command=command)) for _, sent in bench.sent)


# the line


async def test_an_idle_reader_is_asked_for_cards_every_300_ms(bench, reader, twin):
    async with bench.at_work(reader, twin):
        before = asked(bench, Command.FIND)
        await bench.clock.advance(30)

    assert asked(bench, Command.FIND) - before == 100


async def test_a_flipped_bit_is_asked_again_and_no_loss(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        bench.wire(twin).flip_every = 6  # the answer to find, select, read
        bench.wire(twin).fault("bit-flip", on=True)
        await bench.clock.advance(0.8)

    assert (reader.health.counts["line-errors"], len(bench.of(CardRead)), bench.faults) == (1, 1, [])


async def test_a_request_that_arrives_garbled_is_sent_again(bench, twin):
    class Garbling:
        def __init__(self, link):
            self.link, self.left = link, 1

        def __getattr__(self, name):
            return getattr(self.link, name)

        def write(self, data):
            spoil = bytes(data[:-1]) + b"\x00" if data[7] == 0x30 and self.left else bytes(data)
            self.left -= spoil != data
            self.link.write(spoil)

    async def open_garbling():
        return Garbling(await bench.port.open())

    reader = SamIdReader("id_reader", open_garbling, bench.clock, bench.report)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(1)

    assert (reader.health.counts["line-errors"], len(bench.of(CardRead))) == (1, 1)


@pytest.mark.parametrize("fault", ["noise", "duplicate"])
async def test_noise_and_doubled_answers_disturb_nothing(bench, reader, twin, fault):
    misfortune(bench, twin, fault)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(2)
        twin.lift()
        await bench.clock.advance(2)

    assert (cards(bench), bench.faults) == (ONE_LAY_DOWN, [])


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("silent", "no-answer"),
        ("late", "no-answer"),
        ("half-frame", "bad-answer"),
        ("wrong-device", "wrong-device"),
        ("sam-dead", "defective"),
        ("slow-boot", "no-answer"),
    ],
)
async def test_each_fault_is_reported_once_and_under_its_name(bench, reader, twin, fault, code):
    async with bench.at_work(reader, twin):
        misfortune(bench, twin, fault)
        await bench.clock.advance(15)

    assert bench.faults == [code]


@pytest.mark.parametrize("fault", ["silent", "late", "half-frame", "wrong-device", "sam-dead", "slow-boot"])
async def test_after_each_fault_cards_are_read_again_without_a_restart(bench, reader, twin, fault):
    async with bench.at_work(reader, twin):
        misfortune(bench, twin, fault)
        await bench.clock.advance(15)
        misfortune(bench, twin, fault, on=False)
        await bench.clock.advance(8)
        twin.present(CARD)
        await bench.clock.advance(1)

    assert [type(reading) for reading in bench.readings] == [
        DeviceRestored,
        DeviceLost,
        DeviceRestored,
        CardSeen,
        CardRead,
    ]


@pytest.mark.parametrize("fault", ["silent", "wrong-device", "sam-dead", "half-frame"])
async def test_a_reader_that_never_works_is_reported_once(bench, reader, twin, fault):
    misfortune(bench, twin, fault)
    async with bench.at_work(reader, twin):
        await bench.clock.advance(60)

    assert [type(reading) for reading in bench.readings] == [DeviceLost]


async def test_two_missed_finds_are_no_loss(bench, reader, twin):
    async with bench.at_work(reader, twin):
        bench.wire(twin).fault("silent", on=True)
        await bench.clock.advance(1.2)
        bench.wire(twin).fault("silent", on=False)
        await bench.clock.advance(5)

    assert bench.faults == []


async def test_a_dead_security_module_says_what_to_do(bench, reader, twin):
    twin.fault("sam-dead", on=True)
    async with bench.at_work(reader, twin):
        await bench.clock.advance(1)

    assert "replace the reader" in bench.of(DeviceLost)[0].fault.remedy


async def test_a_cut_cable_is_a_loss_and_a_mended_one_is_none(bench, reader, twin):
    async with bench.at_work(reader, twin):
        bench.port.cut()
        await bench.clock.advance(10)
        bench.port.mend()
        await bench.clock.advance(3)

    assert [type(reading) for reading in bench.readings] == [DeviceRestored, DeviceLost, DeviceRestored]
    assert bench.faults == ["link-lost"]


async def test_a_card_that_lies_there_before_and_after_a_cut_is_read_once(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(2)
        bench.port.cut()
        await bench.clock.advance(60)
        bench.port.mend()
        await bench.clock.advance(10)

    assert cards(bench) == [CardSeen, CardRead]


async def test_a_card_swapped_while_the_cable_was_cut_is_read(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(2)
        bench.port.cut()
        await bench.clock.advance(10)
        twin.present(OTHER)
        bench.port.mend()
        await bench.clock.advance(5)

    assert numbers(bench) == [CARD.number, OTHER.number]


async def test_a_reader_lost_in_the_middle_of_a_reading_reads_the_card_later(bench, reader, twin):
    async with bench.at_work(reader, twin):
        bench.wire(twin).fault("late", on=True)
        twin.present(CARD)
        await bench.clock.advance(0.4)
        bench.port.cut()
        await bench.clock.advance(5)
        bench.wire(twin).fault("late", on=False)
        bench.port.mend()
        await bench.clock.advance(5)

    assert numbers(bench) == [CARD.number]


# what a technician asks


async def test_the_security_modules_id_is_that_on_the_reader(bench, reader, twin):
    async with bench.at_work(reader, twin):
        asking = asyncio.ensure_future(reader.sam_id())
        await bench.clock.advance(1)
        assert await asking == "05.01-20150723-0000012345-1234567890"


async def test_asking_a_reader_that_is_not_connected_says_so(reader):
    with pytest.raises(LinkLost, match="not connected"):
        await reader.status()


async def test_a_dead_security_module_fails_its_check(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.fault("sam-dead", on=True)
        with pytest.raises(BadAnswer, match="not authorised"):
            await reader.status()


async def test_last_seen_is_the_time_of_the_last_answer(bench, reader, twin):
    async with bench.at_work(reader, twin):
        await bench.clock.advance(0.3)
        seen = bench.clock.monotonic()
        bench.wire(twin).fault("silent", on=True)
        await bench.clock.advance(5)

    assert reader.last_seen == pytest.approx(seen)


@pytest.mark.parametrize("wrong", [{"baud": 0}, {"poll_seconds": 0.01}, {"repeat_seconds": -1}])
def test_a_setup_that_cannot_work_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        ReaderSetup(**wrong)


# privacy


def all_forms(number):
    return [number.encode("utf-16-le"), number.encode(), number.encode("utf-16-le").hex(" ").upper().encode()]


async def test_the_tap_keeps_no_digit_of_a_card(bench, twin):
    tap = Tap(masked, bench.clock)
    reader = SamIdReader("id_reader", tap.on(bench.open), bench.clock, bench.report)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(2)

    kept = repr(tap.recent("in") + tap.recent("out")).encode()
    assert b"1295 bytes" in kept
    assert not any(form in kept for form in all_forms(NUMBER))


async def test_every_piece_that_the_driver_has_read_is_overwritten(bench, twin):
    pieces = []

    class Watched:
        def __init__(self, link):
            self.link = link

        def __getattr__(self, name):
            return getattr(self.link, name)

        async def read(self):
            pieces.append(await self.link.read())
            return pieces[-1]

    async def open_watched():
        return Watched(await bench.port.open())

    reader = SamIdReader("id_reader", open_watched, bench.clock, bench.report)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(2)

    assert max(map(len, pieces)) == 1295
    assert not any(any(piece) for piece in pieces)


async def test_the_number_of_a_repeat_is_overwritten(bench, reader, twin, monkeypatch):
    from hardware.devices import sam_id_reader

    parsed = []

    def remember(data):
        parsed.append(parse(data))
        return parsed[-1]

    parse = sam_id_reader.parse_answer
    monkeypatch.setattr(sam_id_reader, "parse_answer", remember)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(1)
        twin.lift()
        await bench.clock.advance(0.4)
        twin.present(CARD)
        await bench.clock.advance(1)

    assert [any(card.number) for card in parsed] == [True, False]


async def test_a_discarded_piece_is_overwritten():
    near, far = memory_pair()
    near.write(b"private")
    held = far._arrived
    far.discard()
    assert not any(held)
