import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_app.identity.claims import Claims, parse_claims

claims = st.builds(
    Claims,
    issuer=st.text(min_size=1, max_size=40),
    audience=st.text(min_size=1, max_size=300),
    until=st.integers(min_value=2**35, max_value=2**40 - 1),
    one_use=st.binary(min_size=8, max_size=16),
    not_before=st.none() | st.integers(min_value=0, max_value=2**35 - 1),
    subject=st.none() | st.text(max_size=40),
)
GOOD = {1: "hub", 3: "320206001", 4: 1_800_000_000, 7: bytes(8)}


@given(claims)
def test_claims_that_another_encoder_wrote_are_read_back(original):
    assert parse_claims(cbor2.dumps(original.to_map())) == original


@settings(max_examples=500)
@given(st.binary(max_size=60))
def test_bytes_that_are_no_claims_are_refused_as_such(payload):
    with pytest.raises(ValueError):
        parse_claims(payload)


@given(claims, st.data())
def test_claims_cut_short_are_refused(original, data):
    payload = cbor2.dumps(original.to_map())
    cut = data.draw(st.integers(min_value=0, max_value=len(payload) - 1))
    with pytest.raises(ValueError):
        parse_claims(payload[:cut])


@pytest.mark.parametrize(
    "change",
    [
        {4: -1},
        {4: 1.5},
        {4: True},
        {4: "1800000000"},
        {4: 2**40},
        {5: 1_800_000_000},
        {7: "01234567"},
        {7: bytes(7)},
        {7: bytes(17)},
        {1: b"hub"},
        {1: ""},
        {3: ["320206001"]},
        {8: {}},
        {-65537: 1},
        {"aud": "x"},
    ],
    ids=repr,
)
def test_a_claim_of_the_wrong_kind_is_refused(change):
    with pytest.raises(ValueError):
        parse_claims(cbor2.dumps(GOOD | change))


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_a_needed_claim_may_not_be_missing(missing):
    with pytest.raises(ValueError):
        parse_claims(cbor2.dumps({claim: value for claim, value in GOOD.items() if claim != missing}))


@pytest.mark.parametrize(
    "payload",
    [
        cbor2.dumps(GOOD) + b"\x00",
        cbor2.dumps(GOOD).replace(b"\x01\x63hub", b"\x18\x01\x63hub"),
        cbor2.dumps(GOOD).replace(b"\x63hub", b"\x78\x03hub"),
        b"\xa5" + cbor2.dumps(GOOD)[1:] + b"\x01\x63hub",
        b"\xbf" + cbor2.dumps(GOOD)[1:] + b"\xff",
        cbor2.dumps(GOOD).replace(b"hub", b"\xff\xfe\xfd"),
    ],
    ids=["bytes after", "long claim number", "long length", "claim twice", "indefinite map", "not UTF-8"],
)
def test_a_second_spelling_of_the_same_claims_is_refused(payload):
    with pytest.raises(ValueError):
        parse_claims(payload)


def test_the_time_of_issue_that_other_issuers_add_is_read_over():
    assert parse_claims(cbor2.dumps(GOOD | {6: 1_799_000_000})) == parse_claims(cbor2.dumps(GOOD))
