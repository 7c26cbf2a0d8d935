"""Codes of eight digits that a manager reads out on the telephone, and that are typed at one station's kiosk.

Station and hub have had one secret since enrolment, which no message carries: what their two keys agree on. A code is
the head of an HMAC under it of the hour in which it is issued and its number within the hour, so the station knows,
with no network, every code that can have been issued lately: twenty an hour, each good until the next hour is over,
and for one admission.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from station_app.core.events import Known, Unknown
from station_app.identity.keys import KEY_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

DIGITS: Final = 8
HOUR: Final = 3600
MOST_AN_HOUR: Final = 20
"""Codes that one station can have been given in an hour; each of them could be guessed."""
ISSUER: Final = "code"
"""Stands where a pass has its issuer's name."""
_AHEAD: Final = 300
"""Seconds by which the hub's clock may be ahead of the station's at the turn of an hour."""
_PURPOSE: Final = b"rest-station typed code 1\n"
_ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCode:
    """One code."""

    digits: str
    pass_id: str
    """What it is known by, here and at the hub; nobody can make the digits from it."""
    until: int
    """Seconds since 1970 UTC; from this second on it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBook:
    """Every code of one station and hub."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"the secret of codes has {KEY_BYTES} bytes, got {len(self.secret)}")

    def code(self, hour: int, number: int) -> TypedCode:
        """The code with this number, from 0, of an hour since 1970."""
        if not 0 <= number < MOST_AN_HOUR:
            raise ValueError(f"an hour has {MOST_AN_HOUR} codes, there is no number {number}")
        place = hour.to_bytes(8, "big") + bytes([number])
        head = int.from_bytes(hmac.digest(self.secret, b"digits" + place, "sha256")[:8], "big")
        name = hmac.digest(self.secret, b"name" + place, "sha256")[:_ID_BYTES]
        return TypedCode(
            digits=f"{head % 10**DIGITS:0{DIGITS}d}", pass_id=f"{ISSUER}:{name.hex()}", until=(hour + 2) * HOUR
        )

    def verify(self, digits: str, now_ms: int, revoked: frozenset[str] = frozenset()) -> Known | Unknown:
        """What was typed, judged at a moment. A wrong code and one that is over are the same: nobody is told which."""
        for code in self._good_at(now_ms // 1000):
            if hmac.compare_digest(code.digits.encode(), digits.encode()):
                if code.pass_id in revoked:
                    return Unknown(reason="pass-revoked")
                return Known(person=None, pass_id=code.pass_id, pass_until_ms=code.until * 1000)
        return Unknown(reason="code-wrong")

    def _good_at(self, now: int) -> Iterator[TypedCode]:
        for hour in sorted({now // HOUR - 1, now // HOUR, (now + _AHEAD) // HOUR}):
            yield from (self.code(hour, number) for number in range(MOST_AN_HOUR))


def agreed(mine: X25519PrivateKey, theirs: X25519PublicKey, station: str) -> CodeBook:
    """The codes of a station, from either end's key. Raises ValueError for a key that is none."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_PURPOSE + station.encode())
    return CodeBook(secret=kdf.derive(mine.exchange(theirs)))
