"""[inputs.NAME]: detectors and buttons that belong to no door."""

from __future__ import annotations

import pytest

from station_app.config import ConfigError, InputWiring, Point, parse
from station_app.core.model import Sense
from station_app.wiring.devices import check_devices

STATION = """
[station]
id = "s1"
name = "S"
[devices.scanner]
driver = "line-scanner"
port = "pty:scanner"
[devices.board]
driver = "modbus-board"
port = "pty:board"
[doors.main]
zone = "hall"
lock = "board/relay/1"
contact = "board/input/1"
exit_button = "board/input/2"
readers = ["scanner"]
[zones.hall]
name = "Hall"
capacity = 16
"""


def one(terminal: str, means: str = "motion", zone: str = "") -> str:
    return f'[inputs.it]\nterminal = "{terminal}"\nmeans = "{means}"\n' + (f'zone = "{zone}"\n' if zone else "")


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        check_devices(parse(STATION + text))
    return str(refused.value)


def test_an_input_is_known_by_its_terminal_and_its_meaning() -> None:
    settings = parse(STATION + one("!board/input/3", "smoke", "hall"))
    terminal = Point(device="board", kind="input", channel=3, inverted=True)
    assert (settings.inputs, settings.house.inputs) == (
        {"it": InputWiring(terminal=terminal, means="smoke")},
        {"it": Sense(name="it", means="smoke", zone="hall", board="board")},
    )


def test_without_such_tables_there_are_no_inputs() -> None:
    settings = parse(STATION)
    assert (settings.inputs, settings.house.inputs) == ({}, {})


@pytest.mark.parametrize("means", ["motion", "help", "latch", "power-good", "leak", "tamper", "confirm"])
@pytest.mark.parametrize("terminal", ["board/input/3", "!board/input/3"])
def test_all_but_smoke_may_be_wired_either_way(terminal: str, means: str) -> None:
    check_devices(parse(STATION + one(terminal, means)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (one("board/input/3", "smoke"), "inputs.it.terminal: a smoke detector is wired normally closed"),
        (one("board/relay/3"), "inputs.it.terminal: 'board/relay/3' is no input; write it like \"board/input/1\""),
        (one("board/3"), "inputs.it.terminal: 'board/3' is no terminal"),
        (one("bord/input/3"), "inputs.it.terminal: there is no device 'bord'; did you mean 'board'?"),
        (one("scanner/input/1"), "inputs.it.terminal: 'scanner' (line-scanner) has no inputs"),
        (one("board/input/9"), "inputs.it.terminal: 'board' has inputs 1 to 8, not 9"),
        (one("board/input/3", "smok"), "inputs.it.means: invalid enum value 'smok'; did you mean 'smoke'?"),
        (one("board/input/3", zone="hal"), "inputs.it.zone: there is no zone 'hal'; did you mean 'hall'?"),
        ('[inputs.it]\nmeans = "motion"\n', "inputs.it.terminal: is missing"),
        ('[inputs.it]\nterminal = "board/input/3"\n', "inputs.it.means: is missing"),
        (one("board/input/3") + "colour = 1\n", "inputs.it.colour: unknown key"),
        (one("board/input/1"), "inputs.it.terminal: is the terminal of doors.main.contact already"),
        (one("!board/input/2"), "inputs.it.terminal: is the terminal of doors.main.exit_button already"),
        (
            one("board/input/3") + one("board/input/3").replace("inputs.it", "inputs.other"),
            "inputs.other.terminal: is the terminal of inputs.it.terminal already",
        ),
    ],
)
def test_a_wrong_table_is_refused_by_its_path(text: str, message: str) -> None:
    assert complaint(text).startswith(message)
