"""What a cable and its power can do, seen from the station's end of it."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.clock import ManualClock, settle_loop
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.links.memory import MemoryLink, MemoryPort
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import BAR_CODE, NOISES, SAM_FRAME, WIRE_FAULTS, FaultyWire
from hardware.simulators.sam_id_reader import SimulatedSamIdReader
from hardware.simulators.wrong_baud import garbled

QUESTION, ANSWER = b"question", b"the answer"


class Parrot:
    """Answers everything with the same words."""

    name = "parrot"
    faults: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.power_failures = 0

    async def serve(self, link: Link) -> None:
        while True:
            self.heard.append(bytes(await link.read()))
            link.write(ANSWER)

    def fault(self, name: str, on: bool) -> None: ...

    def power_cycle(self) -> None:
        self.power_failures += 1


class Rig:
    def __init__(self) -> None:
        self.clock, self.port, self.twin = ManualClock(), MemoryPort(), Parrot()
        self.wire = FaultyWire(self.twin, self.port, self.clock)
        self.cable = asyncio.ensure_future(plug_in(self.twin, self.wire))
        self.link: MemoryLink | None = None

    async def ask(self, seconds: float = 0.0) -> bytes:
        """What came back on a link that is kept as long as it holds."""
        if self.link is None or self.link._lost:
            self.link = await self.port.open()
            await settle_loop()
        self.link.write(QUESTION)
        await self.clock.advance(seconds)
        heard = bytes(self.link._arrived)
        self.link.discard()
        return heard


@pytest.fixture
async def rig() -> Iterator[Rig]:
    rig = Rig()
    yield rig
    rig.cable.cancel()
    await asyncio.gather(rig.cable, return_exceptions=True)
    await settle_loop()
    mine = asyncio.current_task()
    assert [task for task in asyncio.all_tasks() if task is not mine and "Lead" in repr(task)] == []


async def test_a_sound_wire_changes_nothing(rig: Rig) -> None:
    assert (await rig.ask(), rig.twin.heard) == (ANSWER, [QUESTION])


@pytest.mark.parametrize(
    ("fault", "heard", "arrived"),
    [
        ("half-frame", b"the a", [QUESTION]),
        ("duplicate", ANSWER * 2, [QUESTION]),
        ("noise", NOISES[0] + ANSWER + NOISES[1], [QUESTION]),
        ("echo", QUESTION + ANSWER, [QUESTION]),
        ("silent", b"", []),
        ("wrong-device", SAM_FRAME, []),
        ("slow-boot", b"", []),
    ],
)
async def test_each_fault_does_what_it_says_and_ends(rig: Rig, fault: str, heard: bytes, arrived: list[bytes]) -> None:
    await rig.ask()
    rig.twin.heard.clear()
    rig.wire.fault(fault, on=True)
    during = await rig.ask(), list(rig.twin.heard)
    rig.wire.fault(fault, on=False)
    assert (during, await rig.ask()) == ((heard, arrived), ANSWER)


async def test_one_bit_flips_in_each_fifth_frame(rig: Rig) -> None:
    rig.wire.fault("bit-flip", on=True)
    answers = [await rig.ask() for _ in range(10)]
    flipped = [
        sum((one ^ other).bit_count() for one, other in zip(a, b, strict=True))
        for pair in zip(rig.twin.heard, answers, strict=True)
        for a, b in zip(pair, (QUESTION, ANSWER), strict=True)
    ]
    assert flipped == [0, 0, 0, 0, 1] * 4


async def test_the_same_bits_flip_in_every_run(rig: Rig) -> None:
    other = FaultyWire(Parrot(), MemoryPort(), rig.clock)
    for wire in (rig.wire, other):
        wire.fault("bit-flip", on=True)
    assert [rig.wire.towards_station(ANSWER) for _ in range(20)] == [other.towards_station(ANSWER) for _ in range(20)]


async def test_late_frames_come_one_after_the_other_and_in_order(rig: Rig) -> None:
    rig.wire.fault("late", on=True)
    early = await rig.ask(0.6), await rig.ask(0.05)
    rig.wire.fault("late", on=False)
    await rig.clock.advance(0.1)
    assert rig.link is not None
    first = bytes(rig.link._arrived)
    await rig.clock.advance(0.7)
    assert (early, first, bytes(rig.link._arrived)) == ((b"", b""), ANSWER, ANSWER * 2)


async def test_what_is_late_is_bounded(rig: Rig) -> None:
    rig.wire.fault("late", on=True)
    await rig.ask()
    lead = rig.wire._lead
    assert lead is not None
    for _ in range(10_000):
        lead.write(ANSWER)
    rig.wire.fault("late", on=False)
    assert rig.link is not None
    await rig.clock.advance(3)
    assert bytes(rig.link._arrived) == ANSWER * 4


async def test_what_is_late_when_the_cable_is_cut_never_comes(rig: Rig) -> None:
    rig.wire.fault("late", on=True)
    await rig.ask()
    rig.wire.fault("cut", on=True)
    rig.wire.fault("cut", on=False)
    rig.wire.fault("late", on=False)
    assert await rig.ask(5) == ANSWER


async def test_a_cut_is_a_lost_link_and_a_mended_one_works(rig: Rig) -> None:
    await rig.ask()
    rig.wire.fault("cut", on=True)
    with pytest.raises(LinkLost):
        await rig.port.open()
    rig.wire.fault("cut", on=False)
    assert await rig.ask() == ANSWER


async def test_a_cut_in_mid_frame_lets_half_of_the_next_frame_through(rig: Rig) -> None:
    await rig.ask()
    rig.wire.fault("cut-mid-frame", on=True)
    half = await rig.ask()
    with pytest.raises(LinkLost):
        await rig.port.open()
    rig.wire.fault("cut-mid-frame", on=False)
    assert (half, await rig.ask()) == (b"the a", ANSWER)


async def test_the_cable_breaks_after_as_many_bytes_as_were_said(rig: Rig) -> None:
    rig.wire.cut_after(13)
    assert (await rig.ask(), await rig.ask()) == (ANSWER, b"the")


@pytest.mark.parametrize(("fault", "seconds"), [("slow-boot", 4.0), ("brown-out", 2.0)])
async def test_a_device_that_lost_its_power_is_deaf_for_a_while(rig: Rig, fault: str, seconds: float) -> None:
    rig.wire.fault(fault, on=True)
    await rig.clock.advance(seconds - 0.1)
    deaf = await rig.ask()
    await rig.clock.advance(0.1)
    assert (deaf, await rig.ask(), rig.twin.power_failures) == (b"", ANSWER, 1)


async def test_a_brown_out_sends_garbage(rig: Rig) -> None:
    await rig.ask()
    rig.wire.fault("brown-out", on=True)
    assert len(await rig.ask()) == 24


async def test_at_a_wrong_baud_nothing_is_understood_either_way(rig: Rig) -> None:
    rig.wire.fault("wrong-baud", on=True)
    answer = await rig.ask()
    assert (QUESTION in rig.twin.heard, ANSWER in answer, len(answer) > 0) == (False, False, True)


@given(data=st.binary(max_size=300))
def test_at_the_right_baud_every_byte_is_itself(data: bytes) -> None:
    assert garbled(data, faster=1.0) == data


@given(data=st.binary(max_size=300), faster=st.floats(0.05, 20))
def test_no_baud_makes_more_bytes_than_its_ratio_allows(data: bytes, faster: float) -> None:
    assert len(garbled(data, faster)) <= (len(data) * 10 + 12) * faster / 9.5 + 1


@pytest.mark.parametrize(("sent", "faster", "heard"), [("00 00", 0.5, "08"), ("FF", 3.0, "FC")])
def test_a_receiver_samples_where_its_own_clock_says(sent: str, faster: float, heard: str) -> None:
    # at half the rate, each second bit of two zero bytes: the stop bit between them is the only high one;
    # at three times the rate, the start bit of FF lasts for the start and two data bits
    assert garbled(bytes.fromhex(sent), faster) == bytes.fromhex(heard)


async def test_on_an_id_readers_port_the_stranger_is_a_bar_code_reader() -> None:
    clock = ManualClock()
    wire = FaultyWire(SimulatedSamIdReader("reader", clock), MemoryPort(), clock)
    wire.fault("wrong-device", on=True)
    assert wire.towards_station(b"x") == BAR_CODE


async def test_a_fault_that_no_wire_has_is_refused(rig: Rig) -> None:
    with pytest.raises(ValueError, match="no such fault: rust; there are bit-flip, brown-out"):
        rig.wire.fault("rust", on=True)


async def test_every_fault_can_begin_and_end_while_bytes_flow(rig: Rig) -> None:
    for fault in sorted(WIRE_FAULTS):
        rig.wire.fault(fault, on=True)
        if fault != "cut":
            await rig.ask(0.1)
        rig.wire.fault(fault, on=False)
        await rig.ask(2)
    assert await rig.ask() == ANSWER
