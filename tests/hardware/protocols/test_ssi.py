"""SSI packets, pinned to published vectors; long codes come in segments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop, told_apart, vectors

from hardware.protocols.ssi import (
    HOST,
    MOST_DATA,
    READER,
    Broken,
    Decoder,
    Opcode,
    Packet,
    Segments,
    code_packets,
    encode,
)

BY_HOST = sorted(set(Opcode) - {Opcode.SEGMENT, Opcode.REPLY_REVISION, Opcode.DECODE_DATA})
BY_READER = [Opcode.ACK, Opcode.NAK, Opcode.REPLY_REVISION, Opcode.DECODE_DATA]
DATA = st.binary(max_size=40)
PACKETS = st.one_of(
    st.builds(
        Packet, opcode=st.sampled_from(BY_HOST), data=DATA, source=st.just(HOST), status=st.sampled_from([0, 1, 8])
    ),
    st.builds(
        Packet, opcode=st.sampled_from(BY_READER), data=DATA, source=st.just(READER), status=st.sampled_from([0, 1])
    ),
)


def packet(what: str, source: int) -> Packet:
    opcode, status, *data = (int(word, 16) for word in what.split())
    return Packet(opcode=opcode, status=status, data=bytes(data), source=source)


def decode(*pieces: bytes) -> tuple[list[Packet | Broken], bytes]:
    return told_apart(Decoder(), pieces)


def put_together(packets: list[Packet]) -> list[bytes]:
    segments = Segments()
    return [text for one in packets if (text := segments.take(one)) is not None]


@pytest.mark.parametrize(("raw", "what", "source"), [(*row, HOST) for row in vectors("ssi-vectors.hex", "host")])
def test_published_host_packets_are_written_and_read_so(raw: bytes, what: str, source: int) -> None:
    assert (encode(packet(what, source)), decode(raw)) == (raw, ([packet(what, source)], b""))


@pytest.mark.parametrize(("raw", "what"), vectors("ssi-vectors.hex", "reader"))
def test_published_reader_packets_are_written_and_read_so(raw: bytes, what: str) -> None:
    assert (encode(packet(what, READER)), decode(raw)) == (raw, ([packet(what, READER)], b""))


@pytest.mark.parametrize(("raw", "_why"), vectors("ssi-vectors.hex", "wrong"))
def test_wrong_packets_are_no_packets(raw: bytes, _why: str) -> None:
    assert [item for item in decode(raw)[0] if isinstance(item, Packet)] == []


@pytest.mark.parametrize(("raw", "_what"), vectors("ssi-vectors.hex", "restore"))
def test_a_restore_cannot_be_written(raw: bytes, _what: str) -> None:
    with pytest.raises(ValueError, match="is never sent"):
        encode(Packet(opcode=raw[1]))


@settings(max_examples=256, deadline=None)
@given(opcode=st.integers(0, 255))
def test_no_opcode_outside_the_list_can_be_written(opcode: int) -> None:
    if opcode in BY_HOST:
        assert encode(Packet(opcode=opcode))[1] == opcode
    else:
        with pytest.raises(ValueError, match="is never sent"):
            encode(Packet(opcode=opcode))


@pytest.mark.parametrize(("raw", "_what"), vectors("ssi-vectors.hex", "restore"))
def test_a_twin_hears_a_restore(raw: bytes, _what: str) -> None:
    assert [item.opcode for item in Decoder(opcodes=None).feed(raw) if isinstance(item, Packet)] == [raw[1]]


def test_a_broken_packet_is_said_and_its_text_is_not_handed_on() -> None:
    broken = bytes.fromhex("07 F3 00 00 01 4E 53 FE 65")
    assert decode(broken + b"AB") == ([Broken(opcode=0xF3)], b"AB")


def test_a_packet_behind_a_broken_one_is_found() -> None:
    broken, whole = bytes.fromhex("07 F3 00 00 01 4E 53 FE 65"), bytes.fromhex("04 D0 00 00 FF 2C")
    assert decode(broken + whole)[0] == [Broken(opcode=0xF3), packet("D0 00", READER)]


def test_a_packet_never_prints_its_code() -> None:
    assert "PASS" not in repr(code_packets(b"PASS-1")[0])


@settings(max_examples=200, deadline=None)
@given(packets=st.lists(PACKETS, max_size=10), cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_packets_are_found_wherever_the_stream_is_cut(packets: list[Packet], cuts: list[int]) -> None:
    assert decode(*chop(b"".join(map(encode, packets)), cuts)) == (packets, b"")


@settings(max_examples=200, deadline=None)
@given(
    noise=st.lists(
        st.one_of(st.binary(max_size=20), st.sampled_from([b"\x07\xf3\x00\x00\x01", b"\xff\x73\x02", b"\x04\xd0\x00"]))
    ).map(b"".join),
    cuts=st.lists(st.integers(min_value=0), max_size=8),
)
def test_noise_gives_the_same_however_it_is_cut(noise: bytes, cuts: list[int]) -> None:
    assert decode(*chop(noise, cuts)) == decode(noise)


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=1500))
def test_noise_is_never_kept(noise: bytes) -> None:
    decoder = Decoder()
    list(decoder.feed(noise))
    assert len(decoder._held) <= 256


@settings(max_examples=100, deadline=None)
@given(text=st.binary(min_size=1, max_size=4096))
def test_a_long_code_is_put_together_from_its_segments(text: bytes) -> None:
    packets = code_packets(text)
    whole = [packets[0].data[1:]] if packets[0].opcode == Opcode.DECODE_DATA else put_together(packets)
    assert whole == [text]


def test_a_first_segment_is_full() -> None:
    assert encode(code_packets(b"x" * 1000)[0])[0] == 0xFF == MOST_DATA + 4


def test_a_segment_that_comes_twice_counts_once() -> None:
    packets = code_packets(b"A" * 300 + b"B" * 300 + b"C" * 300)
    assert put_together([one for one in packets for _ in range(2)][:-1]) == [b"A" * 300 + b"B" * 300 + b"C" * 300]


def test_a_code_with_a_gap_is_no_code_and_the_next_is_read() -> None:
    first, second = code_packets(b"A" * 900), code_packets(b"B" * 900)
    assert put_together([first[0], first[2], *second]) == [b"B" * 900]


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(st.binary(max_size=30), max_size=40))
def test_segments_of_nonsense_never_raise_and_are_not_kept(parts: list[bytes]) -> None:
    segments = Segments()
    for part in parts:
        segments.take(Packet(opcode=Opcode.SEGMENT, data=part, source=READER))
    assert len(segments._text) <= 4096 + MOST_DATA


def test_more_data_than_fits_does_not_come_into_being() -> None:
    with pytest.raises(ValueError, match="at most 251"):
        Packet(opcode=Opcode.BEEP, data=bytes(252))
