"""What dead heads, floods and bad lines do to a code reader that takes commands, for each of them."""

from __future__ import annotations

import pytest
from scanner_rig import MODELS, Rig

from hardware.clock import settle_loop
from hardware.devices.readings import CodeUnreadable


@pytest.fixture(params=MODELS)
def rig(request: pytest.FixtureRequest) -> Rig:
    return Rig(request.param)


async def test_a_reader_that_takes_no_commands_still_reads_codes(rig: Rig) -> None:
    rig.twin.fault("refuses-commands", True)
    async with rig.at_work():
        await rig.advance(6)
        rig.twin.show_bytes(KIN[rig.twin.__class__.__name__])
        await rig.advance(0.3)
        assert rig.texts == ["NR"]


KIN = {
    "SimulatedGm65Scanner": b"NR\r\n",
    "SimulatedNewlandScanner": b"NR\r\n",
    "SimulatedHoneywellScanner": b"NR\r",
    "SimulatedZebraSsiScanner": bytes.fromhex("07 F3 00 00 01 4E 52 FE 65"),
}


@pytest.mark.parametrize(
    ("model", "codes"),
    [
        ("gm65-scanner", ["no-answer"]),
        ("newland-scanner", ["bad-answer"]),
        ("zebra-ssi-scanner", ["no-answer"]),
        ("honeywell-scanner", []),
    ],
)
async def test_a_reader_that_takes_no_commands_is_called_so(model: str, codes: list[str]) -> None:
    rig = Rig(model)
    rig.twin.fault("refuses-commands", True)
    async with rig.at_work():
        await rig.advance(8)
        assert rig.bench.faults == codes


async def test_a_reader_that_takes_commands_again_is_restored(rig: Rig) -> None:
    rig.twin.fault("refuses-commands", True)
    async with rig.at_work():
        await rig.advance(20)
        rig.twin.fault("refuses-commands", False)
        await rig.advance(10)
        await rig.show()
        assert (rig.device.health.state, rig.texts) == ("works", ["PASS-1"])


async def test_a_dead_head_reads_nothing_and_answers(rig: Rig) -> None:
    rig.twin.fault("silent-head", True)
    async with rig.at_work():
        await rig.advance(1)
        await rig.show()
        assert (rig.texts, rig.device.health.state) == ([], "works")


async def test_a_gbk_code_is_read(rig: Rig) -> None:
    rig.twin.fault("gbk", True)
    async with rig.at_work():
        await rig.advance(1)
        await rig.show("健康码")
        assert rig.texts == ["健康码"]


async def test_a_prefix_is_taken_off() -> None:
    for model in MODELS:
        rig = Rig(model, prefix="]Q1")
        async with rig.at_work():
            await rig.advance(1)
            await rig.show()
            assert rig.texts == ["PASS-1"]


@pytest.mark.parametrize("model", ["gm65-scanner", "newland-scanner", "honeywell-scanner"])
@pytest.mark.parametrize("terminator", ["auto", "cr", "lf", "crlf", "tab", "none"])
async def test_any_terminator_will_do(model: str, terminator: str) -> None:
    rig = Rig(model, terminator=terminator)
    async with rig.at_work():
        await rig.advance(1)
        await rig.show("PASS-1")
        await rig.advance(1)
        await rig.show("PASS-2")
        assert rig.texts == ["PASS-1", "PASS-2"]


async def test_half_a_code_does_not_spoil_the_next(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.fault("half-line", True)
        await rig.show()
        rig.twin.fault("half-line", False)
        await rig.advance(8)
        await rig.show("PASS-2")
        assert rig.texts[-1] == "PASS-2"


async def test_a_code_of_four_thousand_characters_is_read(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.show("x" * 4000)
        assert rig.texts == ["x" * 4000]


async def test_it_answers_and_is_darkened_amid_a_flood(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.fault("flood", True)
        await rig.advance(2)
        await rig.tell(rig.device.darken())
        rig.twin.fault("flood", False)
        assert (rig.twin.lit, rig.bench.faults, len(rig.texts) > 1000) == (False, [], True)


async def test_a_flood_makes_it_send_little(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.fault("flood", True)
        rig.bench.sent.clear()
        await rig.advance(2)
        rig.twin.fault("flood", False)
        acknowledgements = sum(raw == bytes.fromhex("04 D0 04 00 FF 28") for _, raw in rig.bench.sent)
        assert len(rig.bench.sent) - acknowledgements < 60


async def test_a_cut_cable_is_said_once_and_mended_within_four_seconds(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        rig.bench.port.cut()
        await rig.advance(10)
        rig.bench.port.mend()
        await rig.advance(4)
        await rig.show()
        assert (rig.bench.faults, rig.texts) == (["link-lost"], ["PASS-1"])


@pytest.mark.parametrize(("fault", "code"), [("silent", "no-answer"), ("wrong-device", "wrong-device")])
async def test_a_line_that_brings_no_answers_is_called_what_it_is(rig: Rig, fault: str, code: str) -> None:
    async with rig.at_work():
        await rig.advance(1)
        wire = rig.bench.wire(rig.twin)
        wire.fault(fault, True)
        await rig.advance(15)
        faults = list(rig.bench.faults)
        wire.fault(fault, False)
        await rig.advance(8)
        await rig.show()
        assert (faults, rig.texts) == ([code], ["PASS-1"])


@pytest.mark.parametrize("fault", ["late", "duplicate", "echo", "noise"])
async def test_a_line_with_a_habit_of_its_own_is_lived_with(rig: Rig, fault: str) -> None:
    rig.bench.wire(rig.twin).fault(fault, True)
    async with rig.at_work():
        await rig.advance(12)
        rig.twin.show("PASS-1")
        await rig.advance(4)
        assert (rig.texts, rig.device.health.state) == (["PASS-1"], "works")


async def test_noise_round_its_answers_is_counted(rig: Rig) -> None:
    rig.bench.wire(rig.twin).fault("noise", True)
    async with rig.at_work():
        await rig.advance(30)
        assert rig.device.health.counts["line-errors"] > 5


async def test_noise_round_its_answers_is_no_unreadable_code(rig: Rig) -> None:
    rig.bench.wire(rig.twin).fault("noise", True)
    async with rig.at_work():
        await rig.advance(30)
        assert rig.bench.of(CodeUnreadable) == []


@pytest.mark.parametrize("fault", ["slow-boot", "brown-out"])
async def test_after_its_power_failed_it_is_as_it_was_told(rig: Rig, fault: str) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken())
        rig.bench.wire(rig.twin).fault(fault, True)
        await rig.advance(25)
        dark = not rig.twin.lit
        await rig.tell(rig.device.wake())
        await rig.show()
        assert (dark, rig.texts) == (True, ["PASS-1"])


async def test_others_get_their_turn_during_a_burst() -> None:
    rig = Rig("gm65-scanner")
    async with rig.at_work():
        await rig.advance(1)
        rig.twin.show_bytes(b"".join(b"%d\r\n" % number for number in range(1000)))
        await settle_loop(turns=20)
        assert 0 < len(rig.texts) <= 20
