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
from hardware.simulators.modbus_board import V1, V2, SimulatedModbusBoard
from hardware.simulators.r421a08_relay import SimulatedR421A08Relay

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


@pytest.mark.parametrize(
    ("mode", "moves", "relay"),
    [(1, [True, False], "10"), (2, [True, False, True], "110"), (3, [True, False, True], "101")],
)
async def test_an_input_that_is_not_normal_drives_its_relay_as_its_mode_says(
    board: SimulatedModbusBoard, plug: Plug, mode: int, moves: list[bool], relay: str
) -> None:
    await ask(await plug(board), f"01 06 10 02 00 0{mode}", crc=True)
    followed = ""
    for on in moves:
        board.set_input(3, on)
        followed += str(int(board.relays[2]))
    assert followed == relay


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("01 03 80 00 00 01", "01 03 02 00 C8 B9 D2"),
        ("01 03 20 00 00 01", "01 03 02 00 01 79 84"),
        ("01 06 20 00 00 05", "01 06 20 00 00 05 42 09"),
        ("01 06 20 00 00 09", "01 86 03 02 61"),
        ("01 06 40 00 00 00", "01 86 03 02 61"),
        ("01 04 00 00 00 01", "01 84 01 82 C0"),
    ],
)
async def test_the_board_knows_its_own_registers(
    board: SimulatedModbusBoard, plug: Plug, request_: str, answer: str
) -> None:
    assert await ask(await plug(board), request_, crc=True) == answer


async def test_a_board_answers_at_the_number_that_it_was_given(board: SimulatedModbusBoard, plug: Plug) -> None:
    link = await plug(board)
    await ask(link, "01 06 40 00 00 05", crc=True)
    old, new = await ask(link, "01 03 80 00 00 01", crc=True), await ask(link, "05 03 80 00 00 01", crc=True)
    assert (old, new[:8]) == ("", "05 03 02")


@pytest.mark.parametrize(
    ("version", "request_", "answer"),
    [
        (V1, "01 05 00 FF FF FF FC 4A", "01 05 00 FF FF FF FC 4A"),
        (V1, "01 05 00 FF FF 00 BC 0A", "01 85 03 02 91"),
        (V2, "01 05 00 FF FF FF FC 4A", "01 85 03 02 91"),
        (V2, "01 05 00 FF FF 00 BC 0A", "01 05 00 FF FF 00 BC 0A"),
    ],
)
async def test_all_on_has_another_value_on_a_board_of_the_first_protocol(
    board: SimulatedModbusBoard, plug: Plug, version: int, request_: str, answer: str
) -> None:
    board.version = version
    assert await ask(await plug(board), request_) == answer


async def test_flash_off_lets_go_for_a_while(board: SimulatedModbusBoard, plug: Plug, clock: ManualClock) -> None:
    link = await plug(board)
    await ask(link, "01 05 00 00 FF 00 8C 3A")
    await ask(link, "01 05 04 00 00 32 4D 2F")
    during = board.relays[0]
    await clock.advance(5.1)
    assert (during, board.relays[0]) == (False, True)


@pytest.mark.parametrize(
    ("request_", "answer", "relays"),
    [
        ("01 06 00 01 01 00 D9 9A", "01 06 00 01 01 00 D9 9A", "10000000"),
        ("01 06 00 01 03 00 D8 FA", "01 06 00 01 03 00 D8 FA", "10000000"),
        ("01 06 00 01 06 05 1B A9", "01 06 00 01 06 05 1B A9", "10000000"),
        ("01 06 00 01 02 00 D9 6A", "01 06 00 01 02 00 D9 6A", "00000000"),
        ("01 03 00 01 00 01 D5 CA", "01 03 02 00 00 B8 44", "00000000"),
    ],
)
async def test_the_r421a08_does_as_published(
    clock: ManualClock, plug: Plug, request_: str, answer: str, relays: str
) -> None:
    twin = SimulatedR421A08Relay("lock", clock)
    said = await ask(await plug(twin), request_)
    assert (said, "".join(str(int(on)) for on in twin.relays)) == (answer, relays)


@pytest.mark.parametrize(
    "request_", ["02 06 00 01 01 00", "00 06 00 01 01 00", "01 06 00 09 01 00", "01 06 00 01 09 00"]
)
async def test_the_r421a08_keeps_silent_at_what_is_not_for_it(clock: ManualClock, plug: Plug, request_: str) -> None:
    twin = SimulatedR421A08Relay("lock", clock)
    assert (await ask(await plug(twin), request_, crc=True), any(twin.relays)) == ("", False)


async def test_the_r421a08_latches_one_relay_and_lets_the_others_go(clock: ManualClock, plug: Plug) -> None:
    twin = SimulatedR421A08Relay("lock", clock)
    link = await plug(twin)
    for relay in (1, 3):
        await ask(link, f"01 06 00 0{relay} 04 00", crc=True)
    assert twin.relays == (False, False, True, *(False,) * 5)


@pytest.mark.parametrize(("code", "seconds"), [("05 00", 1), ("06 05", 5)])
async def test_the_r421a08_times_its_pulse(clock: ManualClock, plug: Plug, code: str, seconds: int) -> None:
    twin = SimulatedR421A08Relay("lock", clock)
    await ask(await plug(twin), f"01 06 00 01 {code}", crc=True)
    await clock.advance(seconds - 0.1)
    before = twin.relays[0]
    await clock.advance(0.2)
    assert (before, twin.relays[0]) == (True, False)


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
