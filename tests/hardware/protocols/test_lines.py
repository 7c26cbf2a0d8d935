"""Lines of code readers: the stream may be cut anywhere, and what is no text is said once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_bench import chop

from hardware.protocols.lines import LONGEST_LINE, TERMINATORS, Item, Line, LineDecoder, NotText, TooLong, encode

FRAGMENTS = [b"\r", b"\n", b"\r\n", b"\t", b"ABC-1", "驿站".encode(), "驿站".encode("gb18030"), b"\xef\xbb\xbf"]
SOME_BYTES = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from(
            [b"\r", b"\n", b"\r\n", b"\t", b"ABC-1", "驿站".encode(), "驿站".encode("gb18030"), b"\xef\xbb\xbf"]
        ),
        st.integers(LONGEST_LINE - 2, LONGEST_LINE + 2).map(lambda count: b"x" * count),
    ),
    max_size=12,
).map(b"".join)


def decode(*pieces: bytes, terminator: bytes | None = b"") -> list[Item]:
    decoder = LineDecoder(terminator)
    items = [item for piece in pieces for item in decoder.feed(piece)]
    last = decoder.flush()
    return items if last is None else [*items, last]


def lines(*texts: str) -> list[Item]:
    return [Line(text=text) for text in texts]


@settings(max_examples=150, deadline=None)
@given(
    stream=SOME_BYTES, cuts=st.lists(st.integers(min_value=0), max_size=10), name=st.sampled_from(sorted(TERMINATORS))
)
def test_cutting_the_stream_anywhere_changes_nothing(stream: bytes, cuts: list[int], name: str) -> None:
    end = TERMINATORS[name]
    assert decode(*chop(stream, cuts), terminator=end) == decode(stream, terminator=end)


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1), max_size=8),
    end=st.sampled_from([b"\r", b"\n", b"\r\n"]),
)
def test_every_text_comes_back(texts: list[str], end: bytes) -> None:
    sent = b"".join(encode(text, end) for text in texts)
    expected = [text.removeprefix("\ufeff") for text in texts]
    assert decode(sent) == lines(*(text for text in expected if text))


@settings(max_examples=20, deadline=None)
@given(noise=st.binary(min_size=1, max_size=300))
def test_endless_noise_does_not_grow_the_buffer(noise: bytes) -> None:
    decoder = LineDecoder()
    for _ in range(40 * LONGEST_LINE // len(noise) // 4 + 1):
        for _item in decoder.feed(noise):
            pass
    assert len(decoder._pending) <= LONGEST_LINE


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r\n"])
def test_three_codes_in_one_burst_are_three_lines(end: bytes) -> None:
    assert decode(b"A" + end + b"B" + end + b"C" + end) == lines("A", "B", "C")


def test_a_line_is_there_as_soon_as_its_first_terminator() -> None:
    assert list(LineDecoder().feed(b"CODE\r")) == lines("CODE")


def test_a_line_without_terminator_waits_for_the_pause() -> None:
    decoder = LineDecoder()
    assert list(decoder.feed(b"CODE")) == []
    assert decoder.flush() == Line(text="CODE")


def test_a_pause_without_a_line_is_nothing() -> None:
    assert LineDecoder().flush() is None


def test_empty_lines_are_ignored() -> None:
    assert decode(b"\r\n\r\n\n\r") == []


def test_a_byte_order_mark_is_not_part_of_the_code() -> None:
    assert decode(b"\xef\xbb\xbfCODE\r\n") == lines("CODE")


def test_chinese_in_gbk_is_read() -> None:
    assert decode(encode("健康码", encoding="gbk")) == lines("健康码")


def test_a_control_character_makes_it_no_text() -> None:
    assert decode(b"A\x00B\r") == [NotText(raw=b"A\x00B")]


def test_bytes_of_no_encoding_are_no_text() -> None:
    assert decode(b"\xff\xff\r") == [NotText(raw=b"\xff\xff")]


def test_the_longest_line_is_still_read() -> None:
    assert decode(b"x" * LONGEST_LINE + b"\r") == lines("x" * LONGEST_LINE)


def test_an_overlong_line_is_said_once_and_the_next_is_read() -> None:
    assert decode(b"x" * 3 * LONGEST_LINE, b"x" * 9000, b"\rNEXT\r") == [TooLong(), Line(text="NEXT")]


def test_an_overlong_line_is_said_before_it_ends() -> None:
    assert list(LineDecoder().feed(b"x" * (LONGEST_LINE + 1))) == [TooLong()]


def test_a_pause_ends_an_overlong_line_too() -> None:
    decoder = LineDecoder()
    list(decoder.feed(b"x" * (LONGEST_LINE + 1)))
    decoder.flush()
    assert list(decoder.feed(b"NEXT\r")) == lines("NEXT")


def test_a_configured_terminator_alone_ends_a_line() -> None:
    assert decode(b"A\tB\t", terminator=b"\t") == lines("A", "B")


def test_the_other_half_of_crlf_does_not_spoil_a_configured_cr() -> None:
    assert decode(b"A\r\nB\r\n", terminator=b"\r") == lines("A", "B")


def test_a_crlf_cut_in_two_ends_an_overlong_line() -> None:
    pieces = (b"x" * (LONGEST_LINE + 9) + b"\r", b"\nNEXT\r\n")
    assert decode(*pieces, terminator=b"\r\n") == [TooLong(), Line(text="NEXT")]
