"""Writes tests/captures/phone-code-vectors.json anew. Run by hand when the form changes, never by a test."""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from make_pass_vectors import HUB, NOW_MS, STATION, UNTIL

from station_app.identity import phone_code
from station_app.identity.passes import Pass, grant

VECTORS = Path(__file__).parents[1] / "captures" / "phone-code-vectors.json"
MOMENT = NOW_MS // 1000
PHONE = ec.derive_private_key(0x5C4E11A7 << 200, ec.SECP256R1())
OTHER_PHONE = ec.derive_private_key(0x0DDBA11 << 180, ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key as a pass names it."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def bound(key: ec.EllipticCurvePrivateKey = PHONE, **told: object) -> Pass:
    """A pass for the phone of the vectors."""
    return Pass(**{"station": STATION, "until": UNTIL, "one_use": bytes([7] * 8), "phone": point(key), **told})


def shown(token: bytes, moment: int = MOMENT, key: ec.EllipticCurvePrivateKey = PHONE) -> str:
    """What a phone shows: signed anew, so never twice the same."""
    protected, payload = phone_code.unsigned(token, moment)
    first, second = decode_dss_signature(key.sign(phone_code.to_sign(protected, payload), ec.ECDSA(SHA256())))
    return phone_code.text_of(protected, payload, first.to_bytes(32, "big") + second.to_bytes(32, "big"))


def document() -> dict[str, object]:
    """Everything that another maker of phones' pages needs to try its own."""
    token = grant(HUB, bound())
    protected, payload = phone_code.unsigned(token, MOMENT)
    return {
        "about": "What a phone shows at the door. Synthetic keys; see station_app/identity/phone_code.py.",
        "station": STATION,
        "hub_public": HUB.issuer().public.hex(),
        "hub_seed": HUB.seed.hex(),
        "phone_point": point(PHONE).hex(),
        "phone_secret": f"{PHONE.private_numbers().private_value:064x}",
        "grant": token.hex(),
        "moment": MOMENT,
        "to_sign": phone_code.to_sign(protected, payload).hex(),
        "text": shown(token),
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(document(), indent=1) + "\n", encoding="utf-8")
