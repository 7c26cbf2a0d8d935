"""Honeywell's serial commands, pinned to published vectors: answers and codes share one stream."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop, decoded, told_apart, vectors

from hardware.protocols.honeywell import (
    MOST_HELD,
    TRIGGER,
    UNTRIGGER,
    Command,
    Order,
    Reply,
    ReplyEar,
    Status,
    encode,
    encode_reply,
    order_decoder,
)

REPLIES = st.builds(
    Reply,
    text=st.sampled_from(["TRGMOD0", "TRGMOD3", "REVINF"]),
    status=st.sampled_from(Status),
    storage=st.sampled_from([".", "!"]),
)
# small letters and digits: a code that spells one of the tags is another test's
TEXT = st.text("abcdefghijklmnopqrstuvwxyz0123456789 :-\r\n测试", min_size=1).map(str.encode)


def heard(*pieces: bytes) -> tuple[list[Reply], bytes]:
    return told_apart(ReplyEar(), pieces)


def ordered(*pieces: bytes) -> list[Order]:
    return decoded(order_decoder(), pieces)


def test_published_triggers_are_written_so() -> None:
    assert [raw for raw, _ in vectors("honeywell-vectors.hex", "trigger")] == [TRIGGER, UNTRIGGER]


@pytest.mark.parametrize(("raw", "text"), vectors("honeywell-vectors.hex", "menu"))
def test_published_commands_are_written_so(raw: bytes, text: str) -> None:
    assert encode(Command(text + chr(raw[-1]))) == raw


@pytest.mark.parametrize(("raw", "text"), vectors("honeywell-vectors.hex", "trigger", "menu", "kept", "restore"))
def test_the_reader_hears_commands_so(raw: bytes, text: str) -> None:
    assert [order.text for order in ordered(raw)] == [text]


@pytest.mark.parametrize(("raw", "text"), vectors("honeywell-vectors.hex", "reader"))
def test_answers_are_read_so(raw: bytes, text: str) -> None:
    reply = Reply(text=text, status=Status.DONE)
    assert (heard(raw), encode_reply(reply)) == (([reply], b""), raw)


@pytest.mark.parametrize(("raw", "_text"), vectors("honeywell-vectors.hex", "other"))
def test_an_answer_to_what_nobody_asked_is_no_answer(raw: bytes, _text: str) -> None:
    assert heard(raw) == ([], raw)


@pytest.mark.parametrize("command", Command)
def test_nothing_is_kept_for_good(command: Command) -> None:
    (order,) = ordered(encode(command))
    assert order.storage == "!" or order.text in ("TRGMOD?", "REVINF")


@pytest.mark.parametrize("command", Command)
def test_no_command_is_a_restore(command: Command) -> None:
    assert encode(command) not in [raw for raw, _ in vectors("honeywell-vectors.hex", "restore", "kept")]


@pytest.mark.parametrize("status", Status)
def test_an_answer_inside_a_code_is_taken_out(status: Status) -> None:
    reply = Reply(text="TRGMOD0", status=status, storage="!")
    assert heard(b"AB" + encode_reply(reply) + b"CD\r") == ([reply], b"ABCD\r")


def test_a_code_that_spells_a_tag_is_a_code() -> None:
    assert heard(b"TRGMOD0", b"\r\nTRGMO\r\nREVINF IS FINE.\r\n") == ([], b"TRGMOD0\r\nTRGMO\r\nREVINF IS FINE.\r\n")


def test_an_echo_of_our_own_command_is_nothing() -> None:
    assert heard(TRIGGER + encode(Command.ON_TRIGGER) + b"AB\r") == ([], b"AB\r")


def test_a_listing_is_told_and_the_code_within_it_read() -> None:
    ear = ReplyEar()
    ear.list_until_reply()
    items = list(ear.feed(b"Product Name: N3680\r\nPASS-1\r\nSoftware Revision: 16345 \r\nREVINF\x06."))
    assert (items[0], ear.told) == (b"PASS-1\r\n", {"Product Name": "N3680", "Software Revision": "16345"})


def test_a_code_like_a_listing_is_a_code_when_nobody_asked() -> None:
    assert heard(b"Product Name: N3680\r\n") == ([], b"Product Name: N3680\r\n")


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.one_of(TEXT, REPLIES), max_size=8), cuts=st.lists(st.integers(min_value=0), max_size=12))
def test_answers_and_codes_are_told_apart_wherever_the_stream_is_cut(
    parts: list[bytes | Reply], cuts: list[int]
) -> None:
    stream = b"".join(part if isinstance(part, bytes) else encode_reply(part) for part in parts)
    replies = [part for part in parts if isinstance(part, Reply)]
    text = b"".join(part for part in parts if isinstance(part, bytes))
    assert heard(*chop(stream, cuts)) == (replies, text)


NOISE = st.lists(
    st.one_of(st.binary(max_size=20), st.sampled_from([b"TRGMOD", b"REVINF\x06", b"\x16M\r", b"TRG", b"\x06."]))
).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(noise=NOISE, cuts=st.lists(st.integers(min_value=0), max_size=8))
def test_noise_gives_the_same_however_it_is_cut(noise: bytes, cuts: list[int]) -> None:
    assert (heard(*chop(noise, cuts)), ordered(*chop(noise, cuts))) == (heard(noise), ordered(noise))


@settings(max_examples=100, deadline=None)
@given(noise=NOISE, listing=st.booleans())
def test_nothing_is_kept_for_ever(noise: bytes, listing: bool) -> None:
    ear, decoder = ReplyEar(), order_decoder()
    if listing:
        ear.list_until_reply()
    for _ in range(3 * MOST_HELD // (len(noise) + 1) if listing else 3):
        list(ear.feed(noise))
        list(decoder.feed(noise))
    assert (len(ear._held) <= MOST_HELD, len(decoder._held) < 80) == (True, True)
