"""LCUS relay frames, pinned to the vendor's vectors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop, decoded, rows

from hardware.protocols.lcus import Decoder, Frame, Op, encode

ROWS = rows("lcus-vectors.hex")
PUBLISHED = [(bytes.fromhex(raw), *map(int, what.split())) for who, raw, what in ROWS if who == "host"]
WRONG = [(bytes.fromhex(raw), what) for who, raw, what in ROWS if who == "wrong"]
FRAMES = st.builds(Frame, channel=st.integers(1, 255), op=st.sampled_from(Op))


def decode(*pieces: bytes) -> list[Frame]:
    return decoded(Decoder(), pieces)


@pytest.mark.parametrize(("raw", "channel", "op"), PUBLISHED)
def test_published_vectors_are_written_so(raw: bytes, channel: int, op: int) -> None:
    assert encode(Frame(channel=channel, op=Op(op))) == raw


@pytest.mark.parametrize(("raw", "channel", "op"), PUBLISHED)
def test_published_vectors_are_read_so(raw: bytes, channel: int, op: int) -> None:
    assert decode(raw) == [Frame(channel=channel, op=Op(op))]


@pytest.mark.parametrize(("raw", "_why"), WRONG)
def test_wrong_frames_are_noise(raw: bytes, _why: str) -> None:
    assert decode(raw) == []


@settings(max_examples=150, deadline=None)
@given(frames=st.lists(FRAMES, max_size=12), cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_cutting_the_stream_anywhere_gives_the_same_frames(frames: list[Frame], cuts: list[int]) -> None:
    assert decode(*chop(b"".join(map(encode, frames)), cuts)) == frames


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=400), cuts=st.lists(st.integers(min_value=0), max_size=8))
def test_noise_gives_the_same_however_it_is_cut(noise: bytes, cuts: list[int]) -> None:
    assert decode(*chop(noise, cuts)) == decode(noise)


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=400))
def test_noise_is_never_kept(noise: bytes) -> None:
    decoder = Decoder()
    list(decoder.feed(noise))
    assert len(decoder._pending) < 4


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=60).map(lambda raw: raw.replace(b"\xa0", b"")), frame=FRAMES)
def test_a_frame_behind_noise_is_found(noise: bytes, frame: Frame) -> None:
    assert decode(noise + encode(frame)) == [frame]


def test_a_frame_behind_half_a_frame_is_found() -> None:
    assert decode(b"\xa0\x01", bytes.fromhex("A0 02 01 A3")) == [Frame(channel=2, op=Op.ON)]


def test_bytes_outside_frames_are_counted() -> None:
    decoder = Decoder()
    list(decoder.feed(b"\x00\x01" + bytes.fromhex("A0 02 01 A3") + b"\x02"))
    assert decoder.noise == 3


def test_channel_zero_does_not_come_into_being() -> None:
    with pytest.raises(ValueError, match="channel must be 1 to 255"):
        Frame(channel=0, op=Op.ON)
