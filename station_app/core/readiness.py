"""The readiness report in brief, as it stands in a QR code: small enough for one, and good for nothing once altered.

    base64url( signature of 64 bytes | raw deflate of the brief's canonical JSON )

Station and hub share these few lines; the station signs, the hub verifies.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from station_app.core.chain import canonical

PURPOSE: Final = b"rest-station readiness 1\n"
"""Signed in front of every report: a signature made for something else proves nothing here."""
SIGNATURE_BYTES: Final = 64
LONGEST_CODE: Final = 1200
"""Characters: with an address before it, a QR code of version 25 at level L."""
MOST_FAULTS: Final = 12
"""Faults that the brief names; of more, only how many there are."""
_LONGEST_BRIEF: Final = 8192

Verdict = Literal["ready", "not-ready", "unknown"]
"""unknown: nothing is red, and something was never tested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a report says in brief."""

    station: str
    at: int
    """Seconds since 1970 UTC, by the station's clock."""
    tested: int
    """The same of the oldest result that counts here; 0 while no check was ever made."""
    verdict: Verdict
    version: str
    config: str
    """The beginning of the configuration's SHA-256."""
    epoch: str
    seq: int
    """The journal's newest row."""
    head: str
    """The beginning of that row's hash."""
    clock: str
    disk_mb: int
    fire_test: str
    visits: int
    refusals: int
    green: int
    never: int
    """Checks that were never made."""
    failed: int
    """Red and unfinished ones, and devices that are lost now."""
    faults: tuple[tuple[str, str], ...] = ()
    """Check and code of the first failed ones."""


def to_sign(text: str) -> bytes:
    """What is signed of a report's canonical JSON."""
    return PURPOSE + text.encode()


def text_of(brief: Brief) -> str:
    """The one JSON text of a brief."""
    return canonical([getattr(brief, name) for name in _NAMES])


def encode(text: str, signature: bytes) -> str:
    """The code of a signed brief. Raises ValueError for one too long for a QR code."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(text.encode()) + packer.flush()
    code = base64.urlsafe_b64encode(signature + packed).decode().rstrip("=")
    if len(code) > LONGEST_CODE:
        raise ValueError(f"the report's code has {len(code)} characters, {LONGEST_CODE} is the most")
    return code


def decode(code: str) -> tuple[str, bytes]:
    """The text and signature behind a code. Raises ValueError for anything that is none."""
    if len(code) > LONGEST_CODE:
        raise ValueError("too long for a report")
    try:
        raw = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(-15)
        text = unpacker.decompress(raw[SIGNATURE_BYTES:], _LONGEST_BRIEF)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise ValueError("no report") from error
    one_form = base64.urlsafe_b64encode(raw).decode().rstrip("=") == code
    if not one_form or not unpacker.eof or unpacker.unused_data or len(raw) <= SIGNATURE_BYTES:
        raise ValueError("no report")
    return text.decode(), raw[:SIGNATURE_BYTES]


def brief_of(text: str) -> Brief:
    """Read a brief, whoever signed it. Raises ValueError."""
    try:
        values: object = json.loads(text)
    except RecursionError:
        raise ValueError("no report") from None
    if not isinstance(values, list) or canonical(cast("object", values)) != text:
        raise ValueError("no report")
    named: dict[str, Any] = dict(zip(_NAMES, cast("list[Any]", values), strict=True))
    for name, value in named.items():
        if name != "faults" and not (type(value) is int if name in _NUMBERS else isinstance(value, str)):
            raise ValueError("no report")
    faults = named["faults"]
    if not isinstance(faults, list) or not all(_is_fault(one) for one in cast("list[object]", faults)):
        raise ValueError("no report")
    named["faults"] = tuple((check, fault) for check, fault in cast("list[list[str]]", faults))
    return Brief(**named)


def _is_fault(one: object) -> bool:
    if not isinstance(one, list):
        return False
    parts = cast("list[object]", one)
    return len(parts) == 2 and all(isinstance(part, str) for part in parts)


_NAMES: Final = tuple(Brief.__dataclass_fields__)
_NUMBERS: Final = frozenset({"at", "tested", "seq", "disk_mb", "visits", "refusals", "green", "never", "failed"})
