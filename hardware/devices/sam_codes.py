"""What each status code of a resident-ID reader (SW3) asks of people: of the worker at once, of a technician later.

The worker is told only what a worker can do: hold the card still, try another card, ask for help. The rest is for the
technician; it stands in the reader's health (`answer-31` counts the code 31) and in the remedy of a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hardware.protocols.sam import Status

Reason = Literal["not-an-id-card", "keep-still", "not-authentic"]
Cause = Literal["none", "card", "line", "reader"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What one code means for people."""

    cause: Cause
    """What it speaks of: nothing wrong, the card, the line between, or the reader itself."""
    worker: Reason = "keep-still"
    """What the worker hears when it ends a reading."""
    again: bool = False
    """Whether trying the same card at once may do better."""
    remedy: str = ""
    """For the technician."""


_FINE: Final = Advice(cause="none")
_LINE: Final = "Check the cable and its shielding, keep it away from the lock's supply, then check the baud rate."
_FORGED: Final = (
    "One card: it may be damaged or forged; the worker may lay it down again or come in with a pass. Many cards: the "
    "reader's security module may be worn or out of date; try another reader."
)
_UNKNOWN: Final = Advice(
    cause="reader", remedy="Note the code and the reader's model and ask its maker; the tables at hand do not know it."
)

ADVICE: Final[Mapping[int, Advice]] = {
    Status.OK: _FINE,
    Status.FOUND: _FINE,
    Status.NO_CARD: _FINE,
    Status.NO_SUCH_ITEM: Advice(
        cause="card",
        worker="not-an-id-card",
        remedy="Nothing is wrong with the reader: this card has no such item.",
    ),
    Status.BAD_CHECKSUM: Advice(cause="line", remedy=_LINE),
    Status.BAD_LENGTH: Advice(cause="line", remedy=_LINE),
    Status.BAD_COMMAND: Advice(
        cause="reader",
        remedy="The reader does not know a command that every resident-ID reader knows: check that it is one, else "
        "replace it.",
    ),
    Status.NOT_PERMITTED: Advice(
        cause="reader",
        remedy="The reader's security module does not permit reading: have its maker authorise it, or replace it.",
    ),
    Status.UNKNOWN_ERROR: Advice(
        cause="reader", remedy="Take the reader's power away for ten seconds; if the code comes back, replace it."
    ),
    Status.CARD_REFUSED_SAM: Advice(cause="card", worker="not-authentic", remedy=_FORGED),
    Status.SAM_REFUSED_CARD: Advice(cause="card", worker="not-authentic", remedy=_FORGED),
    Status.FALSE_INFORMATION: Advice(cause="card", worker="not-authentic", remedy=_FORGED),
    Status.UNKNOWN_CARD: Advice(
        cause="card",
        worker="not-an-id-card",
        remedy="Often a bus or bank card, or two cards at once: ask for the resident ID card alone.",
    ),
    Status.READ_FAILED: Advice(
        cause="card",
        again=True,
        remedy="Often: look for metal under the reader or a second reader too near; else the antenna is worn.",
    ),
    Status.NO_RANDOM: Advice(
        cause="card", again=True, remedy="Often: the reader's supply is weak; feed it from a powered port."
    ),
    Status.SELECT_FAILED: Advice(
        cause="card", again=True, remedy="Often: cards are pulled away early or lie askew; mark the place to lay them."
    ),
    Status.SELF_TEST_FAILED: Advice(
        cause="reader", remedy="The security module has failed: take the power away once, then replace the reader."
    ),
    Status.NOT_AUTHORISED: Advice(
        cause="reader",
        remedy="The security module is not authorised: replace the reader or have its maker authorise it.",
    ),
}


def advice(status: int) -> Advice:
    """What to do about SW3, also about a code that no table knows."""
    return ADVICE.get(status, _UNKNOWN)
