"""The demo's further devices: whatever driver it is, the same checks see the same mishaps of its wire."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

import pytest
from machine import Machine, Site
from technician import Technician

from station_app.assets import asset
from station_app.selftest.runner import Order


class Demo(Site):
    """The demo's own config, without a hub; its sensor has a wire of its own."""

    def text(self) -> str:
        """The config as a file would hold it."""
        text = (
            asset("config", "demo.toml").read_text(encoding="utf-8").replace('[hub]\nurl = "http://127.0.0.1:8400"', "")
        )
        return re.sub(r'(driver = "modbus-sensor"\nport = )"pty:board"', r'\1"pty:climate"', text)


WIRE = {
    "cut": ("answers", "link-lost"),
    "cut-mid-frame": ("answers", "link-lost"),
    "half-frame": ("answers", "bad-answer"),
    "noise": ("steady", "line-errors"),
    "bit-flip": ("steady", "no-answer"),
    "late": ("steady", "no-answer"),
    "duplicate": ("steady", "answers-twice"),
    "echo": ("steady", "echoes"),
    "silent": ("answers", "no-answer"),
    "slow-boot": ("answers", "no-answer"),
    "brown-out": ("answers", "no-answer"),
    "wrong-device": ("answers", "wrong-device"),
    "wrong-baud": ("answers", "no-answer"),
}
"""Mishap of a wire -> the kind of check that it turns red, and the code."""

OWN = {
    ("union_card", "flood"): ("quiet", "chatters"),
    ("climate", "broken-element"): ("answers", "defective"),
    ("climate", "refuses"): ("answers", "declined"),
}

GUIDED = {
    ("union_card", "antenna-dead"): ("tag", "nothing-read"),
    ("union_card", "stuck-card"): ("tag", "nothing-read"),
}

NOT_CONCERNED = {
    ("union_card", "random-uid"): "a phone that makes up a new id for each touch: the phone's habit",
    ("climate", "stuck-value"): "a value that stays may be true",
}

EVERY = {(device, mishap): said for device in ("union_card", "climate") for mishap, said in WIRE.items()} | OWN


@pytest.fixture
async def demo(build: Callable[..., Machine]) -> AsyncIterator[Machine]:
    station = build(Demo())
    await station.start()
    await station.advance(3)
    yield station


@pytest.mark.parametrize(("where", "said"), EVERY.items(), ids=lambda one: "-".join(one))
async def test_a_mishap_of_a_further_device_is_red_by_its_name_and_green_again(
    demo: Machine, where: tuple[str, str], said: tuple[str, str]
) -> None:
    device, mishap = where
    kind, fault = said
    li = Technician(demo)
    demo.world.fault(device, mishap, on=True)
    await demo.advance(0.5)
    await li.test(device)
    red = dict(li.red)
    demo.world.fault(device, mishap, on=False)
    await demo.advance(6)
    mended = await li.test(device)

    assert red[f"{device}.{kind}"] == fault
    assert {name.partition(".")[0] for name in red} == {device}
    assert (mended, li.red) == (True, {})


@pytest.mark.parametrize(("where", "said"), GUIDED.items(), ids=lambda one: "-".join(one))
async def test_a_tag_reader_that_reads_nothing_is_red_in_a_guided_test(
    demo: Machine, where: tuple[str, str], said: tuple[str, str]
) -> None:
    device, mishap = where
    kind, fault = said
    li = Technician(demo)
    demo.world.fault(device, mishap, on=True)
    await demo.advance(2)
    await li.test(f"{device}.{kind}", guided=True)
    red = dict(li.red)
    demo.world.fault(device, mishap, on=False)
    demo.world.lift_tag(device)
    await demo.advance(6)
    mended = await li.test(f"{device}.{kind}", guided=True)

    assert red == {f"{device}.{kind}": fault}
    assert (mended, li.red) == (True, {})


def test_every_mishap_of_the_further_devices_is_in_a_table(demo: Machine) -> None:
    known = {(device, mishap) for device in ("union_card", "climate") for mishap in demo.world.faults(device)}

    assert known == EVERY.keys() | GUIDED.keys() | NOT_CONCERNED.keys()


async def test_the_whole_demo_passes_its_test(demo: Machine) -> None:
    li = Technician(demo)

    assert (await li.test(), li.red) == (True, {})


@pytest.mark.parametrize(
    ("terminal", "pressed", "check", "fault"),
    [
        ("!board/input/3", True, "smoke.input", "smoke-loop-open"),
        ("board/input/4", True, "help.input", "button-stuck"),
        ("board/input/5", False, "mains.input", "power-lost"),
    ],
)
async def test_an_input_that_tells_of_something_wrong_is_red(
    demo: Machine, terminal: str, pressed: bool, check: str, fault: str
) -> None:
    li = Technician(demo)
    demo.world.press(terminal, pressed=pressed)
    await demo.advance(1)
    await li.test(check)

    assert li.red == {check: fault}


async def test_smoke_during_a_test_is_an_alarm_as_ever(demo: Machine) -> None:
    li = Technician(demo)
    run = li.desk.start(Order(tester="li"))
    await demo.advance(1)
    demo.world.press("!board/input/3", pressed=True)
    await demo.advance(1)
    li.desk.stop()
    await demo.until(run.done)

    assert ("incident.opened", "smoke/smoke") in demo.incidents
