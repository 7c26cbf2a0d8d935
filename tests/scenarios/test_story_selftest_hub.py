"""The whole chain to a real hub and back: the last link of the self-test, and the report that the hub verifies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest
from machine import Machine, Site
from story_hub import URL, make_known
from technician import Technician
from test_story_hub import Way

if TYPE_CHECKING:
    from hub_rig import HubRig


@pytest.fixture
async def joined(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that its hub knows, at work."""
    machine = build(Site(hub=URL), hub=Way(hub.transport))
    await make_known(machine, hub)
    await machine.start()
    yield machine
    await machine.stop()  # before the hub ends


async def test_the_chain_ends_at_the_hub_which_has_every_row(joined: Machine) -> None:
    li = Technician(joined)
    await li.test("main.chain")

    assert li.rows["main.chain"].state == "green"
    assert li.rows["main.chain"].said["hub"] == "yes"


async def test_a_hub_out_of_reach_is_red_and_green_again_when_it_is_back(joined: Machine) -> None:
    li = Technician(joined)
    joined.hub.down = True
    await joined.advance(1)
    await li.test("station.hub")
    red = dict(li.red)
    joined.hub.down = False
    await joined.advance(70)
    await li.test("station.hub")

    assert red == {"station.hub": "hub-away"}
    assert li.red == {}


async def test_results_of_a_test_reach_the_hub(joined: Machine, hub: HubRig) -> None:
    from station_app.hub.models import Fact

    await Technician(joined).test("board")
    head = len(joined.facts)
    await joined.until(lambda: len(hub.facts("320206001")) >= head)
    kinds = hub.in_thread(lambda: list(Fact.objects.filter(kind__startswith="selftest").values_list("kind", flat=True)))

    assert kinds.count("selftest.checked") == 6
    assert kinds.count("selftest.finished") == 1


async def test_the_hub_finds_the_stations_report_genuine(joined: Machine, hub: HubRig) -> None:
    from station_app.hub.pages.readiness import judge

    li = Technician(joined)
    await li.test("station.hub")
    made = asyncio.ensure_future(li.desk.report())
    await joined.until(made.done)
    code = made.result().qr.rpartition("/")[2]

    judged = hub.in_thread(lambda: judge(code))
    spoilt = hub.in_thread(lambda: judge(code[:-4] + ("AAAA" if code[-4:] != "AAAA" else "BBBB")))

    assert judged.standing == "genuine"
    assert spoilt.standing == "altered"
