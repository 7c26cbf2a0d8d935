"""Every mis-wiring that commissioning can name; what was seen and the next physical action are `miswiring.CODE.*`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

MISWIRINGS: Final[Mapping[str, Literal["mend", "note"]]] = MappingProxyType(
    {
        "cannot-open": "mend",
        "dead-board": "mend",
        "swapped-ab": "mend",
        "unit-silent": "mend",
        "garbage": "mend",
        "echo": "note",
        "unit-number": "note",
        "wrong-baud": "note",
        "units-same-number": "mend",
        "input-linked": "mend",
        "readers-swapped": "note",
        "scanner-keyboard": "mend",
        "scanner-dead": "mend",
        "reader-silent": "mend",
        "reader-elsewhere": "note",
        "contact-cut": "mend",
        "contact-wrong-input": "note",
        "contact-inverted": "note",
        "contact-silent-at-lock": "mend",
        "exit-cut": "mend",
        "exit-stuck": "mend",
        "exit-wrong-input": "note",
        "lock-nc": "mend",
        "lock-no-power": "mend",
        "lock-wrong-relay": "note",
        "door-not-locked": "mend",
        "relays-dead": "mend",
        "board-refuses": "mend",
        "detector-silent": "mend",
        "smoke-normally-open": "mend",
    }
)
"""`mend`: wires must be changed before it can serve; `note`: it can serve as it is, and the file says how it is."""
