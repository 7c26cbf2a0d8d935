"""A station's public state as anybody reads it: small, without a person, signed. Both ends of it.

What is signed is the text `rest-station-status-1`, a line feed, and the canonical JSON of `status`: members sorted by
name, no blanks, UTF-8, no number but whole ones.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from station_app.core.chain import canonical

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PURPOSE: Final = b"rest-station-status-1\n"
MOST_BYTES: Final = 1000
DROPPED: Final = ("address", "hours", "phone", "district", "name")
"""Left out in this order where the document would be too long."""


class NotGenuine(ValueError):
    """The document is not what the hub has signed."""


def signed(status: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The document of a state, of at most `MOST_BYTES` bytes."""
    told = dict(status)
    for name in DROPPED:
        if len(document := _signed(told, key)) <= MOST_BYTES:
            return document
        told.pop(name, None)
    return _signed(told, key)


def _signed(told: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    text = canonical(told)
    signature = base64.urlsafe_b64encode(key.sign(PURPOSE + text.encode())).decode()
    return f'{{"status":{text},"signature":"{signature}"}}'.encode()


def verified(document: bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """The state in a document that this key has signed. Raises NotGenuine with a sentence."""
    from cryptography.exceptions import InvalidSignature

    try:
        told: object = json.loads(document)
        status = cast("dict[str, Any]", told)["status"]
        signature = base64.urlsafe_b64decode(cast("dict[str, Any]", told)["signature"])
        key.verify(signature, PURPOSE + canonical(status).encode())
    except InvalidSignature:
        raise NotGenuine("this key has not signed what the document says: altered, or another hub's") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotGenuine("this is no signed state of a station") from error
    if not isinstance(status, dict):
        raise NotGenuine("this is no signed state of a station")
    return cast("dict[str, Any]", status)


def age_of(status: Mapping[str, Any], now: datetime) -> float:
    """Seconds since the document was made. Raises NotGenuine where it does not say."""
    try:
        return (now - datetime.fromisoformat(str(status["made"]))).total_seconds()
    except (KeyError, ValueError, TypeError) as error:
        raise NotGenuine("the state does not say when it was made") from error
