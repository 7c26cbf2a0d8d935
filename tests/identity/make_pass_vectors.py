"""Writes tests/captures/pass-vectors.json anew. Run by hand when the form of a pass changes, never by a test."""

from __future__ import annotations

import json
from pathlib import Path

import base45
import cbor2

from station_app.identity.keys import IssuingKey
from station_app.identity.passes import PREFIX, Pass, issue

VECTORS = Path(__file__).parents[1] / "captures" / "pass-vectors.json"
STATION = "320206001"
UNTIL = 1_800_000_000
NOW_MS = (UNTIL - 600) * 1000

HUB = IssuingKey(seed=bytes(range(32)), name="hub")
OWN = IssuingKey(seed=bytes(range(32, 64)))
STRANGER = IssuingKey(seed=bytes(range(64, 96)), name="hub")


def ordinary(one_use: int, station: str = STATION, not_before: int | None = None, subject: str | None = None) -> Pass:
    """A pass for the station of the vectors."""
    one_use_id = bytes([one_use] * 8)
    return Pass(station=station, until=UNTIL, not_before=not_before, subject=subject, one_use=one_use_id)


def with_byte(text: str, at: int, value: int) -> str:
    """The same pass with one byte of its token changed."""
    token = bytearray(base45.b45decode(text.removeprefix(PREFIX)))
    token[at] = value
    return PREFIX + base45.b45encode(bytes(token)).decode()


def vectors() -> list[dict[str, object]]:
    """All cases: a text, the moment it is shown, and what a station must say of it."""
    plain = issue(HUB, ordinary(1))
    cases: list[tuple[str, str, int, dict[str, object]]] = []

    def good(name: str, text: str, now_ms: int, pass_id: str, subject: str | None = None) -> None:
        found: dict[str, object] = {"pass_id": pass_id, "until_ms": UNTIL * 1000, "subject": subject}
        cases.append((name, text, now_ms, found))

    def bad(name: str, text: str, reason: str, now_ms: int = NOW_MS) -> None:
        cases.append((name, text, now_ms, {"reason": reason}))

    good("valid", plain, NOW_MS, "hub:0101010101010101")
    good("valid in its last millisecond", plain, UNTIL * 1000 - 1, "hub:0101010101010101")
    good("valid at any station", issue(HUB, ordinary(2, station="*")), NOW_MS, "hub:0202020202020202")
    named = issue(HUB, ordinary(3, subject="k7h2m9xq"))
    good("valid, names its holder", named, NOW_MS, "hub:0303030303030303", "k7h2m9xq")
    own = issue(OWN, ordinary(4))
    good("valid, issued by the station itself", own, NOW_MS, f"{OWN.issuer().name}:0404040404040404")
    later = issue(HUB, ordinary(5, not_before=UNTIL - 300))
    good("valid from its first second", later, (UNTIL - 300) * 1000, "hub:0505050505050505")
    bad("a millisecond too early", later, "pass-not-yet-valid", (UNTIL - 300) * 1000 - 1)
    bad("expired on the second", plain, "pass-expired", UNTIL * 1000)
    bad("for another station", issue(HUB, ordinary(6, station="320206002")), "pass-foreign")
    bad("signed by a stranger in the hub's name", issue(STRANGER, ordinary(7)), "pass-foreign")
    bad("claims changed", with_byte(plain, 20, 0x21), "pass-tampered")
    bad("signature changed", with_byte(plain, -1, 0x00), "pass-tampered")
    bad("key id changed", with_byte(plain, 8, 0x00), "pass-foreign")
    bad("one character lost", plain[:-1], "pass-tampered")
    bad("one character more", plain + "0", "pass-tampered")
    bad("line end kept", plain + "\n", "pass-tampered")
    bad("prefix alone", PREFIX, "pass-tampered")
    bad("prefix in small letters", plain.lower(), "code-unknown")
    bad("an address of the web", "https://example.org/?id=1", "code-unknown")
    bad("Chinese text", "户外劳动者服务站", "code-unknown")
    bad("nothing", "", "code-unknown")
    return [{"name": name, "text": text, "now_ms": now, "expect": expect} for name, text, now, expect in cases]


def document() -> dict[str, object]:
    """The whole file."""
    return {
        "about": "Passes of a rest station: RS1: + base45(COSE_Sign1, Ed25519, CWT claims). The keys are for tests.",
        "station": STATION,
        "issuers": [{"name": key.issuer().name, "public": key.issuer().public.hex()} for key in (HUB, OWN)],
        "issuing_seeds": {"hub": HUB.seed.hex(), OWN.issuer().name: OWN.seed.hex(), "stranger": STRANGER.seed.hex()},
        "vectors": vectors(),
        "claims_of_valid": {str(k): v.hex() if isinstance(v, bytes) else v for k, v in _claims().items()},
    }


def _claims() -> dict[int, object]:
    token = base45.b45decode(str(vectors()[0]["text"]).removeprefix(PREFIX))
    found: dict[int, object] = cbor2.loads(cbor2.loads(token).value[2])
    return found


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
