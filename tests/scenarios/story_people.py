"""Who comes to the station: synthetic people, and what must never be found of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hardware.simulators.id_cards import SimulatedCard
from station_app.identity.passes import Pass, issue

if TYPE_CHECKING:
    from machine import Machine

NAME = "测试某某"
"""The name on every card of these stories."""

COURIER = "320299198501020012"
CLEANER = "320299197003040024"
DRIVER = "320299199006070033"
HONG_KONG = "810000199408230021"
FOREIGNER_OLD = "UTO110085010101"
FOREIGNER_NEW = "999999198501010018"
NUMBERS = (COURIER, CLEANER, DRIVER, HONG_KONG, FOREIGNER_OLD, FOREIGNER_NEW)


def card(number: str = COURIER, **more: Any) -> SimulatedCard:
    """A resident ID card of one of these people."""
    return SimulatedCard(number=number, name=NAME, **more)


def traces(text: str) -> list[str]:
    """What of these people is in a text, be it plain or written in hex."""
    hexless = text.replace(" ", "").lower()
    return [
        secret
        for secret in (*NUMBERS, NAME)
        if secret in text
        or any(secret.encode(encoding).hex() in hexless for encoding in ("utf-8", "utf-16-le", "gb18030"))
    ]


def traces_in_bytes(raw: bytes) -> list[str]:
    """What of these people is in a file."""
    return [
        secret
        for secret in (*NUMBERS, NAME)
        if any(secret.encode(encoding) in raw for encoding in ("utf-8", "utf-16-le", "gb18030"))
    ]


def a_pass(at: Machine, *, minutes: float = 30, **more: Any) -> str:
    """A pass that a station itself has issued."""
    what = {"station": "320206001", "until": int(at.clock.wall() + minutes * 60), **more}
    return issue(at.keys.issuing(), Pass(**what))
