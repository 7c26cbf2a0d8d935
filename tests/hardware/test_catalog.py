"""The catalog: every driver can be named, checked, built and simulated."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.catalog import KINDS, BuildRequest, DeviceKind, OptionValue, SimulateRequest
from hardware.clock import ManualClock, SystemClock, settle_loop
from hardware.devices.readings import DeviceRestored, Reading
from hardware.links.memory import MemoryPort
from hardware.simulators.cable import plug_in

TIMED_BY_THE_MACHINE = {"osdp-reader"}
"""A library in it reads the machine's clock, whatever clock it is given."""


async def until_told(readings: list[Reading]) -> None:
    for _ in range(1000):
        if readings:
            return
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_each_kind_builds_a_device_that_works_with_its_twin(kind: DeviceKind) -> None:

    by_itself = kind.name in TIMED_BY_THE_MACHINE
    clock, port = SystemClock() if by_itself else ManualClock(), MemoryPort()
    readings: list[Reading] = []
    options = kind.checked(kind.driver.least)
    device = kind.build(
        BuildRequest(
            name="it", open_link=port.open, clock=clock, report=readings.append, baud=kind.baud, options=options
        )
    )
    twin = kind.simulate(SimulateRequest(name="it", clock=clock, options=options))
    tasks = [asyncio.ensure_future(device.run()), asyncio.ensure_future(plug_in(twin, port))]
    await settle_loop()
    await (clock.advance(1) if isinstance(clock, ManualClock) else until_told(readings))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert readings[0] == DeviceRestored(device="it")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_default_is_within_its_own_limits(kind: DeviceKind) -> None:
    defaults = {name: option.default for name, option in kind.options.items()}
    assert kind.checked(kind.checked(kind.driver.least)) == {**defaults, **kind.driver.least}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_says_what_it_rests_on(kind: DeviceKind) -> None:
    assert "device" in kind.driver.rests_on


@pytest.mark.parametrize(
    ("driver", "given", "message"),
    [
        ("modbus-board", {"units": 2}, "units: modbus-board has no such option; did you mean unit?"),
        ("lcus-relay", {"zzz": 2}, "zzz: lcus-relay has no such option"),
        ("modbus-board", {"unit": 300}, "unit: must be 1 to 247, got 300"),
        ("modbus-board", {"unit": "1"}, "unit: must be a whole number, got '1'"),
        ("modbus-board", {"unit": True}, "unit: must be a whole number, got True"),
        ("modbus-board", {"unit": 1.0}, "unit: must be a whole number, got 1.0"),
        ("modbus-board", {"sample_seconds": 0.5}, "sample_seconds: must be 0.02 to 0.1, got 0.5"),
        ("modbus-board", {"sample_seconds": float("nan")}, "sample_seconds: must be 0.02 to 0.1, got nan"),
        (
            "line-scanner",
            {"terminator": "nl"},
            'terminator: must be "auto", "cr", "lf", "crlf", "tab", "none", got \'nl\'',
        ),
        ("line-scanner", {"prefix": 7}, "prefix: must be a text, got 7"),
    ],
)
def test_a_wrong_option_is_refused_by_name(driver: str, given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as refused:
        KINDS[driver].checked(given)
    assert str(refused.value) == message


def test_a_whole_number_will_do_where_decimals_are_allowed() -> None:
    assert KINDS["line-scanner"].checked({"idle_gap_seconds": 1})["idle_gap_seconds"] == 1


@pytest.mark.parametrize(
    ("driver", "given", "relays", "inputs"),
    [
        ("modbus-board", {"relays": 4, "inputs": 2}, 4, 2),
        ("lcus-relay", {"relays": 2}, 2, 0),
        ("line-scanner", {}, 0, 0),
        ("sam-id-reader", {}, 0, 0),
    ],
)
def test_a_kind_knows_its_channels(driver: str, given: dict[str, OptionValue], relays: int, inputs: int) -> None:
    kind = KINDS[driver]
    options = kind.checked(given)
    assert (kind.channels("relays", options), kind.channels("inputs", options)) == (relays, inputs)


def test_the_catalog_alone_loads_no_driver() -> None:
    probe = (
        "import sys, hardware.catalog; "
        "sys.exit(any(name.endswith(('sam_id_reader', 'line_scanner', 'lcus_relay', 'modbus_board', 'pymodbus'))"
        " for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_the_drivers_load_no_twin() -> None:
    probe = (
        "import sys; from hardware.catalog import KINDS; loaded = list(KINDS.values()); "
        "sys.exit(any(name.startswith('hardware.simulators.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


@pytest.mark.parametrize("driver", KINDS)
def test_a_code_read_on_whatever_port_leaves_its_length_in_the_tap(driver: str) -> None:
    assert KINDS[driver].mask(b"PASS-1\r\n") == "8 bytes"


@pytest.mark.parametrize("driver", KINDS)
def test_a_card_read_on_whatever_port_leaves_no_id_in_the_tap(driver: str) -> None:
    shown = KINDS[driver].mask(bytes.fromhex("02 36 32 45 33 30 38 36 43 45 44 30 38 03"))
    assert shown == "14 bytes"


@pytest.mark.parametrize(
    ("driver", "frame"),
    [
        ("modbus-board", "01 05 02 00 00 07 8D B0"),
        ("modbus-board", "01 02 01 01 60 48"),
        ("r421a08-relay", "01 03 02 00 01 79 84"),
        ("modbus-sensor", "01 04 04 01 31 02 22 2A CE"),
        ("lcus-relay", "A0 01 01 A2"),
    ],
)
def test_a_board_s_tap_shows_its_frames(driver: str, frame: str) -> None:
    assert KINDS[driver].mask(bytes.fromhex(frame)) == frame


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_readme_names_each_driver_and_option(kind: DeviceKind) -> None:
    readme = (Path(__file__).parents[2] / "hardware" / "README.md").read_text("utf-8")
    assert [name for name in (kind.name, *kind.options) if f"`{name}`" not in readme] == []
