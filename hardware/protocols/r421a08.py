"""The R421A08 relay board's own use of Modbus: the register is the relay, and its high byte says what to do."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from hardware.protocols.modbus import Function, Read, Write

RELAYS: Final = 8
LONGEST_DELAY: Final = 255
"""Seconds; the board counts whole ones in one byte."""
HIGHEST_UNIT: Final = 63
"""Six switches on the board; it knows no broadcast, so that 0 is a number like the others."""


class Code(IntEnum):
    """What a relay may be told, in the high byte of function 06's value."""

    ON = 1
    OFF = 2
    TOGGLE = 3
    LATCH = 4
    """On, and every other relay off."""
    MOMENTARY = 5
    """On for one second."""
    DELAY = 6
    """On for as many seconds as the low byte says."""


def tell(*, unit: int, relay: int, code: Code, seconds: int = 0) -> Write:
    """Tell relay `relay` (from 1) what to do. `seconds` is for DELAY alone."""
    if not 1 <= relay <= RELAYS:
        raise ValueError(f"relay must be 1 to {RELAYS}, got {relay}")
    if not (1 if code is Code.DELAY else 0) <= seconds <= (LONGEST_DELAY if code is Code.DELAY else 0):
        raise ValueError(f"seconds must be 1 to {LONGEST_DELAY} for a delay and 0 for all else, got {seconds}")
    return Write(unit=unit, function=Function.WRITE_REGISTER, address=relay, value=code << 8 | seconds)


def read_state(*, unit: int, relay: int) -> Read:
    """Ask for the state of one relay (from 1); the board answers one at a time, 1 for on."""
    return Read(unit=unit, function=Function.READ_REGISTERS, first=relay, count=1)
