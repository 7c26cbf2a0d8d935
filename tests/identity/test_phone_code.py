import json
from dataclasses import replace
from pathlib import Path

import base45
import cbor2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st
from make_pass_vectors import HUB, NOW_MS, OWN, STATION, UNTIL
from make_phone_vectors import MOMENT, OTHER_PHONE, PHONE, bound, document, point, shown

from station_app.core.events import Known, Unknown
from station_app.identity import phone_code
from station_app.identity.keys import IssuingKey
from station_app.identity.lists import Revoked
from station_app.identity.passes import PREFIX, Pass, PassReader, grant, issue, pass_id_in, pass_id_of

FILE = json.loads((Path(__file__).parents[1] / "captures" / "phone-code-vectors.json").read_text(encoding="utf-8"))
READER = PassReader([HUB.issuer(), OWN.issuer()], STATION)
GRANT = grant(HUB, bound())
TEXT: str = FILE["text"]
ORDER = phone_code._ORDER


def judge(text: str, now_ms: int = NOW_MS, clock="trusted", reader: PassReader = READER) -> Known | Unknown:
    return reader.verify(text, now_ms, lambda issuer, subject: f"{issuer}/{subject}", clock)


def token_of(text: str) -> bytes:
    return base45.b45decode(text.removeprefix(phone_code.PREFIX))


def text_of(token: bytes) -> str:
    return phone_code.PREFIX + base45.b45encode(token).decode()


def test_the_published_code_is_accepted():
    moment, person = f"hub/{'07' * 8}/{MOMENT}", f"hub/phone/{FILE['phone_point']}"
    assert judge(TEXT) == Known(person=person, pass_id=moment, pass_until_ms=(MOMENT + 30) * 1000)


def test_the_published_code_is_what_the_code_makes_but_for_the_signature():
    assert {**document(), "text": TEXT} == FILE
    assert token_of(shown(GRANT))[:-64] == token_of(TEXT)[:-64]


def test_anybody_can_check_it_with_the_standards_alone():
    outer = cbor2.loads(token_of(TEXT))
    protected, unprotected, payload, signature = outer.value
    headers = cbor2.loads(protected)
    inner = headers[13]
    claims = cbor2.loads(inner.value[2])
    key = claims[8][1]
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes([3 if key[-3] else 2]) + key[-2])
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    assert (outer.tag, headers[1], unprotected, cbor2.loads(payload)) == (18, -7, {}, {6: MOMENT})
    assert (inner.tag, key[1], key[-1], claims[3], claims[4]) == (18, 2, 1, STATION, UNTIL)


def test_no_single_bit_of_it_can_be_flipped():
    token = token_of(TEXT)
    for bit in range(len(token) * 8):
        flipped = bytearray(token)
        flipped[bit // 8] ^= 1 << bit % 8
        assert isinstance(judge(text_of(bytes(flipped))), Unknown), bit


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_mutated_code_is_never_accepted(data):
    token = bytearray(token_of(TEXT))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(token)))
        cut = data.draw(st.integers(0, 3))
        token[at : at + cut] = data.draw(st.binary(max_size=3))
    mutated = text_of(bytes(token))
    assert mutated == TEXT or isinstance(judge(mutated), Unknown)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=460).map(phone_code.PREFIX.__add__))
def test_no_text_at_all_is_more_than_refused(text):
    assert isinstance(judge(text), Unknown)


def test_the_other_signature_that_is_good_for_the_same_is_refused():
    token = token_of(TEXT)
    second = ORDER - int.from_bytes(token[-32:], "big")
    assert judge(text_of(token[:-32] + second.to_bytes(32, "big"))) == Unknown(reason="pass-tampered")


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [(-31, "pass-not-yet-valid"), (-30, None), (0, None), (29, None), (30, "pass-expired"), (86_400, "pass-expired")],
)
def test_a_picture_of_the_screen_is_worth_nothing_after_half_a_minute(seconds, reason):
    found = judge(TEXT, (MOMENT + seconds) * 1000)
    assert (found.reason if isinstance(found, Unknown) else None) == reason


@pytest.mark.parametrize(
    ("clock", "seconds", "admits"),
    [
        ("drifting", 119, True), ("drifting", 120, False), ("drifting", -120, True), ("drifting", -121, False),
        ("unknown", -500, True), ("unknown", 29, True), ("unknown", 30, False),
    ],
)  # fmt: skip
def test_a_clock_that_nobody_keeps_is_given_more_room(clock, seconds, admits):
    assert isinstance(judge(TEXT, (MOMENT + seconds) * 1000, clock), Known) is admits


def test_another_phone_cannot_sign_for_it():
    assert judge(shown(GRANT, key=OTHER_PHONE)) == Unknown(reason="pass-tampered")


def test_each_moment_is_another_use_of_the_same_phone():
    first, second = judge(shown(GRANT)), judge(shown(GRANT, MOMENT + 10))
    assert isinstance(first, Known)
    assert isinstance(second, Known)
    assert (first.person == second.person, first.pass_id == second.pass_id) == (True, False)


def test_two_codes_of_one_moment_are_one_use():
    first, second = shown(GRANT), shown(GRANT)
    assert (first == second, judge(first) == judge(second)) == (False, True)


def test_the_pass_of_a_phone_is_no_pass_by_itself():
    alone = PREFIX + base45.b45encode(GRANT).decode()
    assert judge(alone) == Unknown(reason="pass-tampered")


def test_an_ordinary_pass_is_none_for_a_phone():
    token = base45.b45decode(issue(HUB, Pass(station=STATION, until=UNTIL)).removeprefix(PREFIX))
    assert judge(shown(token)) == Unknown(reason="pass-tampered")


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (grant(HUB, bound(station="ST-2")), "pass-foreign"),
        (grant(IssuingKey(seed=bytes(32), name="hub"), bound()), "pass-foreign"),
        (grant(HUB, bound(until=MOMENT)), "pass-expired"),
        (grant(HUB, bound(not_before=MOMENT + 1)), "pass-not-yet-valid"),
    ],
    ids=["another station", "another issuer", "over", "ahead"],
)
def test_what_is_wrong_with_the_pass_is_said_as_of_any_other(token, reason):
    assert judge(shown(token)) == Unknown(reason=reason)


def test_a_revoked_pass_is_refused_whatever_the_moment():
    gone = Revoked(passes=frozenset({pass_id_of("hub", bytes([7] * 8))}))
    assert judge(TEXT, reader=PassReader([HUB.issuer()], STATION, gone)) == Unknown(reason="pass-revoked")


def test_the_hub_finds_a_pass_by_what_the_phone_shows():
    assert pass_id_in(TEXT) == pass_id_of("hub", bytes([7] * 8))


@pytest.mark.parametrize("length", [1, 20, 32])
def test_it_fits_into_450_characters_for_every_legal_station_and_issuer(length):
    key, station = IssuingKey(seed=bytes(32), name="i" * 12), "x" * length
    text = shown(grant(key, bound(station=station, not_before=UNTIL - 9000)))
    assert len(text) <= 410 < phone_code.LONGEST_TEXT
    assert isinstance(judge(text, reader=PassReader([key.issuer()], station)), Known)


def test_a_scanner_reads_it_from_a_small_code():
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(TEXT, optimize=0)
    code.make(fit=True)
    picture = code.make_image().get_image()
    assert (zxingcpp.read_barcode(picture).text, code.version <= 12) == (TEXT, True)


def test_a_phones_pass_names_nobody_and_is_none_for_staff():
    for wrong in ({"subject": "night-2"}, {"staff": True, "subject": "night-2", "not_before": UNTIL - 9}):
        with pytest.raises(ValueError, match="phone"):
            grant(HUB, bound(**wrong))


def test_a_phones_pass_is_not_issued_as_a_text():
    with pytest.raises(ValueError, match="phone"):
        issue(HUB, bound())


def test_a_key_that_is_no_point_of_the_curve_admits_nobody():
    nowhere = replace(bound(), phone=b"\x02" + b"\xff" * 32)
    assert judge(shown(grant(HUB, nowhere))) == Unknown(reason="pass-tampered")


def test_the_key_of_a_phone_has_one_form():
    with pytest.raises(ValueError, match="compressed"):
        grant(HUB, replace(bound(), phone=b"\x04" + point(PHONE)[1:] * 2))
