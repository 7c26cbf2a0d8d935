"""Newland's unified commands, pinned to published vectors: answers and codes share one stream."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop, decoded, told_apart, vectors

from hardware.protocols.newland import (
    LONGEST,
    Command,
    Order,
    Reply,
    Result,
    Status,
    encode,
    encode_reply,
    order_decoder,
    reply_ear,
)

RESULTS = st.builds(
    Result,
    text=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*", min_size=6, max_size=20),
    status=st.sampled_from(Status),
)
REPLIES = st.builds(
    Reply, results=st.lists(RESULTS, min_size=1, max_size=4).map(tuple), storage=st.sampled_from(["@", "#"])
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(str.encode)


def heard(*pieces: bytes) -> tuple[list[Reply], bytes]:
    return told_apart(reply_ear(), pieces)


def ordered(*pieces: bytes) -> list[Order]:
    return decoded(order_decoder(), pieces)


@pytest.mark.parametrize(("raw", "text"), vectors("newland-vectors.hex", "host"))
def test_published_commands_are_written_so(raw: bytes, text: str) -> None:
    assert encode(Command(text)) == raw


@pytest.mark.parametrize(("raw", "text"), vectors("newland-vectors.hex", "host", "restore"))
def test_the_reader_hears_commands_so(raw: bytes, text: str) -> None:
    assert [order.texts for order in ordered(raw)] == [(text,)]


@pytest.mark.parametrize(("raw", "text"), vectors("newland-vectors.hex", "reader", "inferred"))
def test_answers_are_read_so(raw: bytes, text: str) -> None:
    storage = chr(raw[6])
    reply = Reply(results=(Result(text=text, status=Status.DONE),), storage=storage)
    assert (heard(raw), encode_reply(reply)) == (([reply], b""), raw)


@pytest.mark.parametrize(("raw", "_why"), vectors("newland-vectors.hex", "wrong"))
def test_wrong_commands_are_passed_over(raw: bytes, _why: str) -> None:
    assert ordered(raw) == []


@pytest.mark.parametrize("command", Command)
def test_no_command_is_a_restore(command: Command) -> None:
    assert not any(word in encode(command) for word in (b"FACDEF", b"DEF", b"RES"))


@pytest.mark.parametrize("command", Command)
def test_no_setting_is_kept_for_good(command: Command) -> None:
    (order,) = ordered(encode(command))
    assert not order.for_good or command is Command.ASK_SYSTEM


def test_each_command_of_an_answer_has_its_status() -> None:
    raw = b"\x02\x010000#SCNMOD2\x06;SETUPE0\x05,TSUENA9\x15;\x03"
    (reply,), rest = heard(raw)
    assert ([result.status for result in reply.results], rest) == ([Status.DONE, Status.UNKNOWN, Status.BAD_DATA], b"")


def test_an_answer_inside_a_code_is_taken_out() -> None:
    reply = Reply(results=(Result(text="SCNMOD2", status=Status.DONE),))
    assert heard(b"AB" + encode_reply(reply) + b"CD\r\n") == ([reply], b"ABCD\r\n")


def test_an_echo_of_our_own_command_is_nothing() -> None:
    assert heard(encode(Command.START) + b"A~B\r\n") == ([], b"A~B\r\n")


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.one_of(TEXT, REPLIES), max_size=8), cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_answers_and_codes_are_told_apart_wherever_the_stream_is_cut(
    parts: list[bytes | Reply], cuts: list[int]
) -> None:
    stream = b"".join(part if isinstance(part, bytes) else encode_reply(part) for part in parts)
    replies = [part for part in parts if isinstance(part, Reply)]
    text = b"".join(part for part in parts if isinstance(part, bytes))
    assert heard(*chop(stream, cuts)) == (replies, text)


@settings(max_examples=150, deadline=None)
@given(
    noise=st.lists(st.one_of(st.binary(max_size=20), st.sampled_from([b"\x02\x010000", b"\x7e\x01", b"\x3b\x03"]))).map(
        b"".join
    ),
    cuts=st.lists(st.integers(min_value=0), max_size=8),
)
def test_noise_gives_the_same_however_it_is_cut(noise: bytes, cuts: list[int]) -> None:
    assert (heard(*chop(noise, cuts)), ordered(*chop(noise, cuts))) == (heard(noise), ordered(noise))


def test_an_answer_without_end_is_not_kept_for_ever() -> None:
    ear = reply_ear()
    list(ear.feed(b"\x02\x010000#" + b"X" * 5 * LONGEST))
    assert len(ear._held) < LONGEST


def test_a_command_without_end_is_not_kept_for_ever() -> None:
    decoder = order_decoder()
    list(decoder.feed(b"\x7e\x010000#" + b"X" * 5 * LONGEST))
    assert len(decoder._held) < LONGEST
