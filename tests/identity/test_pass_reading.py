from dataclasses import replace

import base45
import cbor2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from make_pass_vectors import HUB, NOW_MS, OWN, STATION, UNTIL, ordinary
from PIL import Image

from station_app.core.events import Known, Unknown
from station_app.identity.keys import IssuingKey
from station_app.identity.passes import (
    LONGEST_TEXT,
    LONGEST_WORKERS_TEXT,
    PREFIX,
    Pass,
    PassReader,
    audience,
    issue,
    printed,
)

READER = PassReader([HUB.issuer(), OWN.issuer()], STATION)
PASSES = [issue(HUB, ordinary(1)), issue(OWN, ordinary(2)), issue(HUB, ordinary(3, subject="k7h2m9xq"))]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def judge(text: str, now_ms: int = NOW_MS) -> Known | Unknown:
    return READER.verify(text, now_ms, lambda issuer, subject: f"{issuer}/{subject}")


def token_of(text: str) -> bytes:
    return base45.b45decode(text.removeprefix(PREFIX))


def text_of(token: bytes) -> str:
    return PREFIX + base45.b45encode(token).decode()


def signed_by_hub(claims: object, protected: dict | None = None, unprotected: dict | None = None) -> str:
    from cwt import COSE, COSEKey

    issuer = HUB.issuer()
    key = COSEKey.new({1: 1, 2: issuer.kid, 3: -8, -1: 6, -2: issuer.public, -4: HUB.seed})
    header = {1: -8, 4: issuer.kid} if protected is None else protected
    return text_of(COSE.new().encode(cbor2.dumps(claims), key, protected=header, unprotected=unprotected or {}))


@pytest.mark.parametrize("text", PASSES)
def test_no_single_bit_of_a_pass_can_be_flipped(text):
    token = token_of(text)
    for bit in range(len(token) * 8):
        flipped = bytearray(token)
        flipped[bit // 8] ^= 1 << bit % 8
        assert isinstance(judge(text_of(bytes(flipped))), Unknown), bit


@pytest.mark.parametrize("text", PASSES)
def test_no_single_character_of_a_pass_can_be_changed(text):
    for at, was in enumerate(text):
        other = ALPHABET[(ALPHABET.index(was) + 7) % len(ALPHABET)]
        assert isinstance(judge(text[:at] + other + text[at + 1 :]), Unknown), at


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(PASSES), st.data())
def test_a_mutated_pass_is_never_accepted(text, data):
    token = bytearray(token_of(text))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(token)))
        cut = data.draw(st.integers(0, 3))
        token[at : at + cut] = data.draw(st.binary(max_size=3))
    mutated = text_of(bytes(token))
    assert mutated in PASSES or isinstance(judge(mutated), Unknown)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=300) | st.text(max_size=300).map(PREFIX.__add__) | st.text(ALPHABET).map(PREFIX.__add__))
def test_no_text_at_all_is_more_than_refused(text):
    assert isinstance(judge(text), Unknown)


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, PREFIX + "0" * 1_000_000, PREFIX + "\x00\ud800\U0010ffff", "\ud800"], ids=len
)
def test_a_text_of_any_length_or_alphabet_is_refused(text):
    assert isinstance(judge(text), Unknown)


@given(st.permutations(range(3)))
def test_parts_of_different_passes_do_not_make_a_pass(order):
    first, second, third = (PASSES[i] for i in order)
    mixed = first[:60] + second[60:120] + third[120:]
    assert isinstance(judge(mixed), Unknown)


CLAIMS = {1: "hub", 3: STATION, 4: UNTIL, 7: bytes(8)}


def test_a_pass_of_another_maker_in_the_same_form_is_accepted():
    assert isinstance(judge(signed_by_hub(CLAIMS)), Known)


@pytest.mark.parametrize(
    "text",
    [
        signed_by_hub(CLAIMS, protected={1: -8}, unprotected={4: HUB.issuer().kid}),
        signed_by_hub(CLAIMS, unprotected={7: b"more"}),
        signed_by_hub(CLAIMS, protected={4: HUB.issuer().kid, 1: -8}),
        text_of(b"\xd8\x3d" + token_of(PASSES[0])),
        signed_by_hub(CLAIMS | {4: str(UNTIL)}),
        signed_by_hub(CLAIMS | {99: 1}),
        signed_by_hub([1, 2, 3]),
        signed_by_hub(cbor2.CBORTag(4, [1 << 64, 1])),
    ],
    ids=["kid outside", "more outside", "other order", "tag 61", "exp as text", "more claims", "a list", "a tag"],
)
def test_a_signed_token_in_another_form_is_no_pass(text):
    assert judge(text) == Unknown(reason="pass-tampered")


def test_an_issuer_cannot_sign_in_the_name_of_another():
    assert judge(signed_by_hub(CLAIMS | {1: OWN.issuer().name})) == Unknown(reason="pass-foreign")


def test_one_use_ids_of_two_issuers_never_meet():
    ids = {judge(issue(key, ordinary(9))).pass_id for key in (HUB, OWN)}
    assert len(ids) == 2


def test_two_passes_issued_with_the_same_words_are_two_passes():
    words = Pass(station=STATION, until=UNTIL)
    assert judge(issue(HUB, words)) != judge(issue(HUB, Pass(station=STATION, until=UNTIL)))


@pytest.mark.parametrize("length", [1, 9, 20, 21, 32])
def test_a_pass_fits_into_a_small_code_for_every_legal_station_id(length):
    station = "x" * length
    text = issue(OWN, replace(ordinary(1), station=station))
    assert len(text) <= LONGEST_TEXT
    assert isinstance(PassReader([OWN.issuer()], station).verify(text, NOW_MS, str.__add__), Known)


def test_the_longest_issuer_and_a_beginning_fit_too():
    key = IssuingKey(seed=bytes(32), name="i" * 12)
    text = issue(key, replace(ordinary(1), station="x" * 20, not_before=UNTIL - 1))
    assert len(text) <= LONGEST_WORKERS_TEXT


def test_long_station_ids_that_begin_alike_are_told_apart():
    assert audience("x" * 31 + "1") != audience("x" * 31 + "2")


def test_a_pass_too_long_for_a_small_code_is_not_issued():
    with pytest.raises(ValueError, match="shorten its subject"):
        issue(OWN, ordinary(1, subject="a" * 40))


@pytest.mark.parametrize("wrong", [{"until": 0}, {"station": ""}, {"one_use": b"short"}, {"not_before": UNTIL}])
def test_a_pass_that_says_nonsense_is_not_issued(wrong):
    with pytest.raises(ValueError):
        issue(HUB, replace(ordinary(1), **wrong))


def test_warming_up_changes_nothing_but_the_time():
    reader = PassReader([HUB.issuer()], STATION)
    reader.warm()
    assert reader.verify(PASSES[0], NOW_MS, str.__add__) == judge(PASSES[0])


def test_an_issuing_key_does_not_print_its_secret():
    key = IssuingKey(seed=b"s" * 32, name="hub")
    assert "ssss" not in repr(key)


def test_a_printed_pass_begins_with_the_text_alone():
    assert printed(PASSES[0]).split("\n")[0] == PASSES[0]


def test_a_printed_pass_is_read_by_a_scanner():
    rows = printed(PASSES[0]).split("\n")[1:-1]
    # What a dark terminal shows: a full block is light above and below, a half block in its own half.
    light = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), "\u00a0": (0, 0)}
    picture = Image.new("L", (len(rows[0]), len(rows) * 2))
    for y, row in enumerate(rows):
        for x, sign in enumerate(row):
            picture.putpixel((x, 2 * y), light[sign][0])
            picture.putpixel((x, 2 * y + 1), light[sign][1])
    shown = picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)
    codes = zxingcpp.read_barcodes(shown)
    assert [code.text for code in codes] == [PASSES[0]]


def test_a_printed_pass_is_narrow_enough_for_a_terminal():
    assert max(len(row) for row in printed(PASSES[0]).split("\n")[1:]) <= 80
