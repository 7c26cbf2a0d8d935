"""The control line `measure`: let a sensor feel something."""

import pytest

from hardware.clock import ManualClock
from hardware.links.memory import MemoryPort
from hardware.protocols.register_map import chosen
from hardware.simulators import Twin
from hardware.simulators.faulty_wire import FaultyWire
from hardware.simulators.modbus_board import SimulatedModbusBoard
from hardware.simulators.modbus_sensor import SimulatedModbusSensor
from station_app.config import parse
from station_app.simulation.controls import HELP, Controls
from station_app.simulation.world import Plugged, World

STATION = """
[station]
id = "s1"
name = "S"
class = "point"
"""


@pytest.fixture
def air() -> SimulatedModbusSensor:
    return SimulatedModbusSensor("air", ManualClock(), chosen("sht20", ""))


@pytest.fixture
def controls(air: SimulatedModbusSensor) -> Controls:
    clock = ManualClock()
    twins: dict[str, Twin] = {"air": air, "board": SimulatedModbusBoard("board", clock)}
    wires = {name: FaultyWire(twin, MemoryPort(), clock) for name, twin in twins.items()}
    return Controls(World(parse(STATION), {name: Plugged(twin=twins[name], cable=wires[name]) for name in twins}))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("measure air temperature -7.5", "ok measure air temperature -7.5"),
        ("measure air humidity 60", "ok measure air humidity 60"),
        ("measure air co2 400", "error it does not measure 'co2'; it measures temperature, humidity"),
        ("measure air humidity 7000", "error humidity: 7000 does not fit into u16 at 0.1 a step"),
        ("measure board temperature 20", "error board measures nothing"),
        ("measure sky temperature 20", "error there is no device 'sky'; there are: air, board"),
        ("measure air temperature warm", "error 'warm' is no number; write it like: measure air temperature 21.5"),
        ("measure air temperature nan", "error 'nan' is no value that anything can have"),
        ("measure air temperature inf", "error 'inf' is no value that anything can have"),
        ("measure air temperature", "error write it like: measure DEV QUANTITY VALUE"),
    ],
)
def test_the_line_is_answered_by_what_was_done_or_what_to_write(controls: Controls, line: str, answer: str) -> None:
    assert controls.answer(line) == answer


def test_the_sensor_feels_it(controls: Controls, air: SimulatedModbusSensor) -> None:
    controls.answer("measure air temperature -7.5")
    assert air._words(4)[1] == 0x10000 - 75


def test_the_line_is_among_those_that_are_offered() -> None:
    assert "measure DEV QUANTITY VALUE" in HELP
