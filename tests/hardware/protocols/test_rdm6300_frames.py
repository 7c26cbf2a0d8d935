"""Frames of RDM6300 and ID-20LA: the published vectors hold, the stream may be cut anywhere, noise is survived."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import CUTS, chop, decoded, rows

from hardware.protocols.rdm6300 import CAPACITY, Noise, Tag, encode, tag_decoder

ROWS = rows("rdm6300-vectors.hex")
PUBLISHED = [(who == "id20la", bytes.fromhex(raw), bytes.fromhex(uid)) for who, raw, uid, *_ in ROWS if who != "wrong"]
WRONG = [(bytes.fromhex(raw), what) for who, raw, _, what in ROWS if who == "wrong"]
SIGHTS = st.tuples(st.binary(min_size=5, max_size=5), st.booleans())
NOISE = st.binary(max_size=60).map(lambda raw: raw.replace(b"\x02", b""))


def wire(uid: bytes, crlf: bool) -> bytes:
    return bytes(encode(Tag(uid=bytearray(uid)), crlf=crlf))


def decode(*pieces: bytes) -> list[Tag | Noise]:
    return decoded(tag_decoder(), pieces)


def uids(items: list[Tag | Noise]) -> list[bytes]:
    return [bytes(item.uid) for item in items if isinstance(item, Tag)]


@pytest.mark.parametrize(("crlf", "raw", "uid"), PUBLISHED)
def test_published_frames_are_written_so(crlf: bool, raw: bytes, uid: bytes) -> None:
    assert wire(uid, crlf) == raw


@pytest.mark.parametrize(("_crlf", "raw", "uid"), PUBLISHED)
def test_published_frames_are_read_so(_crlf: bool, raw: bytes, uid: bytes) -> None:
    assert decode(raw) == [Tag(uid=bytearray(uid))]


@pytest.mark.parametrize(("raw", "_why"), WRONG)
def test_wrong_frames_are_noise(raw: bytes, _why: str) -> None:
    found = decode(raw)
    assert found
    assert uids(found) == []


def test_lower_case_digits_are_read_too() -> None:
    raw = PUBLISHED[0][1]
    assert uids(decode(raw[:1] + raw[1:-1].lower() + raw[-1:])) == [PUBLISHED[0][2]]


@settings(max_examples=150, deadline=None)
@given(sights=st.lists(SIGHTS, max_size=8), cuts=CUTS)
def test_cutting_the_stream_anywhere_gives_the_same_frames(sights: list[tuple[bytes, bool]], cuts: list[int]) -> None:
    stream = b"".join(wire(uid, crlf) for uid, crlf in sights)
    assert uids(decode(*chop(stream, cuts))) == [uid for uid, _ in sights]


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=400), cuts=CUTS)
def test_noise_never_raises_and_every_byte_of_it_is_counted(noise: bytes, cuts: list[int]) -> None:
    decoder = tag_decoder()
    found = [item for piece in chop(noise, cuts) for item in decoder.feed(piece)]
    counted = sum(item.size if isinstance(item, Noise) else 14 for item in found)
    assert decoder.pending + counted <= len(noise) <= decoder.pending + counted + 2 * len(uids(found))


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=400))
def test_noise_is_never_kept(noise: bytes) -> None:
    decoder = tag_decoder()
    decoder.feed(noise)
    assert decoder.pending < 16 < CAPACITY


@settings(max_examples=100, deadline=None)
@given(noise=NOISE, sight=SIGHTS, cuts=CUTS)
def test_a_frame_behind_noise_is_found(noise: bytes, sight: tuple[bytes, bool], cuts: list[int]) -> None:
    assert uids(decode(*chop(noise + wire(*sight), cuts))) == [sight[0]]


@given(lost=st.integers(1, 13), sight=SIGHTS)
def test_a_frame_behind_half_a_frame_is_found(lost: int, sight: tuple[bytes, bool]) -> None:
    assert uids(decode(PUBLISHED[0][1][:-lost] + wire(*sight))) == [sight[0]]


@given(bit=st.integers(0, 8 * 14 - 1))
def test_one_flipped_bit_makes_no_other_card(bit: int) -> None:
    raw = bytearray(PUBLISHED[0][1])
    raw[bit // 8] ^= 1 << bit % 8
    assert set(uids(decode(bytes(raw)))) <= {PUBLISHED[0][2]}


def test_what_was_used_is_overwritten() -> None:
    decoder = tag_decoder()
    decoder.feed(PUBLISHED[0][1] + PUBLISHED[1][1][:9])
    decoder.feed(PUBLISHED[1][1][9:])
    assert not any(decoder._buffer._bytes)


def test_a_sight_shows_no_id() -> None:
    assert "62" not in repr(decode(PUBLISHED[0][1]))


def test_an_id_of_another_length_does_not_come_into_being() -> None:
    with pytest.raises(ValueError, match="5 bytes"):
        Tag(uid=bytearray(4))
