"""Whatever a station does and whatever happens to a reader: nothing is kept for good, nothing is ever restored."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scanner_rig import MODELS, Rig

from hardware.errors import DeviceFault
from hardware.simulators.code_head import HEAD_FAULTS

RESTORES = [
    bytes.fromhex(raw)
    for model in ("gm65", "newland", "honeywell", "ssi")
    for line in (Path(__file__).parents[2] / "captures" / f"{model}-vectors.hex").read_text("utf-8").splitlines()
    for who, _, raw in [(part.strip() for part in line.partition(":"))]
    if who in ("restore", "kept")
    for raw in [raw.split(":")[0]]
]


def test_the_restores_of_all_four_families_are_known() -> None:
    assert len(RESTORES) == 11


@pytest.fixture(params=MODELS)
def rig(request: pytest.FixtureRequest) -> Rig:
    return Rig(request.param)


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
