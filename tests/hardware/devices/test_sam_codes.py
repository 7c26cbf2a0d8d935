"""Status codes of the resident-ID reader: what the worker hears, what the technician finds, what the driver does."""

import pytest

from hardware.devices.readings import CardForgotten, CardLifted, CardRead, CardSeen, CardUnreadable, DeviceLost
from hardware.devices.sam_codes import ADVICE, advice
from hardware.devices.sam_id_reader import ReaderSetup, SamIdReader
from hardware.links import Link
from hardware.protocols.sam import Command, Reply, Request, Status, encode, request_decoder
from hardware.simulators.id_cards import SimulatedCard
from hardware.simulators.sam_id_reader import SimulatedSamIdReader

CARD = SimulatedCard(number="320299198501020012")
OTHER = SimulatedCard(number="320299197006150325")
FINE = {Status.OK, Status.FOUND, Status.NO_CARD}
REFUSED = [status for status in Status if status not in FINE | {Status.BAD_CHECKSUM, Status.BAD_LENGTH}]


class ScriptedReader:
    """Answers each command with the code it was told, else as a reader without faults does."""

    def __init__(self, answers: dict[Command, int]) -> None:
        self.answers = answers
        self.asked: list[int] = []

    async def serve(self, link: Link) -> None:
        decoder = request_decoder()
        while True:
            for item in decoder.feed(await link.read()):
                if isinstance(item, Request):
                    self.asked.append(item.command)
                    link.write(encode(self._answer(item.command)))

    def _answer(self, command: int) -> Reply:
        if command in self.answers:
            return Reply(status=self.answers[Command(command)], card=0x6A82)
        if command == Command.SAM_ID:
            return Reply(status=Status.OK, data=bytearray(16))
        return Reply(status=Status.FOUND if command == Command.FIND else Status.OK)


@pytest.fixture
def reader(bench):
    return SamIdReader("id_reader", bench.open, bench.clock, bench.report)


@pytest.mark.parametrize("status", Status)
def test_each_code_of_the_table_says_what_to_do_unless_all_is_well(status):
    assert bool(advice(status).remedy) == (status not in FINE)
    assert status in ADVICE


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (0x31, "not-authentic"),
        (0x32, "not-authentic"),
        (0x33, "not-authentic"),
        (0x40, "not-an-id-card"),
        (0x91, "not-an-id-card"),
        (0x41, "keep-still"),
        (0x47, "keep-still"),
        (0x81, "keep-still"),
        (0x21, "keep-still"),
        (0x23, "keep-still"),
        (0x24, "keep-still"),
        (0x77, "keep-still"),
    ],
)
async def test_the_worker_hears_what_a_worker_can_do(bench, reader, status, reason):
    async with bench.at_work(reader, ScriptedReader({Command.SELECT: status})):
        await bench.clock.advance(3)

    assert [unreadable.reason for unreadable in bench.of(CardUnreadable)] == [reason]


@pytest.mark.parametrize(("status", "times"), [(0x41, 3), (0x47, 3), (0x81, 3), (0x40, 1), (0x33, 1), (0x24, 1)])
async def test_only_codes_of_a_moving_card_are_tried_again(bench, reader, status, times):
    twin = ScriptedReader({Command.SELECT: status})
    async with bench.at_work(reader, twin):
        await bench.clock.advance(3)

    assert twin.asked.count(Command.SELECT) == times


@pytest.mark.parametrize("status", [0x31, 0x77])
async def test_each_code_that_ended_a_reading_is_counted_for_the_technician(bench, reader, status):
    async with bench.at_work(reader, ScriptedReader({Command.READ: status})):
        await bench.clock.advance(3)

    assert reader.health.counts[f"answer-{status:02X}"] == 1


@pytest.mark.parametrize("status", [0x21, 0x23, 0x24, 0x60, 0x66, 0x77])
async def test_a_reader_that_refuses_to_look_for_cards_is_lost_and_says_what_to_do(bench, reader, status):
    async with bench.at_work(reader, ScriptedReader({Command.FIND: status})):
        await bench.clock.advance(5)

    fault = bench.of(DeviceLost)[0].fault
    code = "defective" if status in (0x60, 0x66) else "declined"
    assert (fault.code, fault.remedy) == (code, advice(status).remedy)


@pytest.mark.parametrize("status", REFUSED)
async def test_no_code_can_stop_the_driver(bench, reader, status):
    twin = ScriptedReader(dict.fromkeys((Command.FIND, Command.SELECT, Command.READ), status))
    async with bench.at_work(reader, twin):
        await bench.clock.advance(10)
        twin.answers.clear()
        twin.answers[Command.FIND] = Status.NO_CARD
        await bench.clock.advance(5)

    assert reader.health.state == "works"


async def test_a_technician_can_let_the_security_module_start_anew(bench, reader):
    twin = SimulatedSamIdReader("id_reader", bench.clock)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(1)
        await bench.awaited(reader.reset())
        await bench.clock.advance(2)

    assert len(bench.of(CardRead)) == 1


async def test_the_newest_address_is_never_asked_for(bench, reader):
    twin = SimulatedSamIdReader("id_reader", bench.clock)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(90)

    assert [sent for _, sent in bench.sent if sent == encode(Request(command=Command.READ_NEW_ADDRESS))] == []


# a card that is left behind


async def lying(bench, policy="always", seconds=200.0, **setup):
    reader = SamIdReader("id_reader", bench.open, bench.clock, bench.report, ReaderSetup(**setup))
    twin = SimulatedSamIdReader("id_reader", bench.clock, policy)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(seconds)


async def test_a_card_that_lies_there_for_a_minute_is_forgotten(bench):
    await lying(bench, seconds=59.5)
    early = len(bench.of(CardForgotten))
    bench.readings.clear()
    await lying(bench, seconds=61)

    assert (early, len(bench.of(CardForgotten))) == (0, 1)


async def test_a_forgotten_card_is_told_once_however_long_it_lies(bench):
    await lying(bench, seconds=1000)

    assert len(bench.of(CardForgotten)) == 1


async def test_a_reader_that_cannot_tell_makes_nothing_up(bench):
    await lying(bench, policy="must_lift")

    assert bench.of(CardForgotten) == []


async def test_zero_seconds_never_call_a_card_forgotten(bench):
    await lying(bench, forgotten_seconds=0)

    assert bench.of(CardForgotten) == []


async def test_each_lay_down_can_be_forgotten_anew(bench, reader):
    twin = SimulatedSamIdReader("id_reader", bench.clock)
    kinds = (CardSeen, CardForgotten, CardLifted)
    async with bench.at_work(reader, twin):
        for card in (CARD, OTHER):
            twin.present(card)
            await bench.clock.advance(70)
            twin.lift()
            await bench.clock.advance(2)

    assert [type(one) for one in bench.readings if isinstance(one, kinds)] == list(kinds) * 2


async def test_a_cut_in_between_does_not_make_a_forgotten_card_new(bench, reader):
    twin = SimulatedSamIdReader("id_reader", bench.clock)
    async with bench.at_work(reader, twin):
        twin.present(CARD)
        await bench.clock.advance(30)
        bench.port.cut()
        await bench.clock.advance(10)
        bench.port.mend()
        await bench.clock.advance(25)

    assert len(bench.of(CardForgotten)) == 1


def test_a_setup_that_waits_for_days_is_refused():
    with pytest.raises(ValueError, match="forgotten_seconds must be 0 to 3600"):
        ReaderSetup(forgotten_seconds=90_000)
