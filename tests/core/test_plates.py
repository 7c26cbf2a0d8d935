"""Number plates: what can be one, and that each can be typed key by key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.offers.plates import DIGITS, LETTERS, LONGEST, PROVINCES, following, is_plate

SERIAL = LETTERS + DIGITS
HEADS = st.tuples(st.sampled_from(PROVINCES), st.sampled_from(LETTERS)).map("".join)
PLATES = st.one_of(
    st.tuples(HEADS, st.text(SERIAL, min_size=5, max_size=5)).map("".join),
    st.tuples(HEADS, st.text(SERIAL, min_size=4, max_size=4), st.sampled_from("挂学警")).map("".join),
    st.tuples(st.just("粤Z"), st.text(SERIAL, min_size=4, max_size=4), st.sampled_from("港澳")).map("".join),
    st.tuples(
        HEADS, st.sampled_from("ABCDEFGHJK"), st.sampled_from(SERIAL), st.text(DIGITS, min_size=4, max_size=4)
    ).map("".join),
    st.tuples(HEADS, st.text(DIGITS, min_size=5, max_size=5), st.sampled_from("ABCDEFGHJK")).map("".join),
)


@given(PLATES)
def test_each_plate_can_be_typed_key_by_key(plate: str) -> None:
    assert is_plate(plate)
    assert all(plate[number] in following(plate[:number]) for number in range(len(plate)))


@given(st.data())
def test_whatever_keys_are_touched_what_is_typed_can_become_a_plate(data: st.DataObject) -> None:
    typed = ""
    while keys := sorted(following(typed)):
        typed += data.draw(st.sampled_from(keys))

    assert is_plate(typed)
    assert len(typed) <= LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "京A1234",
        "京I12345",
        "京A1234O",
        "京A12345挂",
        "京AD1234A",
        "A京12345",
        "京Z1234港",
        "京A12345Z",
        "苏B１２３４５",
    ],
)
def test_what_is_no_plate(text: str) -> None:
    assert not is_plate(text)


def test_after_a_province_comes_a_letter() -> None:
    assert following("京") == frozenset(LETTERS)


def test_nothing_comes_after_a_whole_small_electric_one() -> None:
    assert following("京AD12345") == frozenset()
