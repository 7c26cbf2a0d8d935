"""A text that somebody has signed, as it is handed over: one line of JSON, good for nothing once a bit has changed.

    {"kid": "<key id>", "<what it is>": "<the text>", "signature": "<Ed25519, hex>"}

Signed is a purpose, the key id and the text. The envelope has one form only, and nothing of the text is read before
its signature has been verified.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from station_app.core.chain import canonical
from station_app.identity.keys import kid_of

Broken = Literal["too-large", "no-envelope", "unknown-key", "bad-signature"]
_SIGNATURE: Final = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A text whose signature is in order."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One kind of signed text."""

    name: str
    """Of the text in the envelope."""
    purpose: bytes
    """Signed in front of every text: a signature made for something else proves nothing here."""
    max_bytes: int
    """A longer envelope is not even looked at."""

    def on(self, text: str, seed: bytes) -> bytes:
        """The envelope of a text, signed with a raw Ed25519 private key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # late: a start may not need it

        key = Ed25519PrivateKey.from_private_bytes(seed)
        kid = kid_of(key.public_key().public_bytes_raw()).hex()
        return self._envelope(kid, text, key.sign(self._to_sign(kid, text)).hex())

    def open(self, envelope: bytes, publics: Mapping[str, bytes]) -> Opened | Broken:
        """The text, if one of `publics` (key id in hex -> raw public key) has signed it. Raises nothing."""
        if len(envelope) > self.max_bytes:
            return "too-large"
        parts = self.parts(envelope)
        if parts is None:
            return "no-envelope"
        kid, text, signature = parts
        public = publics.get(kid)
        if public is None:
            return "unknown-key"
        return Opened(text=text) if _verified(public, signature, self._to_sign(kid, text)) else "bad-signature"

    def parts(self, envelope: bytes) -> tuple[str, str, str] | None:
        """Key id, text and signature of an envelope in its one form, verified by nobody."""
        try:
            told: object = json.loads(envelope)
        except (ValueError, RecursionError):
            return None
        if not isinstance(told, dict):
            return None
        found = cast("dict[str, Any]", told)
        kid, text, signature = found.get("kid"), found.get(self.name), found.get(_SIGNATURE)
        if not (isinstance(kid, str) and isinstance(text, str) and isinstance(signature, str)):
            return None
        try:
            return (kid, text, signature) if self._envelope(kid, text, signature) == envelope else None
        except UnicodeEncodeError:  # half a surrogate pair
            return None

    def _to_sign(self, kid: str, text: str) -> bytes:
        return self.purpose + kid.encode() + b"\n" + text.encode()

    def _envelope(self, kid: str, text: str, signature: str) -> bytes:
        return canonical({"kid": kid, self.name: text, _SIGNATURE: signature}).encode() + b"\n"


def _verified(public: bytes, signature: str, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = bytes.fromhex(signature)
        if raw.hex() != signature:  # one form only
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True
