"""Cards on the resident-ID reader: each laying-down is told once, on readers of either habit."""

import pytest

from hardware.clock import settle_loop
from hardware.devices.readings import (
    CardLifted,
    CardRead,
    CardSeen,
    CardUnreadable,
)
from hardware.devices.sam_id_reader import ReaderSetup, SamIdReader
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


def cards(bench):
    kinds = (CardSeen, CardRead, CardUnreadable, CardLifted)
    return [type(reading) for reading in bench.readings if isinstance(reading, kinds)]


def numbers(bench):
    return [bytes(read.number.digits).decode() for read in bench.of(CardRead)]


def reasons(bench):
    return [unreadable.reason for unreadable in bench.of(CardUnreadable)]


@pytest.mark.parametrize("policy", POLICIES)
async def test_a_card_laid_down_and_taken_away_is_read_once(bench, reader, policy):
    twin = SimulatedSamIdReader("id_reader", bench.clock, policy)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(3)
        twin.lift()
        await bench.clock.advance(3)

    assert cards(bench) == ONE_LAY_DOWN


async def test_number_kind_and_validity_are_reported(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(SimulatedCard(number="UTO110085010112", kind="foreigner-2017", valid_until=None))
        await bench.clock.advance(1)

    read = bench.of(CardRead)[0]
    assert (bytes(read.number.digits), read.kind, read.valid_until) == (b"UTO110085010112", "foreigner-2017", None)


@pytest.mark.parametrize("policy", POLICIES)
async def test_a_card_stuck_for_two_hours_is_read_once(bench, policy):
    reader = SamIdReader("id_reader", bench.open, bench.clock, bench.report, ReaderSetup(poll_seconds=1))
    twin = SimulatedSamIdReader("id_reader", bench.clock, policy)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(7200, settle=lambda: settle_loop(16))

    assert len(bench.of(CardRead)) == 1


async def test_two_people_one_after_the_other_are_both_read(bench, reader, twin):
    async with bench.at_work(reader, twin):
        for card in (CARD, OTHER):
            twin.present(card)
            await bench.clock.advance(1)
            twin.lift()
            await bench.clock.advance(1.5)

    assert numbers(bench) == [CARD.number, OTHER.number]


async def test_a_lifted_card_that_is_laid_down_again_is_read_again(bench, reader, twin):
    async with bench.at_work(reader, twin):
        for _ in range(2):
            twin.present(CARD)
            await bench.clock.advance(1)
            twin.lift()
            await bench.clock.advance(1.5)

    assert cards(bench) == ONE_LAY_DOWN * 2


async def test_a_card_that_flickers_is_read_once(bench, reader, twin):
    async with bench.at_work(reader, twin):
        for _ in range(5):
            twin.present(CARD)
            await bench.clock.advance(0.9)
            twin.lift()
            await bench.clock.advance(0.4)

    assert cards(bench) == [CardSeen, CardRead]


async def test_a_card_swapped_within_a_second_is_noticed(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(1)
        twin.lift()
        await bench.clock.advance(0.4)
        twin.present(OTHER)
        await bench.clock.advance(1)

    assert cards(bench) == [CardSeen, CardRead, CardLifted, CardSeen, CardRead]


async def test_on_a_reader_that_hides_lying_cards_a_repeat_within_seconds_is_not_reported(bench, reader):
    twin = SimulatedSamIdReader("id_reader", bench.clock, "must_lift")
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(2)
        twin.lift()
        twin.present(CARD)
        await bench.clock.advance(2)

    assert numbers(bench) == [CARD.number]


async def test_on_a_reader_that_hides_lying_cards_a_repeat_after_seconds_is_reported(bench, reader):
    twin = SimulatedSamIdReader("id_reader", bench.clock, "must_lift")
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(6)
        twin.lift()
        twin.present(CARD)
        await bench.clock.advance(2)

    assert numbers(bench) == [CARD.number] * 2


async def test_a_card_of_another_kind_is_named_as_such(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(SimulatedCard(number="0", kind="other"))
        await bench.clock.advance(2)

    assert reasons(bench) == ["not-an-id-card"]


async def test_a_card_that_the_security_module_refuses_is_not_authentic(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(SimulatedCard(number=NUMBER, authentic=False))
        await bench.clock.advance(2)

    assert reasons(bench) == ["not-authentic"]


async def test_a_card_whose_number_cannot_be_is_unreadable(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(SimulatedCard(number="320299198501020013"))
        await bench.clock.advance(2)

    assert reasons(bench) == ["keep-still"]


@pytest.mark.parametrize("policy", POLICIES)
async def test_a_card_that_cannot_be_read_is_reported_once_however_long_it_lies(bench, reader, policy):
    twin = SimulatedSamIdReader("id_reader", bench.clock, policy)
    twin.fault("read-fails", on=True)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(30)

    assert reasons(bench) == ["keep-still"]


async def test_a_reading_that_fails_at_first_is_tried_again_while_the_card_lies(bench, reader, twin):
    twin.fault("read-fails", on=True)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(0.4)
        twin.fault("read-fails", on=False)
        await bench.clock.advance(1)

    assert cards(bench) == [CardSeen, CardRead]


async def test_a_card_that_failed_is_read_when_it_is_laid_down_again(bench, reader, twin):
    twin.fault("read-fails", on=True)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(2)
        twin.fault("read-fails", on=False)
        twin.lift()
        await bench.clock.advance(1.5)
        twin.present(CARD)
        await bench.clock.advance(1)

    assert cards(bench) == [CardSeen, CardUnreadable, CardLifted, CardSeen, CardRead]


async def test_a_card_whose_reading_the_line_has_spoilt_is_read_at_the_next_try(bench, reader, twin):
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        bench.wire(twin).flip_every = 5  # find, its answer, select, its answer, read: the reader never hears it
        bench.wire(twin).fault("bit-flip", on=True)
        await bench.clock.advance(1)
        bench.wire(twin).fault("bit-flip", on=False)
        await bench.clock.advance(3)

    assert cards(bench) == [CardSeen, CardRead]
