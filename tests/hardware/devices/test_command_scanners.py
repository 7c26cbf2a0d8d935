"""What every code reader that takes commands promises, told for each of them against its twin."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest
from device_bench import Bench
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.catalog import KINDS, BuildRequest, SimulateRequest
from hardware.clock import settle_loop
from hardware.devices.command_scanner import CHECK_SECONDS, CommandScanner
from hardware.devices.driver import Lamp
from hardware.devices.readings import CodeRead, CodeUnreadable, DeviceRestored
from hardware.errors import DeviceFault, LinkLost
from hardware.simulators import CodeTwin
from hardware.simulators.code_head import HEAD_FAULTS

MODELS = ["gm65-scanner", "newland-scanner", "honeywell-scanner", "zebra-ssi-scanner"]
RESTORES = [
    bytes.fromhex(raw)
    for model in ("gm65", "newland", "honeywell", "ssi")
    for line in (Path(__file__).parents[2] / "captures" / f"{model}-vectors.hex").read_text("utf-8").splitlines()
    for who, _, raw in [(part.strip() for part in line.partition(":"))]
    if who in ("restore", "kept")
    for raw in [raw.split(":")[0]]
]


class Rig:
    """One reader on a bench."""

    def __init__(self, model: str, **options: Any) -> None:
        self.bench = Bench()
        kind = KINDS[model]
        checked = kind.checked(options)
        request = BuildRequest(
            name="scanner",
            open_link=self.bench.open,
            clock=self.bench.clock,
            report=self.bench.report,
            baud=kind.baud,
            options=checked,
        )
        device = kind.build(request)
        assert isinstance(device, CommandScanner)
        self.device: CommandScanner[Any] = device
        self.twin: Any = kind.simulate(SimulateRequest(name="scanner", clock=self.bench.clock, options=checked))

    @property
    def texts(self) -> list[str]:
        return [read.text for read in self.bench.of(CodeRead)]

    @property
    def sent(self) -> bytes:
        return b"".join(raw for _, raw in self.bench.sent)

    def at_work(self) -> Any:
        return self.bench.at_work(self.device, self.twin)

    async def advance(self, seconds: float) -> None:
        await self.bench.clock.advance(seconds)

    async def show(self, text: str = "PASS-1") -> None:
        self.twin.show(text)
        await self.advance(0.3)

    async def tell(self, verb: Awaitable[Any], seconds: float = 3.0) -> Any:
        return await self.bench.awaited(verb, seconds)


@pytest.fixture(params=MODELS)
def rig(request: pytest.FixtureRequest) -> Rig:
    return Rig(request.param)


def test_it_has_a_lamp_and_its_twin_reads_codes(rig: Rig) -> None:
    assert (isinstance(rig.device, Lamp), isinstance(rig.twin, CodeTwin)) == (True, True)


async def test_it_is_well_once_it_has_answered(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        assert rig.bench.readings == [DeviceRestored(device="scanner")]


async def test_it_is_awake_unless_told_otherwise(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.show()
        assert rig.texts == ["PASS-1"]


async def test_it_reads_one_code_after_another(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        for text in ("A", "B", "C"):
            await rig.show(text)
            await rig.advance(0.3)
        assert rig.texts == ["A", "B", "C"]


async def test_a_code_after_a_quiet_hour_is_read(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(3600)
        await rig.show()
        assert (rig.texts, rig.bench.faults) == (["PASS-1"], [])


async def test_a_code_held_before_it_is_one_code(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        for _ in range(10):
            await rig.show()
            await rig.advance(1)
        assert rig.texts == ["PASS-1"]


async def test_a_darkened_reader_reads_nothing(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken())
        await rig.show()
        assert (rig.twin.lit, rig.texts) == (False, [])


async def test_a_darkened_reader_stays_dark_and_well(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken())
        await rig.advance(3600)
        assert (rig.twin.lit, rig.bench.faults, rig.device.health.state) == (False, [], "works")


async def test_a_woken_reader_reads_again(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken())
        await rig.advance(60)
        await rig.tell(rig.device.wake())
        await rig.show()
        assert rig.texts == ["PASS-1"]


async def test_told_twice_it_does_no_harm(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        for verb in (rig.device.darken, rig.device.darken, rig.device.wake, rig.device.wake):
            await rig.tell(verb())
        await rig.show()
        assert rig.texts == ["PASS-1"]


async def test_told_twice_it_sends_once(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken(), 0.9)
        rig.bench.sent.clear()
        await rig.tell(rig.device.darken(), 0)
        assert rig.sent == b""


async def test_darkened_before_a_cut_it_is_dark_after(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken())
        rig.bench.port.cut()
        rig.twin.power_cycle()
        await rig.advance(5)
        rig.bench.port.mend()
        await rig.advance(4)
        assert (rig.twin.lit, rig.device.health.state) == (False, "works")


async def test_darkened_during_a_cut_it_is_dark_after(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        rig.bench.port.cut()
        await rig.advance(3)
        with pytest.raises(LinkLost):
            await rig.device.darken()
        rig.bench.port.mend()
        await rig.advance(4)
        assert rig.twin.lit is False


async def test_woken_during_a_cut_it_is_awake_after(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.darken())
        rig.bench.port.cut()
        await rig.advance(3)
        with pytest.raises(LinkLost):
            await rig.device.wake()
        rig.bench.port.mend()
        await rig.advance(4)
        await rig.show()
        assert rig.texts == ["PASS-1"]


async def test_told_while_it_is_being_set_up_it_is_as_it_was_told_last(rig: Rig) -> None:
    rig.bench.wire(rig.twin).fault("late", True)
    async with rig.at_work():
        await rig.advance(0.5)
        telling = asyncio.ensure_future(rig.device.darken())
        await rig.advance(12)
        assert (telling.done(), telling.exception(), rig.twin.lit) == (True, None, False)


async def test_told_before_it_ran_it_rests_from_the_start(rig: Rig) -> None:
    with pytest.raises(LinkLost, match="nothing was asked"):
        await rig.device.darken()
    async with rig.at_work():
        await rig.advance(2)
        assert rig.twin.lit is False


@pytest.mark.parametrize("awake", [True, False])
async def test_a_loss_of_power_that_no_port_shows_is_made_good(rig: Rig, awake: bool) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.wake() if awake else rig.device.darken())
        rig.twin.power_cycle()
        await rig.advance(2 * CHECK_SECONDS)
        await rig.show()
        assert (rig.texts, rig.bench.faults) == (["PASS-1"] if awake else [], [])


async def test_nothing_is_ever_kept_for_good(rig: Rig) -> None:
    async with rig.at_work():
        for verb in (rig.device.darken, rig.device.wake, rig.device.prove):
            await rig.advance(10)
            await rig.tell(verb())
        assert (rig.twin.saves, rig.twin.restores) == (0, 0)


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.sampled_from(["wake", "darken", "prove", "signal", "cut", "mend", "power", "show", "wait", *HEAD_FAULTS]),
        min_size=1,
        max_size=12,
    )
)
def test_no_verb_and_no_mishap_makes_it_send_a_restore(model: str, steps: list[str]) -> None:
    async def story() -> bytes:
        rig = Rig(model)
        on: set[str] = set()
        async with rig.at_work():
            for step in steps:
                await live(rig, step, on)
            if "flood" in on:
                rig.twin.fault("flood", False)
        assert (rig.twin.saves, rig.twin.restores) == (0, 0)
        return rig.sent

    sent = asyncio.run(story())
    assert [raw for raw in RESTORES if raw in sent] == []


async def live(rig: Rig, step: str, on: set[str]) -> None:
    match step:
        case "wake" | "darken" | "prove" | "signal":
            verb = getattr(rig.device, step, rig.device.prove)
            task = asyncio.ensure_future(verb("granted") if step == "signal" and verb != rig.device.prove else verb())
            await rig.advance(12)
            assert task.done()
            assert task.exception() is None or isinstance(task.exception(), DeviceFault)
        case "cut":
            rig.bench.port.cut()
        case "mend":
            rig.bench.port.mend()
        case "power":
            rig.twin.power_cycle()
        case "show":
            rig.twin.show("PASS-1")
        case "wait":
            await rig.advance(6)
        case _:
            on ^= {step}
            rig.twin.fault(step, step in on)
            await rig.advance(0.05)


async def test_it_proves_itself_with_what_it_tells(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        proof = await rig.tell(rig.device.prove())
        assert (proof.answered, bool(proof.details)) == (True, True)


async def test_it_proves_itself_fifty_times_in_a_few_seconds(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        first = await rig.tell(rig.device.prove())
        again = [await rig.tell(rig.device.prove(), 0.2) for _ in range(50)]
        assert again == [first] * 50


async def test_what_it_tells_of_itself_is_no_code(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        await rig.tell(rig.device.prove())
        assert (rig.texts, rig.bench.of(CodeUnreadable)) == ([], [])


async def test_a_code_shown_while_it_proves_itself_is_read(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        proving = asyncio.ensure_future(rig.device.prove())
        await rig.show()
        await rig.advance(3)
        assert (proving.done(), rig.texts) == (True, ["PASS-1"])


async def test_without_a_port_it_proves_nothing_at_once(rig: Rig) -> None:
    with pytest.raises(LinkLost):
        await rig.device.prove()


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
