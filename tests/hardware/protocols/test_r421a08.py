"""The R421A08 board's frames, as published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol_bench import rows

from hardware.protocols.modbus import Registers, Request, encode, reply_decoder, request_decoder
from hardware.protocols.r421a08 import LONGEST_DELAY, RELAYS, Code, read_state, tell

ROWS = rows("r421a08-vectors.hex")
PUBLISHED = {what: bytes.fromhex(raw) for _, raw, what in ROWS}
MEANT: dict[str, Request] = {
    "relay 1 on": tell(unit=1, relay=1, code=Code.ON),
    "relay 1 off": tell(unit=1, relay=1, code=Code.OFF),
    "relay 1 toggled": tell(unit=1, relay=1, code=Code.TOGGLE),
    "relay 1 momentary": tell(unit=1, relay=1, code=Code.MOMENTARY),
    "relay 1 for 5 seconds": tell(unit=1, relay=1, code=Code.DELAY, seconds=5),
    "state of relay 1": read_state(unit=1, relay=1),
}


@pytest.mark.parametrize("what", MEANT)
def test_published_vectors_are_written_so(what: str) -> None:
    assert encode(MEANT[what]) == PUBLISHED[what]


@pytest.mark.parametrize("what", MEANT)
def test_published_vectors_are_read_so(what: str) -> None:
    assert request_decoder().feed(PUBLISHED[what]) == [MEANT[what]]


def test_the_published_answer_says_on() -> None:
    assert reply_decoder().feed(PUBLISHED["relay 1 is on"]) == [Registers(unit=1, values=(1,))]


@given(relay=st.integers(1, RELAYS), seconds=st.integers(1, LONGEST_DELAY))
def test_a_delay_has_its_code_above_its_seconds(relay: int, seconds: int) -> None:
    raw = encode(tell(unit=9, relay=relay, code=Code.DELAY, seconds=seconds))
    assert raw[:6] == bytes((9, 6, 0, relay, 6, seconds))


@pytest.mark.parametrize(
    ("relay", "code", "seconds", "what"),
    [
        (0, Code.ON, 0, "relay must be 1 to 8"),
        (9, Code.ON, 0, "relay must be 1 to 8"),
        (1, Code.DELAY, 0, "seconds must be 1 to 255"),
        (1, Code.DELAY, 256, "seconds must be 1 to 255"),
        (1, Code.ON, 3, "0 for all else"),
    ],
)
def test_what_the_board_cannot_do_does_not_come_into_being(relay: int, code: Code, seconds: int, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        tell(unit=1, relay=relay, code=code, seconds=seconds)
