"""What every code reader that takes commands promises, told for each of them against its twin."""

from __future__ import annotations

import asyncio

import pytest
from scanner_rig import MODELS, Rig

from hardware.devices.command_scanner import CHECK_SECONDS
from hardware.devices.driver import Lamp
from hardware.devices.readings import CodeUnreadable, DeviceRestored
from hardware.errors import LinkLost
from hardware.simulators import CodeTwin


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


async def test_told_while_it_is_asked_how_it_is_it_has_forgotten_nothing(rig: Rig) -> None:
    async with rig.at_work():
        await rig.advance(1)
        for step in range(60):
            proving = asyncio.ensure_future(rig.device.prove())
            await rig.advance(0.01 * step)
            rig.twin.show(f"PASS-{step}")
            await rig.advance(0.01)
            await rig.tell(rig.device.darken(), 0.9)
            await proving
            await rig.tell(rig.device.wake(), 0.9)
        assert rig.device.health.counts == {}


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
