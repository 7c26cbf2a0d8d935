"""A telephone number, sealed so that only the hub can read it: HPKE (RFC 9180) to the hub's contact key."""

from __future__ import annotations

import base64
from typing import Final

INFO: Final = b"rest-station contact 1"
"""Bound into every seal: one that was made for something else opens nothing here."""


def sealed(digits: str, contact_key: str, request: str) -> str:
    """A number sealed for one request, in base64url; `contact_key` is the raw X25519 public key in hex.

    Raises ValueError for a key that is none.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey  # late: a start needs none of it
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    key = X25519PublicKey.from_public_bytes(bytes.fromhex(contact_key))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    return base64.urlsafe_b64encode(suite.encrypt(digits.encode(), key, INFO + b" " + request.encode())).decode()


def opened(text: str, seed: bytes, request: str) -> str:
    """The number again, with the hub's raw private key. Raises ValueError for what was not sealed to it."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    try:
        key = X25519PrivateKey.from_private_bytes(seed)
        return suite.decrypt(base64.urlsafe_b64decode(text), key, INFO + b" " + request.encode()).decode()
    except InvalidTag as error:
        raise ValueError("this was not sealed to the hub's key for this request") from error
