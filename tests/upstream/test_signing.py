"""Signatures of requests and answers (RFC 9421)."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_app.upstream import signing

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = 1_773_554_400
BODY = b"rows"


def _request(**changes: str) -> signing.Request:
    told = {"method": "POST", "url": "https://hub.example.org/api/device/v1/journal", **changes}
    return signing.Request(method=told["method"], url=told["url"], headers={"Content-Type": "application/json"})


def _signed() -> signing.Request:
    request = _request()
    signing.sign_request(request, BODY, KEY, "ST-1", NOW)
    return request


def test_a_signed_request_holds() -> None:
    assert signing.verify_request(_signed(), BODY, KEY.public_key(), NOW) == NOW


def test_the_signature_names_the_station() -> None:
    assert signing.key_id_of(_signed()) == "ST-1"


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "https://hub.example.org/api/device/v1/journal"),
        ("POST", "https://hub.example.org/api/device/v1/enrol"),
        ("POST", "https://other.example.org/api/device/v1/journal"),
    ],
)
def test_a_request_sent_elsewhere_does_not_hold(method: str, url: str) -> None:
    moved = signing.Request(method=method, url=url, headers=_signed().headers)

    with pytest.raises(signing.BadSignature):
        signing.verify_request(moved, BODY, KEY.public_key(), NOW)


def test_a_request_with_another_body_does_not_hold() -> None:
    with pytest.raises(signing.BadSignature):
        signing.verify_request(_signed(), b"other", KEY.public_key(), NOW)


def test_a_request_of_another_key_does_not_hold() -> None:
    with pytest.raises(signing.BadSignature):
        signing.verify_request(_signed(), BODY, Ed25519PrivateKey.generate().public_key(), NOW)


@pytest.mark.parametrize("header", ["Signature", "Signature-Input", "Content-Digest"])
def test_a_request_without_one_of_the_headers_does_not_hold(header: str) -> None:
    request = _signed()
    headers = {name: value for name, value in request.headers.items() if name != header}

    with pytest.raises(signing.BadSignature):
        signing.verify_request(
            signing.Request(method=request.method, url=request.url, headers=headers), BODY, KEY.public_key(), NOW
        )


@pytest.mark.parametrize("away", [-301, 301])
def test_a_request_of_another_time_is_told_apart(away: int) -> None:
    with pytest.raises(signing.ClockAway):
        signing.verify_request(_signed(), BODY, KEY.public_key(), NOW + away)


def test_a_forged_request_of_another_time_is_not_told_the_time() -> None:
    with pytest.raises(signing.BadSignature) as refused:
        signing.verify_request(_signed(), b"other", KEY.public_key(), NOW + 1000)
    assert not isinstance(refused.value, signing.ClockAway)


def test_two_requests_never_carry_the_same_signature() -> None:
    assert _signed().headers["Signature"] != _signed().headers["Signature"]


def test_an_answer_holds_for_its_request_only() -> None:
    answer = signing.Answer(status_code=200, headers={}, request=_signed())
    signing.sign_answer(answer, b"ok", KEY, NOW)
    other = signing.Answer(status_code=200, headers=answer.headers, request=_signed())

    with pytest.raises(signing.BadSignature):
        signing.verify_answer(other, b"ok", KEY.public_key())


def test_an_unsigned_request_cannot_be_answered_with_a_signature() -> None:
    with pytest.raises(signing.BadSignature):
        signing.sign_answer(signing.Answer(status_code=200, headers={}, request=_request()), b"ok", KEY, NOW)


def test_the_signature_is_the_one_that_the_rfc_describes() -> None:
    """Built by hand after RFC 9421 2.5, and checked with the bare key."""
    request = _signed()
    label, _, parameters = request.headers["Signature-Input"].partition("=")
    signature = base64.b64decode(request.headers["Signature"].removeprefix(f"{label}=:").removesuffix(":"))
    base = (
        '"@method": POST\n'
        '"@authority": hub.example.org\n'
        '"@path": /api/device/v1/journal\n'
        f'"content-digest": {request.headers["Content-Digest"]}\n'
        f'"@signature-params": {parameters}'
    )

    assert KEY.public_key().verify(signature, base.encode()) is None
