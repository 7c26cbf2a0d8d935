"""The worked example of hardware/README.md is a whole driver, and it reads its twin."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from device_bench import Bench

import hardware.devices
import hardware.protocols
import hardware.simulators
from hardware.catalog import BuildRequest
from hardware.devices.readings import TagRead
from hardware.simulators import SimulateRequest, TagTwin

README = Path(__file__).parents[3] / "hardware" / "README.md"
_BLOCK = re.compile(r"```python\n# hardware/(\w+)/(\w+)\.py\n(.*?)```", re.DOTALL)
_PACKAGES = {"protocols": hardware.protocols, "devices": hardware.devices, "simulators": hardware.simulators}
UID = bytes.fromhex("00000A01")


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The files of the page, importable as if they stood in their folders."""
    names: list[str] = []
    for folder, module, text in _BLOCK.findall(README.read_text("utf-8")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{module}.py").write_text(text, "utf-8")
        monkeypatch.setattr(_PACKAGES[folder], "__path__", [*_PACKAGES[folder].__path__, str(tmp_path / folder)])
        names.append(f"hardware.{folder}.{module}")
    yield
    for name in names:
        sys.modules.pop(name, None)


async def test_the_example_s_device_reads_its_twin(example: None) -> None:
    driver = import_module("hardware.devices.doorbot_reader").DRIVER
    simulate = import_module("hardware.simulators.doorbot_reader").simulate
    bench = Bench()
    request = BuildRequest(
        name="it", open_link=bench.open, clock=bench.clock, report=bench.report, baud=driver.baud, options={}
    )
    twin = simulate(SimulateRequest(name="it", clock=bench.clock, options={}))
    assert isinstance(twin, TagTwin)

    async with bench.at_work(driver.build(request), twin):
        await bench.well()
        twin.touch(UID)
        await bench.clock.advance(0.1)

    assert [bytes(read.uid.digits) for read in bench.of(TagRead)] == [b"00000A01"]


def test_the_example_s_protocol_gives_the_same_ids_however_it_is_cut(example: None) -> None:
    doorbot = import_module("hardware.protocols.doorbot")
    wire = b"\x03junk" + doorbot.encode(UID) + b"\x02GG" + doorbot.encode(b"\xff" * 10) + b"\x02"
    whole = doorbot.Decoder().feed(wire)

    for size in range(1, len(wire)):
        decoder = doorbot.Decoder()
        assert [found for at in range(0, len(wire), size) for found in decoder.feed(wire[at : at + size])] == whole


def test_the_example_is_one_protocol_one_device_and_one_twin() -> None:
    assert [folder for folder, _, _ in _BLOCK.findall(README.read_text("utf-8"))] == [
        "protocols",
        "devices",
        "simulators",
    ]
