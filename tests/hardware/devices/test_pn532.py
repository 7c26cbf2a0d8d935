"""The PN532's driver against its twin."""

import pytest
from device_bench import Bench
from tag_bench import UID4, ids, refused

from hardware.devices.driver import Proof
from hardware.devices.pn532 import Pn532Reader
from hardware.devices.readings import DeviceRestored
from hardware.links import Link
from hardware.protocols.pn532 import TO_HOST, Frame, Signal, encode, frame_decoder
from hardware.simulators.pn532 import SimulatedPn532

NACK, ACK = Signal.NACK.value, Signal.ACK.value
NO_CARD = bytes(encode(Frame(direction=TO_HOST, data=bytearray(b"\x4b\x00"))))


@pytest.fixture
def twin(bench: Bench) -> SimulatedPn532:
    return SimulatedPn532("reader", bench.clock)


@pytest.fixture
def reader(bench: Bench) -> Pn532Reader:
    return Pn532Reader("reader", bench.open, bench.clock, bench.report)


class Bent:
    """A twin whose answers a test may bend, one piece at a time; commands reach it as they are."""

    name, faults = "reader", frozenset[str]()

    def __init__(self, twin: SimulatedPn532) -> None:
        self.twin = twin
        self.bend = bytes

    async def serve(self, link: Link) -> None:
        await self.twin.serve(_BentLink(link, self))

    def fault(self, name: str, on: bool) -> None: ...
    def power_cycle(self) -> None: ...


class _BentLink:
    def __init__(self, link: Link, bent: Bent) -> None:
        self._link, self._bent = link, bent

    async def read(self) -> bytearray:
        return await self._link.read()

    def write(self, data: bytes | bytearray) -> None:
        self._link.write(self._bent.bend(data))

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()


def once(change) -> object:
    """Bend the next answer (an acknowledgement is none), and then no more."""
    done = False

    def bend(data: bytes | bytearray) -> bytes:
        nonlocal done
        if done or data == ACK:
            return bytes(data)
        done = True
        return change(bytes(data))

    return bend


def spoilt(data: bytes) -> bytes:
    return data[:-2] + bytes((data[-2] ^ 0x55,)) + data[-1:]


def codes(bench: Bench) -> list[int]:
    """Commands in the order in which they were sent."""
    found = [item for _, data in bench.sent for item in frame_decoder().feed(data)]
    return [item.data[0] for item in found if isinstance(item, Frame)]


async def test_a_chip_is_woken_set_up_and_then_works(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(0.1)
        assert (bench.readings, codes(bench)[:3]) == ([DeviceRestored(device="reader")], [0x14, 0x32, 0x4A])


async def test_a_type_b_card_is_refused_once_and_is_nobody(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.touch_type_b()
        await bench.clock.advance(30)
        assert (ids(bench), refused(bench)) == ([], ["not-a-card"])


async def test_after_a_power_cut_the_chip_is_woken_again_within_five_seconds(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(1)
        twin.power_cycle()
        await bench.clock.advance(5)
        twin.touch(UID4)
        await bench.clock.advance(1)
        assert (bench.faults, ids(bench)) == (["no-answer"], [UID4.hex().upper()])


async def test_a_garbled_answer_is_asked_for_again(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    async with bench.at_work(reader, bent):
        await bench.clock.advance(1)
        twin.touch(UID4)
        bent.bend = once(spoilt)
        await bench.clock.advance(0.5)
        assert (ids(bench), [data for _, data in bench.sent].count(NACK)) == ([UID4.hex().upper()], 1)


async def test_a_garbled_command_is_said_again(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    async with bench.at_work(reader, bent):
        await bench.clock.advance(1)
        bent.bend = lambda data: b"\x00\x00\xff\x03\xfd\xd5" if data == ACK else b""
        await bench.clock.advance(0.4)
        bent.bend = bytes
        await bench.clock.advance(2)
        assert (bench.faults, reader.health.counts["line-errors"] > 0) == ([], True)


async def test_half_an_answer_is_asked_for_again(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    async with bench.at_work(reader, bent):
        await bench.clock.advance(1)
        twin.touch(UID4)
        bent.bend = once(lambda data: data[: len(data) // 2])
        await bench.clock.advance(1)
        assert (bench.faults, ids(bench)) == ([], [UID4.hex().upper()])


async def test_a_late_answer_is_not_taken_for_the_next_ones(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    card = bytes(encode(Frame(direction=TO_HOST, data=bytearray(b"\x4b\x01\x01\x00\x04\x08\x04" + UID4))))
    async with bench.at_work(reader, bent):
        await bench.clock.advance(1)
        bent.bend = lambda data: card + data if data == ACK else data
        await bench.clock.advance(2)
        assert (ids(bench), refused(bench), bench.faults) == ([], [], [])


async def test_answers_broken_for_good_are_a_bad_answer(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    async with bench.at_work(reader, bent):
        await bench.clock.advance(1)
        bent.bend = lambda data: bytes(data) if data == ACK else spoilt(bytes(data))
        await bench.clock.advance(4)
        assert bench.faults == ["bad-answer"]


async def test_silence_is_no_answer(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    bent.bend = lambda _: b""
    async with bench.at_work(reader, bent):
        await bench.clock.advance(1)
        assert bench.faults == ["no-answer"]


async def test_lines_of_text_are_another_device(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    bent.bend = lambda _: b"6901234567892\r\n"
    async with bench.at_work(reader, bent):
        await bench.clock.advance(1)
        assert bench.faults == ["wrong-device"]


async def test_it_works_again_when_the_fault_ends(bench: Bench, reader, twin) -> None:
    bent = Bent(twin)
    bent.bend = lambda _: b""
    async with bench.at_work(reader, bent):
        await bench.clock.advance(10)
        bent.bend = bytes
        await bench.clock.advance(3)
        assert bench.readings[-1] == DeviceRestored(device="reader")


async def test_its_proof_names_chip_and_firmware(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        await bench.clock.advance(1)
        proof = await bench.awaited(reader.prove())
        assert proof == Proof(answered=True, details={"chip": "PN532", "firmware": "1.6"})
