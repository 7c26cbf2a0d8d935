import json
from pathlib import Path

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from make_pass_vectors import document

from station_app.core.events import Known, Unknown
from station_app.identity.keys import Issuer
from station_app.identity.passes import LONGEST_TEXT, PREFIX, PassReader

FILE = json.loads((Path(__file__).parents[1] / "captures" / "pass-vectors.json").read_text(encoding="utf-8"))
ISSUERS = [Issuer(name=row["name"], public=bytes.fromhex(row["public"])) for row in FILE["issuers"]]


def expected(expect: dict) -> Known | Unknown:
    if "reason" in expect:
        return Unknown(reason=expect["reason"])
    person = None if expect["subject"] is None else f"{expect['pass_id'].split(':')[0]}/{expect['subject']}"
    return Known(person=person, pass_id=expect["pass_id"], pass_until_ms=expect["until_ms"])


@pytest.mark.parametrize("vector", FILE["vectors"], ids=lambda vector: vector["name"])
def test_a_published_pass_is_judged_as_published(vector):
    reader = PassReader(ISSUERS, FILE["station"])
    found = reader.verify(vector["text"], vector["now_ms"], lambda issuer, subject: f"{issuer}/{subject}")
    assert found == expected(vector["expect"])


def test_the_published_passes_are_those_that_the_code_issues():
    assert document() == FILE


def test_every_published_pass_fits_into_a_small_code():
    assert max(len(vector["text"]) for vector in FILE["vectors"]) <= LONGEST_TEXT


def test_a_pass_is_a_cose_sign1_that_anybody_can_check():
    token = cbor2.loads(base45.b45decode(FILE["vectors"][0]["text"].removeprefix(PREFIX)))
    protected, unprotected, payload, signature = token.value
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    Ed25519PublicKey.from_public_bytes(ISSUERS[0].public).verify(signature, signed)
    assert (token.tag, unprotected, cbor2.loads(payload)[3]) == (18, {}, FILE["station"])
