"""Frames of the 7941W: the vectors hold, the stream may be cut anywhere, noise is survived."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from protocol_bench import CUTS, chop, decoded, rows

from hardware.protocols.iso14443 import is_random
from hardware.protocols.r7941w import CAPACITY, HOST, LONGEST, READER, Code, Frame, encode, frame_decoder, masked
from hardware.protocols.wiped_buffer import Noise

ROWS = rows("7941w-vectors.hex")
HEADERS = {"host": HOST, "reader": READER}
PUBLISHED = [(HEADERS[who], bytes.fromhex(raw), bytes.fromhex(body)) for who, raw, body, _ in ROWS if who in HEADERS]
WRONG = [(bytes.fromhex(raw), what) for who, raw, _, what in ROWS if who == "wrong"]
FOUND = PUBLISHED[2][1]
FRAMES = st.builds(
    Frame,
    code=st.integers(0, 255),
    address=st.integers(0, 255),
    data=st.binary(max_size=LONGEST).map(bytearray),
)


def frame_of(body: bytes) -> Frame:
    return Frame(address=body[0], code=body[1], data=bytearray(body[2:]))


def decode(header: bytes, *pieces: bytes) -> list[Frame | Noise]:
    return decoded(frame_decoder(header), pieces)


def frames(items: list[Frame | Noise]) -> list[Frame]:
    return [item for item in items if isinstance(item, Frame)]


@pytest.mark.parametrize(("header", "raw", "body"), PUBLISHED)
def test_vectors_are_written_so(header: bytes, raw: bytes, body: bytes) -> None:
    assert encode(frame_of(body), header) == raw


@pytest.mark.parametrize(("header", "raw", "body"), PUBLISHED)
def test_vectors_are_read_so(header: bytes, raw: bytes, body: bytes) -> None:
    assert decode(header, raw) == [frame_of(body)]


@pytest.mark.parametrize(("raw", "_why"), WRONG)
def test_wrong_frames_are_noise(raw: bytes, _why: str) -> None:
    decoder = frame_decoder(READER)
    found = decoder.feed(raw) + decoder.flush()
    assert found
    assert frames(found) == []


@settings(max_examples=150, deadline=None)
@given(sent=st.lists(FRAMES, max_size=6), cuts=CUTS)
def test_cutting_the_stream_anywhere_gives_the_same_frames(sent: list[Frame], cuts: list[int]) -> None:
    stream = b"".join(bytes(encode(frame, READER)) for frame in sent)
    assert decode(READER, *chop(stream, cuts)) == sent


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=400), cuts=CUTS)
def test_noise_never_raises_and_is_never_kept(noise: bytes, cuts: list[int]) -> None:
    decoder = frame_decoder(READER)
    for piece in chop(noise, cuts):
        decoder.feed(piece)
    assert decoder.pending < CAPACITY


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=60).map(lambda raw: raw.replace(b"\xcd", b"")), frame=FRAMES, cuts=CUTS)
def test_a_frame_behind_noise_is_found(noise: bytes, frame: Frame, cuts: list[int]) -> None:
    assert frames(decode(READER, *chop(noise + bytes(encode(frame, READER)), cuts))) == [frame]


@given(lost=st.integers(1, 9), frame=FRAMES)
def test_a_frame_behind_half_a_frame_is_found_once_the_line_pauses(lost: int, frame: Frame) -> None:
    decoder = frame_decoder(READER)
    stream = FOUND[:-lost] + bytes(encode(frame, READER))
    found = decoder.feed(stream) + decoder.flush()
    # a check of one byte is right by chance once in 256 times; then the two halves are a frame like any other
    assume(not any(bytes(encode(other, READER)) in stream for other in frames(found) if other != frame))
    assert frame in found


def test_what_was_used_is_overwritten() -> None:
    decoder = frame_decoder(READER)
    decoder.feed(FOUND[:8])
    decoder.feed(FOUND[8:])
    assert not any(decoder._buffer._bytes)


def test_what_was_held_back_is_overwritten_when_it_is_given_up() -> None:
    decoder = frame_decoder(READER)
    decoder.feed(FOUND[:8])
    decoder.wipe()
    assert (decoder.pending, any(decoder._buffer._bytes)) == (0, False)


def test_a_frame_shows_no_id() -> None:
    assert "DE" not in repr(frame_of(PUBLISHED[2][2])).upper().replace("CODE", "")


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (PUBLISHED[0][1], "AB BA 00 10 00 10"),
        (PUBLISHED[3][1], "CD DC 00 80 00 80"),
        (FOUND, "CD DC 00 81 04 … 10 bytes"),
        (FOUND[:9], "9 bytes"),
        (FOUND[5:], "5 bytes"),
        (b"\xcd\xdc\x11\x22\x01\x33\x44", "7 bytes"),
    ],
)
def test_a_tap_keeps_no_id(piece: bytes, shown: str) -> None:
    assert masked(piece) == shown


@pytest.mark.parametrize(
    ("uid", "random"), [("08A1B2C3", True), ("12345678", False), ("08A1B2C3D4E5F6", False), ("88A1B2C3", False)]
)
def test_only_a_short_id_that_begins_with_08_is_random(uid: str, random: bool) -> None:
    assert is_random(bytes.fromhex(uid)) is random


@pytest.mark.parametrize("wrong", [{"code": 256}, {"code": 1, "address": -1}, {"code": 1, "data": bytearray(65)}])
def test_a_frame_that_makes_no_sense_does_not_come_into_being(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Frame(**wrong)


def test_known_codes_have_names() -> None:
    assert decode(READER, FOUND) == [Frame(code=Code.DONE, data=bytearray(FOUND[5:9]))]
