"""The frame of a JPEG picture: what is left of it when all that only tells of the camera is taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.protocols.jpeg import NoJpeg, examine, picture_alone
from hardware.simulators.generated_picture import picture

RAW = picture(3)
EXIF = b"\xff\xe1\x00\x0aExif\0\0GP"
COMMENT = b"\xff\xfe\x00\x06hi!!"
SCAN_TWO = b"\xff\xda\x00\x08\x01\x01\x11\x00\x3f\x00" + b"\x12\xff\x00\xff\xd0\x34"


def test_a_picture_that_holds_nothing_else_stays_as_it_is() -> None:
    assert picture_alone(RAW) == RAW


@pytest.mark.parametrize("more", [EXIF, COMMENT, b"\xff" + COMMENT, EXIF + COMMENT])
def test_what_tells_of_the_camera_is_left_out(more: bytes) -> None:
    assert picture_alone(RAW[:2] + more + RAW[2:]) == RAW


def test_what_hangs_behind_the_end_is_left_out() -> None:
    assert picture_alone(RAW + b"PK\x03\x04" + RAW) == RAW


def test_further_scans_and_what_stands_between_them_are_walked() -> None:
    more = RAW[:-2] + COMMENT + SCAN_TWO + b"\xff\xd9"

    assert picture_alone(more) == RAW[:-2] + SCAN_TWO + b"\xff\xd9"


@pytest.mark.parametrize("raw", [RAW[:-2], RAW[:-2] + b"\xff", RAW[:-2] + b"\xff\xe1\xff\xff", RAW[:200], b"\xff\xd8"])
def test_what_does_not_end_is_no_picture(raw: bytes) -> None:
    assert isinstance(picture_alone(raw), NoJpeg)


@given(st.binary(max_size=80), st.integers(0, len(RAW)))
def test_any_bytes_are_a_picture_or_none(noise: bytes, at: int) -> None:
    alone = picture_alone(b"\xff\xd8" + noise if at == 0 else RAW[:at] + noise + RAW[at:])

    assert isinstance(alone, NoJpeg) or alone.endswith(b"\xff\xd9")


def test_what_is_left_is_still_a_whole_picture() -> None:
    left = picture_alone(RAW[:2] + EXIF + RAW[2:])

    assert isinstance(left, bytes)
    assert examine(left) == examine(RAW)
