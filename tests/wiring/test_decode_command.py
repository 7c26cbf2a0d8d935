"""`station decode`: what is in hex is told, frame by frame, and nobody's number with it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.catalog import KINDS
from hardware.protocols.sam import Reply, Status, encode
from hardware.simulators.id_cards import SimulatedCard
from hardware.traffic import Direction, Opaque
from station_app.__main__ import main
from station_app.wiring.decode_command import decoded
from station_app.wiring.process import UsageError

CAPTURES = Path(__file__).parents[1] / "captures"
NUMBER = "110105190101010017"
DRIVER_OF = {"lcus": "lcus-relay", "modbus": "modbus-board", "sam": "sam-id-reader"}
SIDES: dict[str, Direction] = {"host": "out", "reader": "in", "board": "in"}


def told(driver: str, direction: Direction, *lines: str, synthetic: bool = False) -> list[dict[str, Any]]:
    return [json.loads(line) for line, _ in decoded(driver, direction, lines, synthetic=synthetic)]


def rows(name: str) -> list[tuple[str, str]]:
    lines = (CAPTURES / name).read_text("utf-8").splitlines()
    return [tuple(line.split(":")[:2]) for line in lines if line.strip() and not line.startswith("#")]  # type: ignore[misc]


GOOD = [
    (DRIVER_OF[name.split("-")[0]], SIDES[who.strip()], raw)
    for name in ("lcus-vectors.hex", "modbus-vectors.hex", "sam-commands.hex", "sam-replies.hex")
    for who, raw in rows(name)
    if who.strip() in SIDES
]
WRONG = [
    *(("sam-id-reader", SIDES[who.strip()], raw) for who, raw in rows("sam-broken.hex")),
    *(
        (DRIVER_OF[name], "in", raw)
        for name in ("lcus", "modbus")
        for who, raw in rows(f"{name}-vectors.hex")
        if who.strip() == "wrong"
    ),
]


@pytest.mark.parametrize(("driver", "direction", "raw"), GOOD)
def test_each_published_frame_is_told_as_a_frame_and_nothing_else(driver: str, direction: Direction, raw: str) -> None:
    assert {*told(driver, direction, raw)[0]} >= {"line", "frame"}
    assert [one for one in told(driver, direction, raw) if "noise" in one] == []


@pytest.mark.parametrize(("driver", "direction", "raw"), WRONG)
def test_each_frame_that_is_wrong_in_its_source_is_told_as_noise(driver: str, direction: Direction, raw: str) -> None:
    assert {"noise" in one for one in told(driver, direction, raw)} == {True}


@pytest.mark.parametrize("driver", KINDS)
def test_each_driver_can_have_its_traffic_decoded(driver: str) -> None:
    assert KINDS[driver].driver.decode is not Opaque


@pytest.mark.parametrize("driver", KINDS)
@pytest.mark.parametrize("direction", ["in", "out"])
@settings(max_examples=30, deadline=None)
@given(pieces=st.lists(st.binary(max_size=60), max_size=6))
def test_no_bytes_can_break_a_decoder(driver: str, direction: Direction, pieces: list[bytes]) -> None:
    for one in told(driver, direction, *(piece.hex() for piece in pieces)):
        assert {"frame", "reading", "noise"} & one.keys()


def test_a_card_is_told_without_its_number() -> None:
    card = encode(Reply(status=Status.OK, data=SimulatedCard(number=NUMBER).base_info())).hex(" ")

    _, reading = told("sam-id-reader", "in", card)
    assert reading == {
        "line": 1,
        "reading": "card",
        "card": "citizen",
        "valid_until": "20991231",
        "number": "*" * 18,
    }


def test_a_card_that_is_said_to_be_synthetic_is_told_with_its_number() -> None:
    card = encode(Reply(status=Status.OK, data=SimulatedCard(number=NUMBER).base_info())).hex()

    assert told("sam-id-reader", "in", card, synthetic=True)[1]["number"] == NUMBER


def test_a_newest_address_is_told_by_its_length() -> None:
    where = "测试路1号".encode("utf-16-le").ljust(70, b"\0")
    frame = encode(Reply(status=Status.OK, data=bytearray(2 * where))).hex()

    assert told("sam-id-reader", "in", frame, synthetic=True)[1] == {
        "line": 1,
        "reading": "newest-address",
        "blocks": 2,
        "bytes": 140,
    }


def test_a_frame_may_be_cut_over_lines_with_spaces_and_comments() -> None:
    lines = ("# a board's answer", "01 02 01", "", "  016048   # input 1 is on")

    assert told("modbus-board", "in", *lines) == [
        {
            "line": 4,
            "frame": "Bits",
            "unit": 1,
            "function": "read-inputs",
            "states": [True, *[False] * 7],
        }
    ]


def test_noise_is_told_where_it_was_and_by_its_length_only() -> None:
    assert told("lcus-relay", "in", "00 01 A0 02 01 A3 FF") == [
        {"line": 1, "noise": "no frame", "bytes": 2},
        {"line": 1, "frame": "Frame", "channel": 2, "op": "on"},
        {"line": 1, "noise": "no frame", "bytes": 1},
    ]


def test_what_stops_half_way_is_told_at_the_end() -> None:
    assert told("lcus-relay", "in", "A0 02") == [{"line": 1, "noise": "a frame that stops half-way", "bytes": 2}]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("A0 0G", "character 5 is no hexadecimal digit; write two digits a byte, as in AA 96 69"),
        ("A0 0", "a byte has only one digit; write two digits a byte, as in AA 96 69"),
        ("A 0B", "a byte has only one digit; write two digits a byte, as in AA 96 69"),
    ],
)
def test_a_line_that_is_no_hex_is_named_and_the_rest_goes_on(line: str, error: str) -> None:
    bad, good = told("lcus-relay", "in", line, "A0 02 01 A3")
    assert (bad, good["line"]) == ({"line": 1, "error": error}, 2)


def test_a_code_is_told_by_its_length() -> None:
    assert told("line-scanner", "in", b"RS1:SECRET\r\n".hex()) == [
        {"line": 1, "reading": "code", "characters": 10, "pass": True, "text": "*" * 10}
    ]


def test_a_driver_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'lcus-relay'"):
        told("lcus", "in")


@pytest.mark.parametrize(("text", "status"), [("A0 02 01 A3\n", 0), ("A0 02 01 A3 00\n", 1), ("zz\n", 1), ("", 0)])
def test_the_status_is_1_for_noise_and_for_bad_lines(
    text: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["decode", "lcus-relay"]) == status
