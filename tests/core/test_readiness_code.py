"""The readiness report in brief: one text, one code, and nothing else is taken for one."""

from __future__ import annotations

import contextlib
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.chain import canonical
from station_app.core.readiness import (
    LONGEST_CODE,
    MOST_FAULTS,
    PURPOSE,
    Brief,
    brief_of,
    decode,
    encode,
    text_of,
    to_sign,
)

numbers = st.integers(0, 2**40)
words = st.text(max_size=40)
briefs = st.builds(
    Brief,
    station=words,
    at=numbers,
    tested=numbers,
    verdict=st.sampled_from(["ready", "not-ready", "unknown"]),
    version=words,
    config=words,
    epoch=words,
    seq=numbers,
    head=words,
    clock=words,
    disk_mb=numbers,
    fire_test=words,
    visits=numbers,
    refusals=numbers,
    green=numbers,
    never=numbers,
    failed=numbers,
    faults=st.lists(st.tuples(words, words), max_size=3).map(tuple),
)
SIGNATURE = bytes(range(64))


SHORT = Brief(
    station="320206001",
    at=1_795_233_600,
    tested=0,
    verdict="unknown",
    version="1.0",
    config="0f1e2d3c4b5a6978",
    epoch="e",
    seq=1,
    head="1dfe24d9b19c734b",
    clock="trusted",
    disk_mb=1,
    fire_test="",
    visits=0,
    refusals=0,
    green=0,
    never=1,
    failed=1,
    faults=(("id_reader.card-chain", "no-answer"),),
)
FIELDS = tuple(Brief.__dataclass_fields__)


def altered(**changes: object) -> str:
    """The text of a brief in which some fields hold something else."""
    values = json.loads(text_of(SHORT))
    for name, value in changes.items():
        values[FIELDS.index(name)] = value
    return canonical(values)


@given(brief=briefs)
def test_a_brief_comes_out_of_its_code_as_it_went_in(brief: Brief) -> None:
    text, signature = decode(encode(text_of(brief), SIGNATURE))

    assert (brief_of(text), signature) == (brief, SIGNATURE)


@given(code=st.text(max_size=200))
def test_any_text_is_a_code_or_refused(code: str) -> None:
    with contextlib.suppress(ValueError):
        brief_of(decode(code)[0])


@given(text=st.text(max_size=200) | st.recursive(st.none() | st.integers(), st.lists).map(str))
def test_any_json_is_a_brief_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        brief_of(text)


def test_a_code_that_unpacks_without_end_is_refused() -> None:
    bomb = encode('["' + "a" * 100_000 + '"]', SIGNATURE)

    with pytest.raises(ValueError, match="no report"):
        decode(bomb)


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": "1"},
        {"at": True},
        {"station": 320206001},
        {"faults": "none"},
        {"faults": ["id_reader.card-chain"]},
        {"faults": [["id_reader.card-chain"]]},
        {"faults": [["id_reader.card-chain", 7]]},
    ],
    ids=str,
)
def test_a_brief_with_a_field_of_another_type_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no report"):
        brief_of(altered(**changes))


@pytest.mark.parametrize("text", ["{}", "[1, 2]", "[" * 100_000], ids=["object", "spaced", "deep"])
def test_json_that_is_no_list_in_its_one_form_is_no_brief(text: str) -> None:
    with pytest.raises(ValueError, match="no report"):
        brief_of(text)


def test_a_code_too_long_for_a_qr_code_is_not_made() -> None:
    noise = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(64))

    with pytest.raises(ValueError, match="is the most"):
        encode(noise, SIGNATURE)


def test_a_code_too_long_for_a_qr_code_is_not_read() -> None:
    with pytest.raises(ValueError, match="too long for a report"):
        decode("A" * (LONGEST_CODE + 1))


def test_what_is_signed_says_what_it_is_for() -> None:
    assert to_sign("[]") == PURPOSE + b"[]"


def test_the_worst_report_still_fits_its_code() -> None:
    faults = tuple((f"device_of_some_length_{number}.card-chain", f"fault-{number:x}") for number in range(MOST_FAULTS))
    worst = Brief(
        station="S" * 32,
        at=2**33,
        tested=2**33,
        verdict="not-ready",
        version="10.20.30",
        config="0f1e2d3c4b5a6978",
        epoch="01a21502-8ab4-70ff-b640-6c783ca8229c",
        seq=10**12,
        head="1dfe24d9b19c734b",
        clock="drifting",
        disk_mb=10**7,
        fire_test="2026-05-20",
        visits=10**9,
        refusals=10**9,
        green=100,
        never=100,
        failed=100,
        faults=faults,
    )

    assert len(encode(text_of(worst), SIGNATURE)) <= LONGEST_CODE / 1.5


@pytest.mark.parametrize("code", ["?", "AAAA", encode("[]", SIGNATURE) + "AAAA"], ids=["no base64", "short", "longer"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no report"):
        decode(code)


def test_a_brief_that_is_signed_is_read_back() -> None:
    assert brief_of(decode(encode(text_of(SHORT), SIGNATURE))[0]) == SHORT
