"""Synthetic document numbers: area codes that no county has, real dates, right check characters."""

from __future__ import annotations

from hardware.devices.readings import SecretNumber

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen(serial: int, area: str = "320299") -> str:
    """The number of the synthetic citizen with this serial (0 to 27,971)."""
    body = f"{area}1985{1 + serial // 999:02d}{1 + serial // 999:02d}{1 + serial % 999:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def secret(number: str) -> SecretNumber:
    """A number as a reader hands it over."""
    return SecretNumber(bytearray(number.encode()))
