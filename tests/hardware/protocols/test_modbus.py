"""Modbus RTU frames: the stream may be cut anywhere, noise is survived, and the maker's vectors hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop, decoded, rows

from hardware.protocols.modbus import (
    Bits,
    CoilsWritten,
    Function,
    Read,
    Refused,
    Registers,
    Reply,
    Request,
    Write,
    WriteCoils,
    crc16,
    encode,
    flash_on,
    reply_decoder,
    request_decoder,
    whole_bytes,
)

ROWS = rows("modbus-vectors.hex")
PUBLISHED = {(who, what): bytes.fromhex(raw) for who, raw, what in ROWS}

WORD, BYTE = st.integers(0, 0xFFFF), st.integers(0, 0xFF)
READ = st.sampled_from([Function.READ_COILS, Function.READ_INPUTS, Function.READ_REGISTERS])
WRITES = st.builds(
    Write, unit=BYTE, function=st.sampled_from([Function.WRITE_COIL, Function.WRITE_REGISTER]), address=WORD, value=WORD
)
REQUESTS = st.one_of(
    st.builds(Read, unit=BYTE, function=READ, first=WORD, count=WORD),
    WRITES,
    st.builds(WriteCoils, unit=BYTE, first=WORD, states=st.lists(st.booleans(), min_size=1, max_size=70).map(tuple)),
)
REPLIES = st.one_of(
    st.builds(
        Bits,
        unit=BYTE,
        function=st.sampled_from([Function.READ_COILS, Function.READ_INPUTS]),
        states=st.lists(st.booleans(), min_size=1, max_size=70).map(whole_bytes),
    ),
    st.builds(Registers, unit=BYTE, values=st.lists(WORD, min_size=1, max_size=12).map(tuple)),
    WRITES,
    st.builds(CoilsWritten, unit=BYTE, first=WORD, count=WORD),
    st.builds(Refused, unit=BYTE, function=st.integers(1, 0x7F), reason=BYTE),
)
CUTS = st.lists(st.integers(min_value=0), max_size=12)


def requests(*pieces: bytes) -> list[Request]:
    return decoded(request_decoder(), pieces)


def replies(*pieces: bytes) -> list[Reply]:
    return decoded(reply_decoder(), pieces)


def write_coil(address: int, value: int) -> Write:
    return Write(unit=1, function=Function.WRITE_COIL, address=address, value=value)


def read(function: Function, first: int = 0, count: int = 8, unit: int = 1) -> Read:
    return Read(unit=unit, function=function, first=first, count=count)


OFF = (False,) * 8
MEANT = {
    ("host", "relay 0 on"): write_coil(0, 0xFF00),
    ("host", "relay 0 off"): write_coil(0, 0),
    ("host", "toggle relay 0"): write_coil(0, 0x5500),
    ("host", "all on"): write_coil(0xFF, 0xFF00),
    ("host", "all off"): write_coil(0xFF, 0),
    ("host", "all on in protocol V1"): write_coil(0xFF, 0xFFFF),
    ("host", "flash-on relay 0 for 7 tenths"): flash_on(unit=1, relay=0, tenths=7),
    ("host", "flash-on relay 1 for 8 tenths"): flash_on(unit=1, relay=1, tenths=8),
    ("host", "flash-on relay 0 for 50 tenths"): flash_on(unit=1, relay=0, tenths=50),
    ("host", "flash-off relay 0 for 50 tenths"): write_coil(0x0400, 50),
    ("host", "read 8 relays"): read(Function.READ_COILS),
    ("host", "read 8 inputs"): read(Function.READ_INPUTS),
    ("host", "all 8 on by mask"): WriteCoils(unit=1, first=0, states=(True,) * 8),
    ("host", "read 8 input modes"): read(Function.READ_REGISTERS, first=0x1000),
    ("host", "read unit number, broadcast"): read(Function.READ_REGISTERS, first=0x4000, count=1, unit=0),
    ("board", "relay 0 is on"): write_coil(0, 0xFF00),
    ("board", "flash-on confirmed"): flash_on(unit=1, relay=0, tenths=7),
    ("board", "no relay is on"): Bits(unit=1, function=Function.READ_COILS, states=OFF),
    ("board", "no input is on"): Bits(unit=1, function=Function.READ_INPUTS, states=OFF),
    ("board", "input 0 is on"): Bits(unit=1, function=Function.READ_INPUTS, states=(True, *OFF[1:])),
    ("board", "refused, bad address"): Refused(unit=1, function=5, reason=2),
    ("board", "refused, bad value"): Refused(unit=1, function=5, reason=3),
}
RIGHT = [key for key in PUBLISHED if key[0] != "wrong"]


@pytest.mark.parametrize("key", RIGHT)
def test_published_vectors_are_written_so(key: tuple[str, str]) -> None:
    assert encode(MEANT[key]) == PUBLISHED[key]


@pytest.mark.parametrize("key", RIGHT)
def test_published_vectors_are_read_so(key: tuple[str, str]) -> None:
    decode = requests if key[0] == "host" else replies
    assert decode(PUBLISHED[key]) == [MEANT[key]]


@pytest.mark.parametrize("raw", [raw for (who, _), raw in PUBLISHED.items() if who == "wrong"])
def test_a_misprinted_vector_is_noise(raw: bytes) -> None:
    assert requests(raw) == []


def test_the_misprinted_vector_has_the_crc_that_was_recomputed() -> None:
    assert crc16(bytes.fromhex("01 06 20 00 00 05")).to_bytes(2, "little") == bytes.fromhex("42 09")


@settings(max_examples=150, deadline=None)
@given(frames=st.lists(REQUESTS, max_size=6), cuts=CUTS)
def test_cutting_the_requests_anywhere_gives_the_same_frames(frames: list[Request], cuts: list[int]) -> None:
    assert requests(*chop(b"".join(map(encode, frames)), cuts)) == frames


@settings(max_examples=150, deadline=None)
@given(frames=st.lists(REPLIES, max_size=6), cuts=CUTS)
def test_cutting_the_replies_anywhere_gives_the_same_frames(frames: list[Reply], cuts: list[int]) -> None:
    assert replies(*chop(b"".join(map(encode, frames)), cuts)) == frames


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=600), cuts=CUTS)
def test_noise_gives_the_same_however_it_is_cut(noise: bytes, cuts: list[int]) -> None:
    assert replies(*chop(noise, cuts)) == replies(noise)


@settings(max_examples=50, deadline=None)
@given(noise=st.binary(min_size=300, max_size=900))
def test_noise_is_kept_for_one_frame_at_most(noise: bytes) -> None:
    for decoder in (request_decoder(), reply_decoder()):
        decoder.feed(noise)
        assert len(decoder._pending) <= 264


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=40), frame=REPLIES)
def test_a_reply_behind_noise_is_found_by_the_silence_at_the_latest(noise: bytes, frame: Reply) -> None:
    decoder = reply_decoder()
    found = [*decoder.feed(noise + encode(frame)), *decoder.silence()]
    assert frame in found


@settings(max_examples=50, deadline=None)
@given(noise=st.binary(max_size=300))
def test_silence_leaves_nothing_behind(noise: bytes) -> None:
    decoder = request_decoder()
    decoder.feed(noise)
    decoder.silence()
    assert not decoder.pending


def test_one_flipped_bit_is_refused() -> None:
    raw = bytearray(encode(flash_on(unit=1, relay=0, tenths=30)))
    for bit in range(len(raw) * 8):
        raw[bit // 8] ^= 1 << bit % 8
        assert requests(bytes(raw)) == []
        raw[bit // 8] ^= 1 << bit % 8


def test_bytes_outside_frames_are_counted() -> None:
    decoder = reply_decoder()
    decoder.feed(b"\x00\xff\x00" + PUBLISHED["board", "no input is on"])
    decoder.silence()
    assert decoder.noise == 3


@pytest.mark.parametrize("tenths", [0, 0x8000])
def test_a_pulse_that_the_board_cannot_time_does_not_come_into_being(tenths: int) -> None:
    with pytest.raises(ValueError, match="tenths"):
        flash_on(unit=1, relay=0, tenths=tenths)


def test_a_word_that_would_be_cut_off_does_not_come_into_being() -> None:
    with pytest.raises(ValueError, match="word is out of range"):
        write_coil(0x10000, 0)
