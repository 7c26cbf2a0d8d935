"""The control lines `touch` and `lift` for readers of cards that are known by an id only."""

import pytest

from hardware.clock import ManualClock
from hardware.links.memory import MemoryPort
from hardware.simulators import Twin
from hardware.simulators.faulty_wire import FaultyWire
from hardware.simulators.rdm6300 import SimulatedRdm6300
from hardware.simulators.sam_id_reader import SimulatedSamIdReader
from station_app.config import parse
from station_app.simulation.controls import Controls
from station_app.simulation.world import Plugged, World

STATION = """
[station]
id = "s1"
name = "S"
class = "point"
"""


@pytest.fixture
def controls() -> Controls:
    clock = ManualClock()
    twins: dict[str, Twin] = {"tags": SimulatedRdm6300("tags", clock), "cards": SimulatedSamIdReader("cards", clock)}
    wires = {name: FaultyWire(twin, MemoryPort(), clock) for name, twin in twins.items()}
    return Controls(World(parse(STATION), {name: Plugged(twin=twins[name], cable=wires[name]) for name in twins}))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("touch tags 0102030405", "ok touch tags"),
        ("touch tags 01 02", "error write it like: touch DEV UID"),
        ("touch tags", "error write it like: touch DEV UID"),
        ("touch tags hello", "error the id is not in hex; write it like: touch tags 04A1B2C3"),
        ("touch cards 0102030405", "error cards reads no tags"),
        ("lift tags", "ok lift tags"),
        ("lift cards", "ok lift cards"),
    ],
)
def test_the_line_is_answered_by_what_was_done_or_what_to_write(controls: Controls, line: str, answer: str) -> None:
    assert controls.answer(line) == answer


def test_an_id_of_a_wrong_length_is_refused_without_naming_it(controls: Controls) -> None:
    answer = controls.answer("touch tags 0A0B0C")

    assert answer.startswith("error ") and "0A0B0C" not in answer.upper()
