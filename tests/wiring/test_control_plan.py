"""What the demo's control window offers, from a configuration."""

from __future__ import annotations

import pytest

from station_app.config import parse
from station_app.wiring.screen_process import control_plan

STATION = """
[station]
id = "s1"
name = "测试驿站"
[devices.cards]
driver = "sam-id-reader"
port = "pty:cards"
[devices.low]
driver = "rdm6300-reader"
port = "pty:low"
[devices.high]
driver = "pn532-reader"
port = "pty:high"
[devices.air]
driver = "modbus-sensor"
port = "pty:air"
[devices.board]
driver = "modbus-board"
port = "pty:board"
[doors.main]
zone = "hall"
lock = "board/relay/1"
readers = ["cards", "low", "high"]
[inputs.fire]
terminal = "!board/input/3"
means = "smoke"
[zones.hall]
name = "大厅"
capacity = 4
"""


def test_each_reader_of_union_cards_gets_ids_that_it_can_read() -> None:
    assert control_plan(parse(STATION)).tag_readers == {"low": 5, "high": 4}


def test_every_quantity_of_a_sensor_can_be_felt() -> None:
    plan = control_plan(parse(STATION))

    assert [(one.device, one.quantity, one.unit, len(one.values)) for one in plan.sensors] == [
        ("air", "temperature", "°C", 3),
        ("air", "humidity", "%", 3),
    ]


def test_a_detector_is_named_by_its_terminal_and_how_it_is_wired() -> None:
    (fire,) = control_plan(parse(STATION)).inputs

    assert (fire.name, fire.terminal, fire.means) == ("fire", "!board/input/3", "smoke")


@pytest.mark.parametrize("bare", ["readers", "tag_readers", "sensors", "inputs"])
def test_a_station_without_such_things_offers_none(bare: str) -> None:
    plan = control_plan(parse('[station]\nid = "s1"\nname = "S"\nclass = "point"\n'))

    assert not getattr(plan, bare)
