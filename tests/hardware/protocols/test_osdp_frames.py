"""Frames of OSDP: Annex E and the recorded vectors hold, the stream may be cut anywhere, noise is survived."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from protocol_bench import CUTS, chop, decoded, rows

from hardware.protocols.osdp import CAPACITY, LONGEST, Frame, crc16, encode, frame_decoder, masked, parse_key
from hardware.protocols.wiped_buffer import Noise

ROWS = rows("osdp-vectors.hex")


def frame_of(who: str, text: str) -> Frame:
    address, sequence, code, *data = bytes.fromhex(text)
    return Frame(address=address, reply=who == "reader", sequence=sequence, code=code, data=bytearray(data))


PUBLISHED = [(bytes.fromhex(raw), frame_of(who, what)) for who, raw, what, _ in ROWS if who != "wrong"]
WRONG = [(bytes.fromhex(raw), why) for who, raw, _, why in ROWS if who == "wrong"]
CARD = PUBLISHED[-1][0]
BLOCKS = st.one_of(st.just(b""), st.binary(max_size=3).map(lambda rest: bytes((len(rest) + 2, 0x15)) + rest))
FRAMES = st.builds(
    Frame,
    address=st.integers(0, 127),
    reply=st.booleans(),
    sequence=st.integers(0, 3),
    code=st.integers(0, 255),
    data=st.binary(max_size=60).map(bytearray),
    security=BLOCKS,
)
SENT = st.lists(st.tuples(FRAMES, st.booleans()), max_size=5)


def decode(*pieces: bytes) -> list[Frame | Noise]:
    return decoded(frame_decoder(), pieces)


def frames(items: list[Frame | Noise]) -> list[Frame]:
    return [item for item in items if isinstance(item, Frame)]


@pytest.mark.parametrize(("raw", "frame"), PUBLISHED)
def test_vectors_are_written_so(raw: bytes, frame: Frame) -> None:
    assert encode(frame) == raw


@pytest.mark.parametrize(("raw", "frame"), PUBLISHED)
def test_vectors_are_read_so(raw: bytes, frame: Frame) -> None:
    assert decode(raw) == [frame]


@pytest.mark.parametrize(("raw", "_why"), WRONG)
def test_wrong_frames_are_noise(raw: bytes, _why: str) -> None:
    decoder = frame_decoder()
    found = decoder.feed(raw) + decoder.flush()
    assert found
    assert frames(found) == []


@given(raw=st.binary(max_size=60))
def test_the_crc_is_the_published_division_bit_by_bit(raw: bytes) -> None:
    crc = 0x1D0F
    for byte in raw:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    assert crc16(raw) == crc


@settings(max_examples=100, deadline=None)
@given(sent=SENT, cuts=CUTS)
def test_cutting_the_stream_anywhere_gives_the_same_frames(sent: list[tuple[Frame, bool]], cuts: list[int]) -> None:
    stream = b"".join(b"\xff" + bytes(encode(frame, crc=crc)) for frame, crc in sent)
    assert decode(*chop(stream, cuts)) == [frame for frame, _ in sent]


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=600), cuts=CUTS)
def test_noise_never_raises_and_is_never_kept(noise: bytes, cuts: list[int]) -> None:
    decoder = frame_decoder()
    for piece in chop(noise, cuts):
        decoder.feed(piece)
    assert decoder.pending < CAPACITY


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=60).map(lambda raw: raw.replace(b"\x53", b"")), frame=FRAMES, cuts=CUTS)
def test_a_frame_behind_noise_is_found(noise: bytes, frame: Frame, cuts: list[int]) -> None:
    assert frames(decode(*chop(noise + bytes(encode(frame)), cuts))) == [frame]


@given(lost=st.integers(1, 15), frame=FRAMES)
def test_a_frame_behind_half_a_frame_is_found_once_the_line_pauses(lost: int, frame: Frame) -> None:
    decoder = frame_decoder()
    stream = CARD[:-lost] + bytes(encode(frame))
    # a sum of one byte is right by chance once in 256 times; then the two halves are a frame like any other
    assume(sum(stream[: int.from_bytes(stream[2:4], "little")]) & 0xFF)
    assert frame in decoder.feed(stream) + decoder.flush()


@given(bit=st.integers(0, 8 * 16 - 1))
def test_one_flipped_bit_makes_no_other_card(bit: int) -> None:
    raw = bytearray(CARD)
    raw[bit // 8] ^= 1 << bit % 8
    decoder = frame_decoder()
    assert frames(decoder.feed(raw) + decoder.flush()) == []


def test_what_was_used_is_overwritten() -> None:
    decoder = frame_decoder()
    decoder.feed(CARD[:12])
    decoder.feed(CARD[12:])
    assert not any(decoder._buffer._bytes)


def test_the_longest_frame_there_is_has_a_sum_of_one_byte() -> None:
    longest = Frame(address=1, reply=True, sequence=1, code=0x80, data=bytearray(LONGEST - 7))

    assert decoded(frame_decoder(), [bytes(encode(longest, crc=False))]) == [longest]


def test_a_frame_that_a_crc_makes_too_long_is_not_sent() -> None:
    with pytest.raises(ValueError, match="at most 512 bytes, got 513"):
        encode(Frame(address=1, reply=True, sequence=1, code=0x80, data=bytearray(LONGEST - 7)))


def test_the_idle_line_is_no_noise() -> None:
    assert decode(b"\xff" * 20) == []


def test_a_frame_shows_no_id() -> None:
    assert "8a" not in repr(decode(CARD)).lower()


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (CARD, "reply 50 … 8 bytes"),
        (b"\xff" + PUBLISHED[6][0] + PUBLISHED[7][0], "command 60 … 0 bytes, reply 40 … 0 bytes"),
        (CARD[:9], "9 bytes"),
        (CARD[10:], "6 bytes"),
    ],
)
def test_a_tap_keeps_no_id(piece: bytes, shown: str) -> None:
    assert masked(piece) == shown


def test_a_key_is_32_hex_digits() -> None:
    assert parse_key(" 00112233 44556677\n8899AABB ccddeeff\n") == bytes.fromhex("00112233445566778899AABBCCDDEEFF")


@pytest.mark.parametrize("text", ["", "00", "zz" * 16, "00" * 17])
def test_a_key_of_another_form_is_refused_without_being_told(text: str) -> None:
    with pytest.raises(ValueError, match="must hold 32 hex digits, the key that was set in the reader"):
        parse_key(text)


def test_the_key_that_everybody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="everybody knows"):
        parse_key("303132333435363738393A3B3C3D3E3F")


@pytest.mark.parametrize(
    "wrong",
    [{"address": 128}, {"sequence": 4}, {"code": 256}, {"security": b"\x03\x15"}, {"data": bytearray(510)}],
)
def test_a_frame_that_makes_no_sense_does_not_come_into_being(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Frame(**{"address": 0, "reply": False, "sequence": 0, "code": 0, **wrong})
