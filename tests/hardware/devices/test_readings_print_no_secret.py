"""A reading that stands in an error message or a debugger's output tells nobody's number, id or code."""

from __future__ import annotations

import pytest

from hardware.devices.readings import CardRead, CodeRead, Reading, SecretNumber, TagRead
from hardware.protocols.lines import Line

SECRET = "110105190101010017"


@pytest.mark.parametrize(
    "reading",
    [
        CardRead(device="r", kind="citizen", number=SecretNumber(bytearray(SECRET.encode())), valid_until=None),
        TagRead(device="r", technology="em4100", uid=SecretNumber(bytearray(SECRET.encode()))),
        CodeRead(device="r", text=SECRET),
    ],
    ids=lambda reading: type(reading).__name__,
)
def test_a_reading_prints_whose_it_is_and_not_what_was_read(reading: Reading) -> None:
    shown = f"{reading!r} {reading}"

    assert "device='r'" in shown
    assert SECRET not in shown


def test_a_line_prints_nothing_of_the_code_that_it_is() -> None:
    assert SECRET not in repr(Line(text=SECRET))
