"""The readiness report in brief: one text, one code, and nothing else is taken for one."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.readiness import LONGEST_CODE, MOST_FAULTS, Brief, brief_of, decode, encode, text_of

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


@given(brief=briefs)
def test_a_brief_comes_out_of_its_code_as_it_went_in(brief: Brief) -> None:
    text, signature = decode(encode(text_of(brief), SIGNATURE))

    assert (brief_of(text), signature) == (brief, SIGNATURE)


@given(code=st.text(max_size=200))
def test_any_text_is_a_code_or_refused(code: str) -> None:
    with contextlib.suppress(ValueError):
        brief_of(decode(code)[0])


@given(text=st.text(max_size=200) | st.recursive(st.none() | st.integers(), lambda one: st.lists(one)).map(str))
def test_any_json_is_a_brief_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        brief_of(text)


def test_a_code_that_unpacks_without_end_is_refused() -> None:
    bomb = encode('["' + "a" * 100_000 + '"]', SIGNATURE)

    with pytest.raises(ValueError, match="no report"):
        decode(bomb)


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
