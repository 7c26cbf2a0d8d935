"""The 7941W's driver against its twin."""

import pytest
from device_bench import Bench
from tag_bench import UID4, ids, tags

from hardware.devices.driver import Proof
from hardware.devices.r7941w import Reader7941W
from hardware.devices.readings import DeviceRestored
from hardware.links import Link
from hardware.protocols.r7941w import READER, Code, Frame, encode
from hardware.simulators.r7941w import Simulated7941W

ASK_UID, ASK_ID = bytes.fromhex("AB BA 00 10 00 10"), bytes.fromhex("AB BA 00 15 00 15")


@pytest.fixture
def twin(bench: Bench) -> Simulated7941W:
    return Simulated7941W("reader", bench.clock)


@pytest.fixture
def reader(bench: Bench) -> Reader7941W:
    return Reader7941W("reader", bench.open, bench.clock, bench.report)


class Answering:
    """Says these bytes to each question in turn; the last one again and again, nothing for an empty one."""

    name, faults = "reader", frozenset[str]()

    def __init__(self, *answers: bytes | bytearray) -> None:
        self.answers = list(answers)

    async def serve(self, link: Link) -> None:
        while True:
            await link.read()
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer:
                link.write(answer)

    def fault(self, name: str, on: bool) -> None: ...
    def power_cycle(self) -> None: ...


NO_CARD = encode(Frame(code=Code.FAILED), READER)
FOUND = encode(Frame(code=Code.DONE, data=bytearray(UID4)), READER)


async def test_a_reader_that_answers_works(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(0.1)
        assert bench.readings == [DeviceRestored(device="reader")]


async def test_both_frequencies_are_asked_for_in_turns(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(0.4)
        assert [data for _, data in bench.sent] == [ASK_UID, ASK_ID, ASK_UID, ASK_ID]


async def test_silence_is_no_answer_within_four_seconds(bench: Bench, reader) -> None:
    async with bench.at_work(reader, Answering(b"")):
        await bench.clock.advance(4)
        assert bench.faults == ["no-answer"]


async def test_broken_frames_are_a_bad_answer(bench: Bench, reader) -> None:
    async with bench.at_work(reader, Answering(bytes(FOUND[:-1]) + b"\x00")):
        await bench.clock.advance(4)
        assert (bench.faults, ids(bench)) == (["bad-answer"], [])


async def test_other_bytes_are_another_device(bench: Bench, reader) -> None:
    async with bench.at_work(reader, Answering(b"6901234567892\r\n")):
        await bench.clock.advance(4)
        assert bench.faults == ["wrong-device"]


async def test_its_own_echo_is_another_device(bench: Bench, reader) -> None:
    async with bench.at_work(reader, Answering(ASK_UID)):
        await bench.clock.advance(4)
        assert bench.faults == ["wrong-device"]


async def test_one_lost_answer_is_survived(bench: Bench, reader) -> None:
    async with bench.at_work(reader, Answering(NO_CARD, NO_CARD, b"", NO_CARD)):
        await bench.clock.advance(5)
        assert bench.faults == []


async def test_an_answer_to_the_other_question_is_nobodys_card(bench: Bench, reader) -> None:
    # asked for 125 kHz, it answers with a UID of 13.56 MHz, which has another length
    async with bench.at_work(reader, Answering(NO_CARD, FOUND, NO_CARD)):
        await bench.clock.advance(3)
        assert (tags(bench), reader.health.counts["line-errors"]) == ([], 1)


async def test_a_duplicate_of_an_answer_is_one_touch(bench: Bench, reader) -> None:
    async with bench.at_work(reader, Answering(FOUND + FOUND, NO_CARD)):
        await bench.clock.advance(1)
        assert ids(bench) == [UID4.hex().upper()]


async def test_its_proof_is_an_answer_to_a_question_of_now(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(1)
        asked = len(bench.sent)
        proof = await bench.awaited(reader.prove())
        assert (proof, len(bench.sent) > asked) == (Proof(answered=True), True)
