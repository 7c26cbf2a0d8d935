"""Signed policies: what is taken, and why anything else is not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from station_app.core.chain import canonical
from station_app.core.policy import Policy, ZoneRule
from station_app.core.policy_text import text_of
from station_app.identity.keys import IssuingKey, kid_of
from station_app.identity.policy_seal import MAX_BYTES, Refused, Taker, opened, seal

SEED = bytes(range(32))
PUBLIC = IssuingKey(seed=SEED).issuer().public
TAKER = Taker(station="s1", signers={kid_of(PUBLIC).hex(): PUBLIC}, camera_zones=frozenset({"porch"}))
POLICY = Policy(version="p1", number=3, station="s1")
ENVELOPE = seal(text_of(POLICY), SEED)


def why(envelope: bytes, taker: Taker = TAKER) -> str:
    found = opened(envelope, taker)
    return found.reason if isinstance(found, Refused) else "taken"


def test_a_policy_of_a_known_key_is_taken() -> None:
    assert opened(ENVELOPE, TAKER) == POLICY


@given(st.integers(0, len(ENVELOPE) * 8 - 1))
def test_a_policy_with_any_bit_flipped_is_refused(bit: int) -> None:
    flipped = bytearray(ENVELOPE)
    flipped[bit // 8] ^= 1 << bit % 8

    assert why(bytes(flipped)) in ("bad-signature", "unknown-key", "not-a-policy")


@given(st.binary(max_size=300))
def test_whatever_is_brought_is_refused_and_nothing_breaks(envelope: bytes) -> None:
    assert why(envelope) != "taken"


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(), st.lists, max_leaves=5))
def test_envelopes_of_odd_parts_are_refused(part: object) -> None:
    parts = {"kid": part, "policy": part, "signature": part}

    assert why(canonical(parts).encode("utf-8", "surrogatepass") + b"\n") != "taken"


def test_nested_beyond_measure_is_refused() -> None:
    assert why(b"[" * 100_000) == "not-a-policy"


def test_too_large_is_not_even_looked_at() -> None:
    assert why(ENVELOPE + b" " * MAX_BYTES) == "too-large"


def test_another_key_is_refused() -> None:
    assert why(seal(text_of(POLICY), bytes(32))) == "unknown-key"


def test_a_signature_in_capitals_is_another_text_and_refused() -> None:
    signature = ENVELOPE[-131:-3]

    assert why(ENVELOPE.replace(signature, signature.upper())) == "bad-signature"


def test_what_is_signed_and_no_policy_is_refused() -> None:
    assert why(seal("{}", SEED)) == "not-a-policy"


def test_a_policy_for_another_station_is_refused() -> None:
    assert why(ENVELOPE, replace(TAKER, station="s2")) == "not-for-this-station"


def test_a_policy_for_all_is_taken_by_each() -> None:
    assert why(seal(text_of(replace(POLICY, station="*")), SEED)) == "taken"


def test_the_number_in_force_is_not_taken_again() -> None:
    assert why(ENVELOPE, replace(TAKER, number=3)) == "older"


def test_nothing_below_the_floor_is_taken_and_the_floor_itself_is() -> None:
    assert [why(ENVELOPE, replace(TAKER, floor=floor)) for floor in (3, 4)] == ["taken", "older"]


def test_a_private_zone_with_a_camera_is_refused() -> None:
    watched = replace(POLICY, zones={"porch": ZoneRule(privacy="private")})

    assert why(seal(text_of(watched), SEED)) == "camera-in-private-zone"
