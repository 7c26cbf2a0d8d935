"""What counts as evidence for a wire, and what is forgotten where it arrives."""

from __future__ import annotations

import pytest

from hardware.devices.readings import CardRead, CodeRead, Reading, SecretNumber, TagRead
from station_app.selftest.commissioning.evidence import followed, on_at_rest, opened_after
from station_app.selftest.commissioning.learned import Terminal
from station_app.selftest.commissioning.secrecy import wiped
from station_app.selftest.commissioning.sights import Move, Rest
from station_app.selftest.commissioning.talk import Answer

ONE = Terminal(device="board", kind="input", channel=1)
TWO = Terminal(device="board", kind="input", channel=2)


def answer(before: str, after: str, *moves: Move) -> Answer:
    """Inputs as a row of signs: 1 is on, 0 is off, ? is unknown."""
    signs: dict[str, bool | None] = {"1": True, "0": False, "?": None}
    rest = Rest(device="board", before=tuple(map(signs.get, before)), after=tuple(map(signs.get, after)))
    return Answer(code="x", seen=(rest, *moves))


def move(channel: int, on: bool, after: float) -> Move:
    return Move(device="board", channel=channel, on=on, after=after)


def test_an_input_that_goes_there_and_back_is_the_one() -> None:
    assert followed(answer("000", "010"), answer("010", "000")) == (TWO,)


def test_an_input_that_is_switched_off_by_the_act_is_inverted() -> None:
    (found,) = followed(answer("010", "000"), answer("000", "010"))

    assert found.text == "!board/input/2"


def test_an_input_that_moved_and_did_not_come_back_was_somebody_else() -> None:
    assert followed(answer("000", "011"), answer("011", "001")) == (TWO,)


def test_an_input_that_bounced_and_is_as_before_has_not_followed() -> None:
    assert followed(answer("0", "0", move(1, True, 0.1), move(1, False, 0.2)), answer("0", "0")) == ()


def test_an_input_that_is_known_is_no_candidate() -> None:
    assert followed(answer("00", "11"), answer("11", "00"), taken=(ONE,)) == (TWO,)


def test_an_input_that_was_unknown_proves_nothing() -> None:
    assert followed(answer("?", "1"), answer("1", "0")) == ()


def test_what_is_on_before_and_after_is_on_at_rest() -> None:
    assert on_at_rest(answer("110", "101")) == (ONE,)


def test_the_first_opening_counts() -> None:
    told = answer("0", "0", move(2, True, 0.1), move(1, True, 0.7), move(1, False, 1.0), move(1, True, 1.5))

    assert opened_after(told, ONE) == 0.7


def test_a_contact_that_is_closed_while_the_door_is_shut_tells_by_opening() -> None:
    inverted = Terminal(device="board", kind="input", channel=1, inverted=True)

    assert opened_after(answer("1", "1", move(1, False, 0.6), move(1, True, 1.0)), inverted) == 0.6


@pytest.mark.parametrize(
    "reading",
    [
        CardRead(device="r", kind="citizen", number=SecretNumber(bytearray(b"110105190101010017")), valid_until=None),
        TagRead(device="r", technology="em4100", uid=SecretNumber(bytearray(b"0102030405"))),
    ],
)
def test_a_secret_is_wiped(reading: CardRead | TagRead) -> None:
    secret = reading.number if isinstance(reading, CardRead) else reading.uid
    wiped(reading)

    assert secret.digits == b""


def test_a_code_loses_its_text() -> None:
    reading: Reading = CodeRead(device="s", text="secret")

    assert wiped(reading) == CodeRead(device="s", text="")
