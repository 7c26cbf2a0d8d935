"""HTTP message signatures (RFC 9421, Ed25519) with Content-Digest (RFC 9530), for both ends of the wire.

A request is signed by the station over method, authority, path and content; the hub's answer is signed over status,
content and the request's own signature, so that an answer recorded earlier fits no later request.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures._algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import HTTPSignatureKeyResolver
from http_message_signatures.signatures import HTTPMessageSigner, HTTPMessageVerifier

REQUEST_TAG = "rest-station"
ANSWER_TAG = "rest-station-hub"
HUB_KEY_ID = "hub"
REQUEST_COVERS = ("@method", "@authority", "@path", "content-digest")
ANSWER_COVERS = ("@status", "content-digest", '"signature";req')
MAX_AGE_SECONDS = 300
"""How far `created` of a request may be from the hub's clock, either way."""


class BadSignature(ValueError):
    """The message is not signed, or not by whom it should be."""


class ClockAway(BadSignature):
    """Signed by the right key, but at a time too far from the hub's."""


@dataclass(kw_only=True, slots=True)
class Request:
    """What is signed of a request; `url` is absolute. Signing adds headers."""

    method: str
    url: str
    headers: Mapping[str, str]


@dataclass(kw_only=True, slots=True)
class Answer:
    """What is signed of an answer, and the request it answers. Signing adds headers."""

    status_code: int
    headers: Mapping[str, str]
    request: Request


def sign_request(request: Request, body: bytes, key: Ed25519PrivateKey, key_id: str, created: int) -> None:
    """Sign in place; `created` is the hub's time in seconds, as far as the station knows it."""
    _signer(key).sign(  # pyright: ignore[reportUnknownMemberType] - `message` has no type there
        request,
        key_id=key_id,
        created=datetime.datetime.fromtimestamp(created, datetime.UTC),
        nonce=secrets.token_urlsafe(12),
        tag=REQUEST_TAG,
        covered_component_ids=_covers(request)[:-1],
        body=body,
    )


def verify_request(request: Request, body: bytes, key: Ed25519PublicKey, now: float | None) -> int:
    """Check a request and return when it was signed; `now` None leaves its age unchecked."""
    created = _verify(request, body, key, (REQUEST_TAG, _covers(request)))
    if now is not None and abs(now - created) > MAX_AGE_SECONDS:
        raise ClockAway("the request was signed at another time: use the time of this answer and sign again")
    return created


def sign_answer(answer: Answer, body: bytes, key: Ed25519PrivateKey, created: int) -> None:
    """Sign in place, bound to the signed request; BadSignature where the request carries none."""
    try:
        _sign_answer(answer, body, key, created)
    except HTTPMessageSignaturesException as error:
        raise BadSignature(f"the request has no signature to bind an answer to: {error}") from error


def _sign_answer(answer: Answer, body: bytes, key: Ed25519PrivateKey, created: int) -> None:
    _signer(key).sign(  # pyright: ignore[reportUnknownMemberType] - `message` has no type there
        answer,
        key_id=HUB_KEY_ID,
        created=datetime.datetime.fromtimestamp(created, datetime.UTC),
        tag=ANSWER_TAG,
        covered_component_ids=("@status", '"signature";req'),
        body=body,
    )


def verify_answer(answer: Answer, body: bytes, key: Ed25519PublicKey) -> int:
    """Check that the hub gave this answer to this request; return the hub's time in seconds."""
    return _verify(answer, body, key, (ANSWER_TAG, ANSWER_COVERS))


def key_id_of(request: Request) -> str:
    """Who claims to have signed, unchecked; empty where nobody does."""
    for name, value in request.headers.items():
        if name.lower() == "signature-input":
            _, found, rest = value.partition(';keyid="')
            return rest.partition('"')[0] if found else ""
    return ""


class _OneKey(HTTPSignatureKeyResolver):
    """The one key that counts, whatever id the message names."""

    def __init__(self, key: Ed25519PrivateKey | Ed25519PublicKey) -> None:
        self._key = key

    def resolve_public_key(self, key_id: str) -> Any:
        return self._key

    def resolve_private_key(self, key_id: str) -> Any:
        return self._key


class _Verifier(HTTPMessageVerifier):
    """Leaves the age of a signature to the callers here: the library compares with the machine's own clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        if type(sig_input.params.get("created")) is not int:
            raise BadSignature("the signature does not say when it was made")


def _covers(request: Request) -> tuple[str, ...]:
    """What must be signed of a request: also its query, where it has one."""
    return ("@query", *REQUEST_COVERS) if urlsplit(request.url).query else REQUEST_COVERS


def _signer(key: Ed25519PrivateKey) -> HTTPMessageSigner:
    return HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_OneKey(key))


def _verify(
    message: Request | Answer, body: bytes, key: Ed25519PublicKey, expected: tuple[str, tuple[str, ...]]
) -> int:
    tag, covers = expected
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_OneKey(key))
    try:
        results = verifier.verify(  # pyright: ignore[reportUnknownMemberType] - `message` has no type there
            message, expect_tag=tag, require_components=covers, body=body, max_age=None
        )
    except HTTPMessageSignaturesException as error:
        raise BadSignature(f"the signature does not hold: {error}") from error
    return int(results[0].parameters["created"])
