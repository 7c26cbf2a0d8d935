"""The sheet in the cabinet says the same as the configuration, and fits its page."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from station_app.assets import LANGUAGES, texts
from station_app.config import Settings, parse
from station_app.selftest.commissioning.sheet import SheetFacts, svg_of
from station_app.selftest.commissioning.sheet_rows import boards_of, readers_of, spans

TEXT = texts("en")
SVG = "{http://www.w3.org/2000/svg}"
FACTS = SheetFacts(day="2026-01-01", config_hash="0123456789abcdef" * 4)


CONFIG = """
[station]
id = "320206001"
name = "惠南二社区户外劳动者服务站"
operator = "惠南二社区工会联合会"
[devices.id_reader]
driver = "sam-id-reader"
port = "pty:id_reader"
[devices.scanner]
driver = "line-scanner"
port = "usb:1A86:7523:A1"
[devices.board]
driver = "modbus-board"
port = "pty:board"
unit = 7
[doors.main]
zone = "hall"
lock = "board/relay/1"
contact = "board/input/1"
exit_button = "board/input/2"
readers = ["id_reader", "scanner"]
[zones.hall]
name = "休息区"
capacity = 16
"""


def small() -> Settings:
    return parse(CONFIG)


def big(boards: int) -> Settings:
    """A station with many boards, all of whose first inputs are used."""
    text = CONFIG
    for number in range(2, boards + 1):
        text += f'\n[devices.board{number}]\ndriver = "modbus-board"\nport = "pty:board{number}"\n'
        for channel in range(1, 5):
            text += f'[inputs.help{number}_{channel}]\nterminal = "board{number}/input/{channel}"\nmeans = "help"\n'
    return parse(text)


def words(settings: Settings, language: str = "en") -> list[str]:
    page = ElementTree.fromstring(svg_of(settings, FACTS, texts(language)))
    return [text.text or "" for text in page.iter(f"{SVG}text")]


def test_every_used_terminal_is_named_with_what_it_goes_to() -> None:
    (board,) = boards_of(small(), TEXT)
    used = [(row.terminal, row.thing) for row in board.rows if row.kind != "free"]

    assert used == [("relay 1", "Lock main"), ("input 1", "Contact main"), ("input 2", "Exit button main")]


def test_the_free_terminals_are_said_in_one_line() -> None:
    (board,) = boards_of(small(), TEXT)

    assert [row.terminal for row in board.rows if row.kind == "free"] == ["relay 2-8", "input 3-8"]


def test_a_terminal_that_is_inverted_is_called_normally_closed() -> None:
    text = CONFIG.replace('"board/input/1"', '"!board/input/1"')
    (board,) = boards_of(parse(text), TEXT)

    assert [row.polarity for row in board.rows if row.thing == "Contact main"] == ["opens when it acts (NC)"]


def test_every_reader_is_named_with_its_door() -> None:
    assert [(reader.name, reader.door) for reader in readers_of(small(), TEXT)] == [
        ("id_reader", "main"),
        ("scanner", "main"),
    ]


def test_a_sensor_on_the_board_s_wires_is_named_with_its_unit_and_framing() -> None:
    sensor = '[devices.air]\ndriver = "modbus-sensor"\nport = "/dev/ttyUSB1"\nbaud = 19200\nserial = "8E1"\nunit = 7\n'
    (air,) = [row for row in readers_of(parse(CONFIG + sensor), TEXT) if row.name == "air"]

    assert air.rate == f"19200 8E1 · {TEXT['commission.sheet.unit']} 7"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_names_station_day_and_configuration(language: str) -> None:
    told = words(small(), language)

    assert {small().station.name, small().station.id, "2026-01-01", "0123456789abcdef"} <= set(told)


@pytest.mark.parametrize("boards", [1, 2, 4])
def test_everything_is_on_the_page(boards: int) -> None:
    page = ElementTree.fromstring(svg_of(big(boards), FACTS, TEXT))
    bottoms = [float(text.get("y", "0")) for text in page.iter(f"{SVG}text")]
    bottoms += [float(box.get("y", "0")) + float(box.get("height", "0")) for box in page.iter(f"{SVG}rect")]

    assert max(bottoms) <= float(page.get("viewBox", "0").split()[3])


def test_what_a_person_wrote_cannot_break_the_drawing() -> None:
    text = CONFIG.replace("惠南二社区工会联合会", "<&> \\\"'")

    assert "<&> \"'" in words(parse(text))


@pytest.mark.parametrize(("channels", "said"), [([1], "1"), ([1, 2, 3], "1-3"), ([1, 3, 4, 8], "1, 3-4, 8"), ([], "")])
def test_numbers_are_written_short(channels: list[int], said: str) -> None:
    assert spans(channels) == said
