"""One exchange on a Modbus wire: whose answer is believed, and what is said of the others."""

import asyncio

import pytest

from hardware.clock import ManualClock, settle_loop
from hardware.devices.modbus_bus import ANSWER_SECONDS, Bus, frame_gap
from hardware.errors import BadAnswer, DeviceFault, NoAnswer, WrongDevice
from hardware.links.memory import memory_pair
from hardware.links.turns import Turns
from hardware.protocols.modbus import CoilsWritten, Function, Read, Refused, Registers, Reply, encode

QUESTION = Read(unit=1, function=Function.READ_INPUT_REGISTERS, first=1, count=2)
ANSWER = Registers(unit=1, function=Function.READ_INPUT_REGISTERS, values=(305, 546))


async def asked(*answers: bytes, units: tuple[int, ...] = ()) -> Reply:
    """What the question gives when these bytes come back."""
    clock = ManualClock()
    near, far = memory_pair()
    bus = Bus("air", near, Turns(clock, units), 0.004, lambda what, times: None)
    asking = asyncio.ensure_future(bus.ask(QUESTION))
    await settle_loop()
    for answer in answers:
        far.write(answer)
        await clock.advance(0.01)
    await clock.advance(ANSWER_SECONDS)
    bus.close()
    assert asking.done()
    return asking.result()


async def test_the_answer_to_the_question_is_believed() -> None:
    assert await asked(encode(ANSWER)) == ANSWER


@pytest.mark.parametrize(
    "answer",
    [
        Registers(unit=1, function=Function.READ_REGISTERS, values=(305, 546)),
        Registers(unit=1, function=Function.READ_INPUT_REGISTERS, values=(305,)),
        Refused(unit=1, function=3, reason=2),
        CoilsWritten(unit=1, first=1, count=2),
    ],
)
async def test_an_answer_to_another_question_is_none(answer: Reply) -> None:
    with pytest.raises(BadAnswer):
        await asked(encode(answer))


async def test_a_refusal_of_the_question_is_an_answer() -> None:
    refused = Refused(unit=1, function=4, reason=2)
    assert await asked(encode(refused)) == refused


async def test_the_other_answer_to_a_question_asked_twice_is_not_taken_for_the_next_one() -> None:
    clock = ManualClock()
    near, far = memory_pair()
    bus = Bus("relays", near, Turns(clock), 0.004, lambda what, times: None)
    first, second = (
        asyncio.ensure_future(bus.command(Read(unit=1, function=Function.READ_REGISTERS, first=relay, count=1)))
        for relay in (1, 2)
    )
    await clock.advance(ANSWER_SECONDS)  # asked twice by now
    for _ in range(2):
        await clock.advance(0.02)
        far.write(encode(Registers(unit=1, values=(1,))))
    await clock.advance(ANSWER_SECONDS)
    far.write(encode(Registers(unit=1, values=(0,))))
    await clock.advance(0.02)
    bus.close()
    assert (first.result(), second.result()) == (Registers(unit=1, values=(1,)), Registers(unit=1, values=(0,)))


NEIGHBOUR = encode(Registers(unit=2, values=(7,)))


@pytest.mark.parametrize(("units", "fault"), [((), WrongDevice), ((1, 3), WrongDevice), ((1, 2), NoAnswer)])
async def test_another_unit_is_a_stranger_unless_it_is_a_neighbour(
    units: tuple[int, ...], fault: type[DeviceFault]
) -> None:
    with pytest.raises(fault):
        await asked(NEIGHBOUR, units=units)


async def test_behind_a_neighbour_s_late_answer_the_own_one_is_found() -> None:
    assert await asked(NEIGHBOUR, encode(ANSWER), units=(1, 2)) == ANSWER


@pytest.mark.parametrize(("baud", "seconds"), [(1200, 0.0321), (9600, 0.00401), (19200, 0.002005), (115200, 0.00175)])
def test_the_silence_between_frames_is_that_of_the_standard(baud: int, seconds: float) -> None:
    assert frame_gap(baud) == pytest.approx(seconds, rel=0.01)
