"""The code reader's driver against its twin."""

import pytest
from device_bench import Bench

from hardware.clock import settle_loop
from hardware.devices.line_scanner import LineFormat, LineScanner
from hardware.devices.readings import CodeRead, CodeUnreadable, DeviceRestored
from hardware.simulators.line_scanner import SimulatedLineScanner


@pytest.fixture
def twin(bench: Bench) -> SimulatedLineScanner:
    return SimulatedLineScanner("scanner", bench.clock)


def scanner(bench: Bench, **line_format: str) -> LineScanner:
    return LineScanner("scanner", bench.open, bench.clock, bench.report, LineFormat(**line_format))


def texts(bench: Bench) -> list[str]:
    return [read.text for read in bench.of(CodeRead)]


async def test_a_reader_is_well_when_its_port_is_open(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        assert bench.readings == [DeviceRestored(device="scanner")]


async def test_a_code_is_reported_without_waiting(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.show("PASS-1")
        await settle_loop()
        assert texts(bench) == ["PASS-1"]


async def test_a_code_without_terminator_is_reported_after_the_gap(bench: Bench) -> None:
    twin = SimulatedLineScanner("scanner", bench.clock, terminator=b"")
    async with bench.at_work(scanner(bench), twin):
        twin.show("PASS-1")
        await bench.clock.advance(0.06)
        assert texts(bench) == ["PASS-1"]


async def test_a_terminator_ends_no_code_where_only_a_pause_does(bench: Bench) -> None:
    twin = SimulatedLineScanner("scanner", bench.clock, terminator=b"")
    async with bench.at_work(scanner(bench, terminator="none"), twin):
        twin.show_bytes(b"PASS-1\r\n")
        await settle_loop()
        early = texts(bench)
        await bench.clock.advance(0.06)
        assert (early, texts(bench)) == ([], ["PASS-1"])


async def test_three_codes_in_one_burst_are_three_codes(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.show_bytes(b"A\r\nB\rC\n")
        await settle_loop()
        assert texts(bench) == ["A", "B", "C"]


async def test_a_phone_held_before_the_reader_is_one_code(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        for _ in range(100):
            twin.show("PASS-1")
            await bench.clock.advance(1.5)
        assert texts(bench) == ["PASS-1"]


async def test_the_same_code_after_two_seconds_away_is_a_new_one(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.show("PASS-1")
        await bench.clock.advance(2)
        twin.show("PASS-1")
        await settle_loop()
        assert texts(bench) == ["PASS-1", "PASS-1"]


async def test_two_phones_in_turns_are_two_codes(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        for text in ("A", "B", "A", "B"):
            twin.show(text)
            await bench.clock.advance(0.5)
        assert texts(bench) == ["A", "B"]


async def test_a_configured_prefix_is_taken_off(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench, prefix="]Q1"), twin):
        twin.show("]Q1PASS-1")
        await settle_loop()
        assert texts(bench) == ["PASS-1"]


async def test_a_gbk_code_is_read(bench: Bench, twin: SimulatedLineScanner) -> None:
    twin.fault("gbk", True)
    async with bench.at_work(scanner(bench), twin):
        twin.show("健康码")
        await settle_loop()
        assert texts(bench) == ["健康码"]


async def test_an_overlong_code_is_unreadable(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.show("x" * 5000)
        await settle_loop()
        assert bench.of(CodeUnreadable) == [CodeUnreadable(device="scanner", reason="too-long")]


async def test_noise_is_one_unreadable_code_however_long_it_lasts(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        for _ in range(200):
            twin.show_bytes(b"\x00\xff\x80\r\n")
            await bench.clock.advance(0.005)
        assert bench.of(CodeUnreadable) == [CodeUnreadable(device="scanner", reason="not-text")]


async def test_a_code_amid_noise_is_read(bench: Bench, twin: SimulatedLineScanner) -> None:
    bench.wire(twin).fault("noise", True)
    async with bench.at_work(scanner(bench), twin):
        twin.show("PASS-1")
        await settle_loop()
        assert texts(bench) == ["PASS-1"]


async def test_half_a_code_does_not_spoil_the_next(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.fault("half-line", True)
        twin.show("PASS-1")
        await bench.clock.advance(0.06)
        twin.fault("half-line", False)
        twin.show("PASS-2")
        await settle_loop()
        assert texts(bench)[-1] == "PASS-2"


async def test_a_silent_reader_reports_nothing(bench: Bench, twin: SimulatedLineScanner) -> None:
    bench.wire(twin).fault("silent", True)
    async with bench.at_work(scanner(bench), twin):
        twin.show("PASS-1")
        await bench.clock.advance(1)
        assert texts(bench) == []


async def test_a_code_is_served_amid_a_flood(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.fault("flood", True)
        await bench.clock.advance(1)
        twin.show("PASS-1")
        await bench.clock.advance(0.01)
        twin.fault("flood", False)
        assert "PASS-1" in texts(bench)


async def test_the_memory_of_a_flood_is_bounded(bench: Bench, twin: SimulatedLineScanner) -> None:
    device = scanner(bench)
    async with bench.at_work(device, twin):
        twin.fault("flood", True)
        await bench.clock.advance(1)
        twin.fault("flood", False)
        assert len(device._codes._repeats._seen) == 256


async def test_others_get_their_turn_during_a_burst(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.show_bytes(b"".join(b"%d\r\n" % number for number in range(1000)))
        await settle_loop(turns=20)
        assert 0 < len(texts(bench)) <= 20


async def test_a_card_reader_on_the_port_is_the_wrong_device(bench: Bench, twin: SimulatedLineScanner) -> None:
    bench.wire(twin).fault("wrong-device", True)
    async with bench.at_work(scanner(bench), twin):
        for _ in range(3):
            twin.show("anything")
            await bench.clock.advance(0.06)
        assert bench.faults == ["wrong-device"]


async def test_a_relay_board_on_the_port_is_the_wrong_device(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        for _ in range(3):
            twin.show_bytes(bytes.fromhex("01 02 01 00 A1 88"))
            await bench.clock.advance(0.06)
        assert bench.faults == ["wrong-device"]


async def test_the_right_reader_is_restored_by_its_first_code(bench: Bench, twin: SimulatedLineScanner) -> None:
    bench.wire(twin).fault("wrong-device", True)
    async with bench.at_work(scanner(bench), twin):
        for _ in range(3):
            twin.show("anything")
            await bench.clock.advance(0.06)
        bench.wire(twin).fault("wrong-device", False)
        twin.show("PASS-1")
        await settle_loop()
        assert bench.readings[-2:] == [DeviceRestored(device="scanner"), CodeRead(device="scanner", text="PASS-1")]


async def test_a_cut_cable_is_said_once(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        bench.port.cut()
        await bench.clock.advance(10)
        assert bench.faults == ["link-lost"]


async def test_a_mended_cable_works_within_three_seconds(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        bench.port.cut()
        await bench.clock.advance(10)
        bench.port.mend()
        await bench.clock.advance(3)
        twin.show("PASS-1")
        await settle_loop()
        assert texts(bench) == ["PASS-1"]


async def test_half_a_code_before_a_cut_is_forgotten(bench: Bench, twin: SimulatedLineScanner) -> None:
    async with bench.at_work(scanner(bench), twin):
        twin.show_bytes(b"PASS")
        bench.port.cut()
        await bench.clock.advance(1)
        bench.port.mend()
        await bench.clock.advance(3)
        twin.show("-1")
        await settle_loop()
        assert texts(bench) == ["-1"]


def test_a_terminator_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="terminator must be one of"):
        LineFormat(terminator="newline")
