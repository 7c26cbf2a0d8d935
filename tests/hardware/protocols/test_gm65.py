"""GM65 command mode, pinned to published vectors: answers and codes share one stream."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop, decoded, told_apart, vectors

from hardware.protocols.gm65 import (
    MOST_READ,
    WRITABLE,
    Answer,
    Foreign,
    Heartbeat,
    Read,
    Request,
    Write,
    encode,
    reply_ear,
    request_decoder,
)

REQUESTS = st.one_of(
    st.builds(Read, zone=st.integers(0, 0xFFFF), count=st.integers(1, MOST_READ)),
    st.builds(Write, zone=st.sampled_from(sorted(WRITABLE)), value=st.integers(0, 255)),
    st.just(Heartbeat()),
)
ANSWERS = st.builds(Answer, data=st.binary(min_size=1, max_size=MOST_READ), heartbeat=st.booleans())
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(str.encode)


def message(what: str) -> Request | Answer:
    kind, *values = what.split()
    match kind:
        case "read":
            return Read(zone=int(values[0], 16), count=int(values[1], 16))
        case "write":
            return Write(zone=int(values[0], 16), value=int(values[1], 16))
        case "heartbeat":
            return Heartbeat()
        case _:
            return Answer(data=bytes.fromhex("".join(values)), heartbeat=kind == "life")


def heard(*pieces: bytes) -> tuple[list[Answer], bytes]:
    return told_apart(reply_ear(), pieces)


def asked(*pieces: bytes) -> list[Request | Foreign]:
    return decoded(request_decoder(), pieces)


@pytest.mark.parametrize(("raw", "what"), vectors("gm65-vectors.hex", "host", "reader"))
def test_published_vectors_are_written_so(raw: bytes, what: str) -> None:
    assert encode(message(what)) == raw


@pytest.mark.parametrize(("raw", "what"), vectors("gm65-vectors.hex", "host", "unchecked"))
def test_published_requests_are_read_so(raw: bytes, what: str) -> None:
    assert asked(raw) == [message(what)]


@pytest.mark.parametrize(("raw", "what"), vectors("gm65-vectors.hex", "reader"))
def test_published_answers_are_read_so(raw: bytes, what: str) -> None:
    assert heard(raw) == ([message(what)], b"")


@pytest.mark.parametrize(("raw", "_why"), vectors("gm65-vectors.hex", "wrong"))
def test_a_wrong_request_is_passed_over(raw: bytes, _why: str) -> None:
    assert asked(raw) == []


@pytest.mark.parametrize(("raw", "_what"), vectors("gm65-vectors.hex", "restore"))
def test_a_restore_is_no_request_of_ours(raw: bytes, _what: str) -> None:
    assert [type(item) for item in asked(raw)] == [Foreign]


@settings(max_examples=300, deadline=None)
@given(request=REQUESTS)
def test_no_request_is_a_restore(request: Request) -> None:
    bodies = [raw[:-2] for raw, _ in vectors("gm65-vectors.hex", "restore")]
    assert encode(request)[:-2] not in bodies


@pytest.mark.parametrize("zone", [0x00D9, 0x002A, 0x000D, 1])
def test_no_other_zone_can_be_written(zone: int) -> None:
    with pytest.raises(ValueError, match="never written"):
        Write(zone=zone, value=0x50)


def test_the_published_session_is_an_answer_and_a_code() -> None:
    stream = bytes.fromhex("02 00 00 01 00 33 31 30 35 32 33 30 31 0D 0A")
    assert heard(stream) == ([Answer(data=b"\x00")], b"052301\r\n")


def test_an_answer_inside_a_code_is_taken_out() -> None:
    assert heard(b"05" + encode(Answer(data=b"\x00")) + b"2301\r\n") == ([Answer(data=b"\x00")], b"052301\r\n")


def test_an_answer_with_a_wrong_crc_is_no_answer() -> None:
    assert heard(bytes.fromhex("02 00 00 01 00 33 32"))[0] == []


def test_an_echo_of_our_own_request_is_nothing() -> None:
    assert heard(encode(Heartbeat()) + b"A~B\r\n") == ([], b"A~B\r\n")


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.one_of(TEXT, ANSWERS), max_size=10), cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_answers_and_codes_are_told_apart_wherever_the_stream_is_cut(
    parts: list[bytes | Answer], cuts: list[int]
) -> None:
    stream = b"".join(part if isinstance(part, bytes) else encode(part) for part in parts)
    answers = [part for part in parts if isinstance(part, Answer)]
    text = b"".join(part for part in parts if isinstance(part, bytes))
    assert heard(*chop(stream, cuts)) == (answers, text)


@settings(max_examples=200, deadline=None)
@given(
    noise=st.lists(st.one_of(st.binary(max_size=20), st.sampled_from([b"\x02\x00\x00\x05", b"\x7e\x00\x08\x01"]))).map(
        b"".join
    ),
    cuts=st.lists(st.integers(min_value=0), max_size=8),
)
def test_noise_gives_the_same_however_it_is_cut(noise: bytes, cuts: list[int]) -> None:
    assert heard(*chop(noise, cuts)) == heard(noise)


@settings(max_examples=200, deadline=None)
@given(noise=st.binary(max_size=600))
def test_noise_is_never_kept(noise: bytes) -> None:
    ear = reply_ear()
    list(ear.feed(noise))
    assert len(ear._held) < MOST_READ + 6


@settings(max_examples=150, deadline=None)
@given(requests=st.lists(REQUESTS, max_size=10), cuts=st.lists(st.integers(min_value=0), max_size=10))
def test_requests_are_found_wherever_they_are_cut(requests: list[Request], cuts: list[int]) -> None:
    assert asked(*chop(b"".join(map(encode, requests)), cuts)) == requests


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=900))
def test_noise_towards_the_reader_never_raises_and_is_not_kept(noise: bytes) -> None:
    decoder = request_decoder()
    list(decoder.feed(noise))
    assert len(decoder._held) < 256 + 8
