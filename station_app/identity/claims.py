"""What a pass may say, read strictly: one flat CBOR map (RFC 8949) of the seven registered claims of RFC 8392.

A claim of another kind is refused, not skipped: it might be a restriction that this program does not know. The pass of
a phone has one claim more, `cnf` (RFC 8747): it is no pass without the phone's own signature, so whoever reads passes
has to say which of the two is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ISS, SUB, AUD, EXP, NBF, IAT, CTI, CNF = 1, 2, 3, 4, 5, 6, 7, 8

LATEST = 1 << 40
"""No moment in a pass is later than this, in seconds since 1970."""

_NUMBER, _BYTES, _TEXT, _MAP = 0, 2, 3, 5
_COSE_KEY = b"\xa1\x01\xa4\x01\x02\x20\x01\x21\x58\x20"  # {COSE_Key: {kty: EC2, crv: P-256, x: bstr of 32 …
_SIGN = {2: b"\x22\xf4", 3: b"\x22\xf5"}  # … y: whether it is odd}}
_KINDS: Mapping[int, int] = {ISS: _TEXT, SUB: _TEXT, AUD: _TEXT, EXP: _NUMBER, NBF: _NUMBER, IAT: _NUMBER, CTI: _BYTES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a pass says."""

    issuer: str
    audience: str
    until: int
    """Seconds since 1970 UTC; from this second on the pass is expired."""
    one_use: bytes
    not_before: int | None = None
    subject: str | None = None
    """The issuer's own pseudonym of the holder; never a name or a number."""
    phone: bytes | None = None
    """Public key of the phone that it is bound to, a compressed point of P-256 (33 bytes); None for no phone's."""

    def __post_init__(self) -> None:
        if not self.issuer or not self.audience:
            raise ValueError("a pass names its issuer and whom it is for")
        if not 0 < self.until < LATEST:
            raise ValueError(f"a pass ends at a second after 1970, got {self.until}")
        if self.not_before is not None and not 0 <= self.not_before < self.until:
            raise ValueError("a pass begins before it ends")
        if not 8 <= len(self.one_use) <= 16:
            raise ValueError(f"a one-use id has 8 to 16 bytes, got {len(self.one_use)}")
        if self.phone is not None and (len(self.phone) != 33 or self.phone[0] not in _SIGN):
            raise ValueError("a phone's key is a compressed point of P-256")

    def to_map(self) -> dict[int, Any]:
        """Claim numbers and values, as a CBOR library wants them."""
        found: dict[int, Any] = {
            ISS: self.issuer,
            SUB: self.subject,
            AUD: self.audience,
            EXP: self.until,
            NBF: self.not_before,
            CTI: self.one_use,
            CNF: None if self.phone is None else {1: {1: 2, -1: 1, -2: self.phone[1:], -3: self.phone[0] == 3}},
        }
        return {claim: value for claim, value in found.items() if value is not None}


def parse_claims(payload: bytes, *, of_phone: bool = False) -> Claims:
    """Read the claims of a pass whose signature is good; a phone's key is demanded or refused. Raises ValueError."""
    reader = _Reader(payload)
    numbers: dict[int, int] = {}
    texts: dict[int, str] = {}
    one_use, phone = b"", None
    seen: set[int] = set()
    for _ in range(reader.head(_MAP)):
        claim = reader.head(_NUMBER)
        if claim in seen or claim not in (_KINDS.keys() | {CNF} if of_phone else _KINDS):
            raise ValueError(f"claim {claim} is repeated or unknown")
        seen.add(claim)
        if claim == CNF:
            phone = reader.point()
        elif _KINDS[claim] == _NUMBER:
            numbers[claim] = reader.head(_NUMBER)
        elif _KINDS[claim] == _TEXT:
            texts[claim] = reader.string(_TEXT).decode()
        else:
            one_use = reader.string(_BYTES)
    reader.end()
    if of_phone and phone is None:
        raise ValueError("a phone's pass is bound to its key")
    return Claims(
        issuer=texts.get(ISS, ""),
        audience=texts.get(AUD, ""),
        until=numbers.get(EXP, 0),
        one_use=one_use,
        not_before=numbers.get(NBF),
        subject=texts.get(SUB),
        phone=phone,
    )


class _Reader:
    """Takes CBOR items of known kinds from the front. Raises ValueError for anything else."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def head(self, kind: int) -> int:
        """The argument of the next item, which must be of `kind` and in its shortest form."""
        first = self._take(1)[0]
        if first >> 5 != kind:
            raise ValueError(f"expected CBOR kind {kind}, got {first >> 5}")
        short = first & 0x1F
        if short < 24:
            return short
        if short > 27:
            raise ValueError("indefinite length")
        size = 1 << short - 24
        value = int.from_bytes(self._take(size), "big")
        if value < 24 or (size > 1 and value < 1 << 4 * size):
            raise ValueError("not the shortest form")
        return value

    def string(self, kind: int) -> bytes:
        """The next byte or text string."""
        return self._take(self.head(kind))

    def point(self) -> bytes:
        """The public key in a `cnf` claim of the one form that passes have, compressed."""
        if self._take(len(_COSE_KEY)) != _COSE_KEY:
            raise ValueError("not the key of a phone")
        x, y = self._take(32), self._take(2)
        sign = next((first for first, told in _SIGN.items() if told == y), None)
        if sign is None:
            raise ValueError("not the key of a phone")
        return bytes([sign]) + x

    def end(self) -> None:
        """Nothing may follow."""
        if self._at != len(self._data):
            raise ValueError("bytes after the claims")

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise ValueError("the claims are cut short")
        self._at += count
        return taken
