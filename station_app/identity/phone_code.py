"""What a phone shows at the door: its pass, which is bound to a key in the phone, and the moment, signed by that key.

    RS2:<base45 of D2 84 | protected {1: -7, 13: pass} | A0 | {6: seconds} | signature>

A COSE_Sign1 (RFC 9052) of the phone with ES256 (RFC 9053) round the hub's pass, which is a CBOR web token whose `cnf`
claim (RFC 8747) holds the phone's public key, in the header parameter `kcwt` (RFC 9528). One form only, byte for byte,
and of the two signatures that ECDSA has for everything only the lower one. The phone says a new moment every ten
seconds, so a picture of its screen is worth nothing soon, and each moment admits once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from station_app.core.instant import ClockTrust
from station_app.core.reasons import Denial

PREFIX: Final = "RS2:"
LONGEST_TEXT: Final = 450
POINT_BYTES: Final = 33
"""A public key as SEC 1 compresses it: 2 or 3 for the sign of y, and x."""
GOOD_SECONDS: Final = 30

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (FIPS 186-4, D.1.2.3)."""
_BASE_POINT: Final = b"\x03" + bytes.fromhex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296")
_HEAD: Final = b"\xd2\x84"  # tag 18, array of 4
_PROTECTED: Final = b"\xa2\x01\x26\x0d"  # map of 2, alg: ES256, kcwt: what follows
_BETWEEN: Final = b"\xa0\x47\xa1\x06\x1a"  # nothing unprotected; bstr of 7: map of 1, iat: a number of four bytes
_MOMENT_BYTES: Final = 4
_SIGNATURE: Final = b"\x58\x40"  # bstr of 64
_TAIL: Final = len(_BETWEEN) + _MOMENT_BYTES + len(_SIGNATURE) + 64
_PAYLOAD_FROM: Final = 2
"""Where the payload begins in `_BETWEEN`, its length left out."""
_CONTEXT: Final = b"\x84\x6aSignature1"  # array of 4: what is signed begins with its purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Leeway:
    """How far the phone's moment may lie from the station's clock, in ms."""

    behind_ms: int
    ahead_ms: int | None
    """None: as far as the pass is good."""


LEEWAY: Final[Mapping[ClockTrust, Leeway]] = {
    "trusted": Leeway(behind_ms=GOOD_SECONDS * 1000, ahead_ms=GOOD_SECONDS * 1000),
    # Two months without a time server are two minutes with a usual clock (2 s a day).
    "drifting": Leeway(behind_ms=120_000, ahead_ms=120_000),
    # What has been is certain, what is now is not: a phone may be ahead of a clock that stood still.
    "unknown": Leeway(behind_ms=GOOD_SECONDS * 1000, ahead_ms=None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A phone's code, taken apart; nothing of it is believed yet."""

    grant: bytes
    """The hub's pass, a token of its own."""
    moment: int
    """Seconds since 1970 by the phone's clock."""
    signed: bytes
    signature: bytes

    def is_of(self, point: bytes) -> bool:
        """Whether the phone with this public key (33 bytes) has signed it."""
        return int.from_bytes(self.signature[32:], "big") <= _ORDER // 2 and signs(point, self.signed, self.signature)


def signs(point: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of a public key (33 bytes) has signed this with ES256; the signature is r and s."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    first, second = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        key.verify(encode_dss_signature(first, second), message, ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def shown_in(text: str) -> Shown | None:
    """The parts of a phone's code; None for anything that does not have its one form."""
    import base45

    if not text.startswith(PREFIX) or len(text) > LONGEST_TEXT or text.endswith("\n"):
        return None
    try:
        token = base45.b45decode(text.removeprefix(PREFIX))
    except ValueError:
        return None
    protected = _protected_of(token[len(_HEAD) : -_TAIL])
    tail = token[-_TAIL:]
    moment_to = len(_BETWEEN) + _MOMENT_BYTES
    whole = (
        token.startswith(_HEAD)
        and protected is not None
        and tail.startswith(_BETWEEN)
        and tail[moment_to : moment_to + len(_SIGNATURE)] == _SIGNATURE
    )
    if protected is None or not whole:
        return None
    payload = tail[_PAYLOAD_FROM:moment_to]
    return Shown(
        grant=protected.removeprefix(_PROTECTED),
        moment=int.from_bytes(payload[-_MOMENT_BYTES:], "big"),
        signed=to_sign(protected, payload),
        signature=tail[-64:],
    )


def warm() -> None:
    """Load what judges a phone's signature, and use it once."""
    signs(_BASE_POINT, b"", bytes(31) + b"\1" + bytes(31) + b"\1")


def unsigned(grant: bytes, moment: int) -> tuple[bytes, bytes]:
    """The protected header and the payload that a phone signs."""
    return _PROTECTED + grant, _BETWEEN[_PAYLOAD_FROM:] + moment.to_bytes(_MOMENT_BYTES, "big")


def to_sign(protected: bytes, payload: bytes) -> bytes:
    """What the phone signs (RFC 9052, 4.4)."""
    return _CONTEXT + _bytes(protected) + b"\x40" + _bytes(payload)


def text_of(protected: bytes, payload: bytes, signature: bytes) -> str:
    """The text of a phone's code; the signature is r and s, each of 32 bytes, and is brought to its lower form."""
    import base45

    second = int.from_bytes(signature[32:], "big")
    low = min(second, _ORDER - second).to_bytes(32, "big")
    token = _HEAD + _bytes(protected) + b"\xa0" + _bytes(payload) + _SIGNATURE + signature[:32] + low
    return PREFIX + base45.b45encode(token).decode()


def refusal(shown: Shown, now_ms: int, clock: ClockTrust) -> Denial | None:
    """Why a moment is not now; None where it is."""
    leeway, behind_ms = LEEWAY[clock], now_ms - shown.moment * 1000
    if behind_ms >= leeway.behind_ms:
        return "pass-expired"
    if leeway.ahead_ms is not None and -behind_ms > leeway.ahead_ms:
        return "pass-not-yet-valid"
    return None


def _protected_of(item: bytes) -> bytes | None:
    """What is in a byte string of 24 to 255 bytes that is a phone's header, in its shortest form."""
    whole = len(item) >= 26 and item[0] == 0x58 and item[1] == len(item) - 2
    return item[2:] if whole and item[2:].startswith(_PROTECTED) else None


def _bytes(content: bytes) -> bytes:
    """A CBOR byte string of up to 255 bytes."""
    return (bytes([0x40 + len(content)]) if len(content) < 24 else b"\x58" + bytes([len(content)])) + content
