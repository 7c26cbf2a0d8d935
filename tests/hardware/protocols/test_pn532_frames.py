"""Frames of the PN532: the published vectors hold, the stream may be cut anywhere, noise is survived."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from protocol_bench import CUTS, chop, decoded, rows

from hardware.protocols.pn532 import (
    CAPACITY,
    LONGEST,
    WAKE,
    Frame,
    Item,
    Signal,
    encode,
    frame_decoder,
    is_type_b,
    masked,
    uid_of,
)
from hardware.protocols.wiped_buffer import Noise

ROWS = rows("pn532-vectors.hex")


def item_of(text: str) -> Frame | Signal:
    if text in Signal.__members__:
        return Signal[text]
    raw = bytes.fromhex(text)
    return Frame(direction=raw[0], data=bytearray(raw[1:]))


PUBLISHED = [(bytes.fromhex(raw), item_of(what)) for who, raw, what, _ in ROWS if who != "wrong"]
WRONG = [(bytes.fromhex(raw), why) for who, raw, _, why in ROWS if who == "wrong"]
CARD = PUBLISHED[7][0]
SENT = st.one_of(
    st.builds(
        Frame,
        direction=st.integers(0, 255),
        data=st.one_of(st.binary(max_size=30), st.binary(min_size=250, max_size=LONGEST - 1)).map(bytearray),
    ),
    st.sampled_from(Signal),
)


def wire(item: Frame | Signal, *, extended: bool = False) -> bytes:
    return item.value if isinstance(item, Signal) else bytes(encode(item, extended=extended))


def decode(*pieces: bytes) -> list[Item]:
    return decoded(frame_decoder(), pieces)


def good(items: list[Item]) -> list[Frame | Signal]:
    return [item for item in items if not isinstance(item, Noise)]


@pytest.mark.parametrize(("raw", "item"), PUBLISHED)
def test_published_vectors_are_written_so(raw: bytes, item: Frame | Signal) -> None:
    assert wire(item) == raw


@pytest.mark.parametrize(("raw", "item"), PUBLISHED)
def test_published_vectors_are_read_so(raw: bytes, item: Frame | Signal) -> None:
    assert decode(raw) == [item]


@pytest.mark.parametrize(("raw", "_why"), WRONG)
def test_wrong_frames_are_noise(raw: bytes, _why: str) -> None:
    decoder = frame_decoder()
    found = decoder.feed(raw) + decoder.flush()
    assert found
    assert good(found) == []


@settings(max_examples=150, deadline=None)
@given(sent=st.lists(st.tuples(SENT, st.booleans()), max_size=6), cuts=CUTS)
def test_cutting_the_stream_anywhere_gives_the_same_frames(
    sent: list[tuple[Frame | Signal, bool]], cuts: list[int]
) -> None:
    stream = b"".join(wire(item, extended=extended) for item, extended in sent)
    assert decode(*chop(stream, cuts)) == [item for item, _ in sent]


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=600), cuts=CUTS)
def test_noise_never_raises_and_is_never_kept(noise: bytes, cuts: list[int]) -> None:
    decoder = frame_decoder()
    for piece in chop(noise, cuts):
        decoder.feed(piece)
    assert decoder.pending < CAPACITY


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=60).map(lambda raw: raw.replace(b"\xff", b"")), item=SENT, cuts=CUTS)
def test_a_frame_behind_noise_is_found(noise: bytes, item: Frame | Signal, cuts: list[int]) -> None:
    assert good(decode(*chop(noise + wire(item), cuts))) == [item]


@given(lost=st.integers(1, 16), item=SENT)
def test_a_frame_behind_half_a_frame_is_found_once_the_line_pauses(lost: int, item: Frame | Signal) -> None:
    decoder = frame_decoder()
    stream = CARD[:-lost] + wire(item)
    found = decoder.feed(stream) + decoder.flush()
    # a sum of one byte is right by chance once in 256 times; then the two halves are a frame like any other
    others = [other for other in found if isinstance(other, Frame) and other != item]
    assume(not any(wire(other, extended=long)[1:-1] in stream for other in others for long in (False, True)))
    assert item in found


@given(bit=st.integers(3 * 8, 8 * 18 - 1))
def test_one_flipped_bit_makes_no_other_card(bit: int) -> None:
    raw = bytearray(CARD)
    raw[bit // 8] ^= 1 << bit % 8
    decoder = frame_decoder()
    assert [item for item in decoder.feed(raw) + decoder.flush() if isinstance(item, Frame)] == []


def test_the_wake_up_call_and_padding_are_no_frames() -> None:
    assert good(decode(WAKE, PUBLISHED[0][0], bytes(20))) == [PUBLISHED[0][1]]


def test_padding_is_no_noise() -> None:
    assert decode(bytes(20), PUBLISHED[3][0], bytes(20)) == [Signal.ACK]


def test_what_was_used_is_overwritten() -> None:
    decoder = frame_decoder()
    decoder.feed(CARD[:15])
    decoder.feed(CARD[15:])
    assert not any(decoder._buffer._bytes)


def test_a_frame_shows_no_id() -> None:
    assert "12" not in repr(decode(CARD))


@pytest.mark.parametrize("size", [4, 7, 10])
def test_an_id_is_taken_out_of_the_answer_and_the_answer_is_overwritten(size: int) -> None:
    uid = bytes(range(0x11, 0x11 + size))
    answer = bytearray(b"\x4b\x01\x01\x00\x44\x20" + bytes((size,)) + uid + b"\x05\x78\x80\x70\x02")
    assert (uid_of(answer), any(answer)) == (uid, False)


def test_no_card_is_no_id() -> None:
    assert uid_of(bytearray(b"\x4b\x00")) is None


@pytest.mark.parametrize(
    "answer",
    [
        "4B",
        "4B 01",
        "4B 01 01 00 04 08 04 12 34 56",
        "4B 01 01 00 04 08 05 12 34 56 78 9A",
        "4B 01 01 50 00 00 04 12 34 56 78",
    ],
)
def test_an_answer_of_another_form_is_no_id(answer: str) -> None:
    with pytest.raises(ValueError, match="no type A card"):
        uid_of(bytearray.fromhex(answer))


@pytest.mark.parametrize(("answer", "found"), [("4B 00", False), ("4B 01 01 50 11 22 33 44", True)])
def test_a_type_b_card_is_known_by_its_answer(answer: str, found: bool) -> None:
    assert is_type_b(bytearray.fromhex(answer)) is found


def test_the_answer_of_a_type_a_card_is_no_type_b_card() -> None:
    with pytest.raises(ValueError, match="no type B card"):
        is_type_b(bytearray.fromhex("4B 01 01 00 04 08 04 12 34 56 78"))


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (PUBLISHED[2][0], "D4 4A 01 00"),
        (WAKE + PUBLISHED[0][0], "D4 14 01"),
        (PUBLISHED[3][0] + CARD, "ACK, D5 4B … 11 bytes"),
        (CARD, "D5 4B … 11 bytes"),
        (CARD[:15], "15 bytes"),
        (CARD[9:], "10 bytes"),
        (b"\x12\x34\x56\x78", "4 bytes"),
    ],
)
def test_a_tap_keeps_no_id(piece: bytes, shown: str) -> None:
    assert masked(piece) == shown


@pytest.mark.parametrize("wrong", [{"direction": 256}, {"direction": 0xD4, "data": bytearray(LONGEST)}])
def test_a_frame_that_makes_no_sense_does_not_come_into_being(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Frame(**wrong)
