"""The RDM6300's driver against its twin."""

import pytest
from device_bench import Bench
from tag_bench import UID5, ids, lifted, tags

from hardware.clock import settle_loop
from hardware.devices.driver import Proof
from hardware.devices.rdm6300 import DRIVER, Rdm6300Reader
from hardware.devices.readings import DeviceRestored
from hardware.links import Link
from hardware.protocols.rdm6300 import Tag, encode
from hardware.simulators.rdm6300 import SimulatedRdm6300

OTHER = bytes.fromhex("62E3086CED")


@pytest.fixture
def twin(bench: Bench) -> SimulatedRdm6300:
    return SimulatedRdm6300("reader", bench.clock)


@pytest.fixture
def reader(bench: Bench) -> Rdm6300Reader:
    return Rdm6300Reader("reader", bench.open, bench.clock, bench.report)


class Raw:
    """A wire on which a test writes by hand."""

    name, faults = "raw", frozenset[str]()

    def __init__(self) -> None:
        self.link: Link | None = None

    async def serve(self, link: Link) -> None:
        self.link = link
        while True:
            await link.read()

    def fault(self, name: str, on: bool) -> None: ...
    def power_cycle(self) -> None: ...

    async def say(self, raw: bytes | bytearray) -> None:
        assert self.link is not None
        self.link.write(raw)
        await settle_loop()


async def test_a_reader_is_well_when_its_port_is_open(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        assert bench.readings == [DeviceRestored(device="reader")]


async def test_a_card_is_told_without_waiting(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.touch(UID5)
        await settle_loop()
        assert tags(bench) == [("em4100", "01000734E0")]


@pytest.mark.parametrize("crlf", [False, True])
async def test_a_card_that_lies_there_is_one_touch(bench: Bench, reader, crlf: bool) -> None:
    twin = SimulatedRdm6300("reader", bench.clock, crlf=crlf)
    async with bench.at_work(reader, twin):
        twin.touch(UID5)
        await bench.clock.advance(60)
        assert (ids(bench), lifted(bench)) == (["01000734E0"], 0)


async def test_the_end_of_the_repeats_is_the_lifting(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.touch(UID5)
        await bench.clock.advance(3)
        twin.lift_tag()
        await bench.clock.advance(1.2)
        before = lifted(bench)
        await bench.clock.advance(0.6)
        assert (before, lifted(bench)) == (0, 1)


async def test_another_card_right_after_the_first_is_told(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.touch(UID5)
        await bench.clock.advance(0.5)
        twin.touch(OTHER)
        await bench.clock.advance(0.5)
        assert ids(bench) == ["01000734E0", "62E3086CED"]


async def test_a_cut_in_a_touch_tells_the_card_no_second_time(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.touch(UID5)
        await bench.clock.advance(0.5)
        bench.port.cut()
        await bench.clock.advance(0.1)
        bench.port.mend()
        await bench.clock.advance(1)
        assert ids(bench) == ["01000734E0"]


async def test_a_card_is_lifted_while_the_cable_is_cut(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.touch(UID5)
        await bench.clock.advance(0.5)
        twin.lift_tag()
        bench.port.cut()
        await bench.clock.advance(5)
        bench.port.mend()
        await bench.clock.advance(3)
        assert lifted(bench) == 1


async def test_a_card_is_told_amid_a_flood_of_others(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        twin.fault("flood", True)
        await bench.clock.advance(0.5)
        twin.touch(OTHER)
        await bench.clock.advance(0.5)
        assert "62E3086CED" in ids(bench)


async def test_a_bad_check_is_counted_and_no_card(bench: Bench, reader) -> None:
    raw = Raw()
    async with bench.at_work(reader, raw):
        wire = encode(Tag(uid=bytearray(UID5)))
        wire[12] ^= 1
        await raw.say(wire)
        assert (ids(bench), reader.health.counts) == ([], {"noise-bytes": 14})


async def test_lines_of_text_are_another_device(bench: Bench, reader) -> None:
    raw = Raw()
    async with bench.at_work(reader, raw):
        await raw.say(b"6901234567892\r\n" * 20)
        assert bench.faults == ["wrong-device"]


async def test_bytes_that_make_no_sense_are_a_bad_line(bench: Bench, reader) -> None:
    raw = Raw()
    async with bench.at_work(reader, raw):
        await raw.say(b"\x80\xff\x13" * 100)
        assert bench.faults == ["bad-answer"]


async def test_the_first_good_frame_after_noise_mends_it(bench: Bench, reader) -> None:
    raw = Raw()
    async with bench.at_work(reader, raw):
        await raw.say(b"\x80\xff\x13" * 100)
        await raw.say(encode(Tag(uid=bytearray(UID5))))
        assert (bench.readings[-2], ids(bench)) == (DeviceRestored(device="reader"), ["01000734E0"])


async def test_some_noise_is_survived(bench: Bench, reader) -> None:
    raw = Raw()
    async with bench.at_work(reader, raw):
        await raw.say(b"\x02\x80\xff")
        await raw.say(encode(Tag(uid=bytearray(UID5))))
        assert (bench.faults, ids(bench)) == ([], ["01000734E0"])


async def test_its_proof_is_an_open_port_and_no_more(bench: Bench, reader, twin) -> None:
    async with bench.at_work(reader, twin):
        assert await reader.prove() == Proof(answered=False)


def test_its_tap_keeps_no_id() -> None:
    assert DRIVER.mask(encode(Tag(uid=bytearray(UID5)))) == "14 bytes"
