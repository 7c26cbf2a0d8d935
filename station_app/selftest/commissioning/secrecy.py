"""Nobody who commissions a station wants to know whose card or code was shown: it is wiped where it arrives."""

from __future__ import annotations

from hardware.devices.readings import CardRead, CodeRead, Reading, TagRead


def wiped(reading: Reading) -> Reading:
    """The same reading without what it says of a person."""
    match reading:
        case CardRead(number=secret) | TagRead(uid=secret):
            secret.wipe()
            return reading
        case CodeRead(device=device):
            return CodeRead(device=device, text="")
        case _:
            return reading
