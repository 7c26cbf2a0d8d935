"""Twins of relay boards and code readers, byte by byte as their makers describe them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from hardware.clock import ManualClock, settle_loop
from hardware.links.memory import MemoryLink, MemoryPort
from hardware.protocols.modbus import crc16
from hardware.simulators import Twin
from hardware.simulators.cable import plug_in
from hardware.simulators.lcus_relay import SimulatedLcusRelay
from hardware.simulators.line_scanner import SimulatedLineScanner
from hardware.simulators.modbus_board import SimulatedModbusBoard

Plug = Callable[[Twin], Awaitable[MemoryLink]]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def board(clock: ManualClock) -> SimulatedModbusBoard:
    return SimulatedModbusBoard("board", clock)


@pytest.fixture
def relay(clock: ManualClock) -> SimulatedLcusRelay:
    return SimulatedLcusRelay("board", clock)


@pytest_asyncio.fixture
async def plug() -> AsyncIterator[Plug]:
    tasks: list[asyncio.Future[None]] = []

    async def plugged(twin: Twin) -> MemoryLink:
        port = MemoryPort()
        link = await port.open()
        tasks.append(asyncio.ensure_future(plug_in(twin, port)))
        await settle_loop()
        return link

    yield plugged
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def ask(link: MemoryLink, request: str, *, crc: bool = False) -> str:
    """What comes back at once, in hex."""
    raw = bytes.fromhex(request)
    link.write(raw + crc16(raw).to_bytes(2, "little") if crc else raw)
    await settle_loop()
    answer = bytes(link._arrived)
    link.discard()
    return answer.hex(" ").upper()


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("01 05 00 00 FF 00 8C 3A", "01 05 00 00 FF 00 8C 3A"),
        ("01 05 00 00 55 00 F2 9A", "01 05 00 00 55 00 F2 9A"),
        ("01 05 02 00 00 07 8D B0", "01 05 02 00 00 07 8D B0"),
        ("01 01 00 00 00 08 3D CC", "01 01 01 00 51 88"),
        ("01 02 00 00 00 08 79 CC", "01 02 01 00 A1 88"),
        ("00 03 40 00 00 01 90 1B", "01 03 02 00 01 79 84"),
        ("01 05 00 00 FF 00 8C 3B", ""),
        ("01 06 20 00 00 05 43 C9", ""),
    ],
)
async def test_the_board_answers_as_published(
    board: SimulatedModbusBoard, plug: Plug, request_: str, answer: str
) -> None:
    assert await ask(await plug(board), request_) == answer


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("01 05 00 08 FF 00", "01 85 02 C3 51"),
        ("01 05 02 08 00 07", "01 85 02 C3 51"),
        ("01 05 00 00 12 34", "01 85 03 02 91"),
        ("01 05 02 00 00 00", "01 85 03 02 91"),
        ("01 02 00 00 00 09", "01 82 02 C1 61"),
        ("01 0F 00 04 00 08 01 FF", "01 8F 02 C5 F1"),
        ("02 05 00 00 FF 00", ""),
        ("00 05 00 00 FF 00", ""),
    ],
)
async def test_the_board_refuses_what_it_cannot_do(
    board: SimulatedModbusBoard, plug: Plug, request_: str, answer: str
) -> None:
    assert await ask(await plug(board), request_, crc=True) == answer


@pytest.mark.parametrize(
    ("request_", "relays"),
    [
        ("01 05 00 02 FF 00", "00100000"),
        ("01 05 00 02 55 00", "00100000"),
        ("01 05 00 FF FF 00", "11111111"),
        ("00 05 00 00 FF 00", "10000000"),
        ("01 0F 00 01 00 03 01 05", "01010000"),
        ("02 05 00 00 FF 00", "00000000"),
    ],
)
async def test_the_board_moves_the_relays_it_is_told_to(
    board: SimulatedModbusBoard, plug: Plug, request_: str, relays: str
) -> None:
    await ask(await plug(board), request_, crc=True)
    assert "".join(str(int(on)) for on in board.relays) == relays


async def test_the_board_times_a_pulse(board: SimulatedModbusBoard, plug: Plug, clock: ManualClock) -> None:
    moves: list[tuple[float, int, bool]] = []
    board.observe(lambda channel, on: moves.append((round(clock.monotonic() - 100, 3), channel, on)))
    await ask(await plug(board), "01 05 02 00 00 07 8D B0")
    await clock.advance(2)
    assert moves == [(0, 1, True), (0.7, 1, False)]


async def test_a_second_pulse_starts_the_time_anew(board: SimulatedModbusBoard, plug: Plug, clock: ManualClock) -> None:
    link = await plug(board)
    await ask(link, "01 05 02 00 00 07 8D B0")
    await clock.advance(0.5)
    await ask(link, "01 05 02 00 00 07 8D B0")
    await clock.advance(0.5)
    assert board.relays[0]


async def test_off_ends_a_pulse_for_good(board: SimulatedModbusBoard, plug: Plug, clock: ManualClock) -> None:
    link = await plug(board)
    await ask(link, "01 05 02 00 00 07 8D B0")
    await ask(link, "01 05 00 00 00 00 CD CA")
    await ask(link, "01 05 00 00 FF 00 8C 3A")
    await clock.advance(2)
    assert board.relays[0]


async def test_an_input_that_is_on_reads_one(board: SimulatedModbusBoard, plug: Plug) -> None:
    board.press(1)
    assert await ask(await plug(board), "01 02 00 00 00 08 79 CC") == "01 02 01 01 60 48"


async def test_a_linked_input_drives_its_relay(board: SimulatedModbusBoard, plug: Plug) -> None:
    await ask(await plug(board), "01 06 10 02 00 01", crc=True)
    board.press(3)
    assert board.relays[2]


async def test_half_a_request_is_forgotten_after_a_silence(
    board: SimulatedModbusBoard, plug: Plug, clock: ManualClock
) -> None:
    link = await plug(board)
    await ask(link, "01 05 00 00")
    await clock.advance(0.1)
    await ask(link, "FF 00 8C 3A")
    assert not board.relays[0]


async def test_a_wedged_contact_follows_again_when_freed(board: SimulatedModbusBoard, plug: Plug) -> None:
    board.fault("wedged", True)
    await ask(await plug(board), "01 05 00 00 FF 00 8C 3A")
    wedged = board.relays[0]
    board.fault("wedged", False)
    assert (wedged, board.relays[0]) == (False, True)


@pytest.mark.parametrize(
    ("request_", "answer", "on"),
    [
        ("A0 01 01 A2", "", True),
        ("A0 01 03 A4", "A0 01 01 A2", True),
        ("A0 01 04 A5", "A0 01 01 A2", True),
        ("A0 01 05 A6", "A0 01 00 A1", False),
        ("A0 01 06 A7", "A0 01 01 A2", True),
        ("A0 01 01 A1", "", False),
        ("A0 09 03 AC", "", False),
    ],
)
async def test_the_lcus_board_does_as_described(
    relay: SimulatedLcusRelay, plug: Plug, request_: str, answer: str, on: bool
) -> None:
    assert (await ask(await plug(relay), request_), relay.relays[0]) == (answer, on)


async def test_an_lcus_momentary_ends_by_itself(relay: SimulatedLcusRelay, plug: Plug, clock: ManualClock) -> None:
    await ask(await plug(relay), "A0 01 06 A7")
    await clock.advance(1.1)
    assert not relay.relays[0]


async def test_a_code_shown_without_a_cable_is_lost(plug: Plug, clock: ManualClock) -> None:
    scanner = SimulatedLineScanner("scanner", clock)
    scanner.show("PASS-1")
    assert bytes((await plug(scanner))._arrived) == b""


@pytest.mark.parametrize("kind", [SimulatedModbusBoard, SimulatedLcusRelay, SimulatedLineScanner])
def test_a_fault_that_a_twin_does_not_know_is_refused(
    kind: Callable[[str, ManualClock], Twin], clock: ManualClock
) -> None:
    with pytest.raises(ValueError, match="no such fault: rust; there are"):
        kind("twin", clock).fault("rust", True)
