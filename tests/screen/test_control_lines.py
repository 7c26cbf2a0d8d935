from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from station_app.screen.control_lines import (
    MAX_LINE,
    ControlInput,
    ControlOutput,
    Done,
    Failed,
    Heard,
    LineCutter,
    LockMoved,
    PassCame,
    Recorded,
    heard_of,
)

NUMBER = "320299198501020012"


@pytest.fixture
def pipe() -> Iterator[list[int]]:
    """Reading end and writing end; a test that closes one takes it out of the list."""
    ends = list(os.pipe())
    yield ends
    for end in ends:
        os.close(end)


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        (b"ok card id_reader", Done("card id_reader")),
        (b"ok", Done("")),
        (b"error there is no device 'x'\r", Failed("there is no device 'x'")),
        (b"fact access.granted door=main", Recorded("access.granted door=main")),
        (b"pass 6BF%T $X", PassCame("6BF%T $X")),
        (b"lock main released", LockMoved("main", True)),
        (b"lock main locked", LockMoved("main", False)),
    ],
)
def test_a_line_of_the_demo_is_understood(line: bytes, heard: Heard) -> None:
    assert heard_of(line) == heard


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"fact",
        b"pass",
        b"pass  ",
        b"lock main",
        b"lock main ajar",
        b"lock a b locked",
        b"okay",
        b"\xff\x00",
        b"OK",
    ],
)
def test_a_line_that_says_nothing_known_is_nothing(line: bytes) -> None:
    assert heard_of(line) is None


@pytest.mark.parametrize("verb", ["ok", "error", "fact"])
def test_a_number_in_an_answer_is_masked(verb: str) -> None:
    assert heard_of(f"{verb} card {NUMBER} is odd".encode()) in (
        Done("card •••• is odd"),
        Failed("card •••• is odd"),
        Recorded("card •••• is odd"),
    )


def test_signs_that_steer_a_terminal_are_taken_out() -> None:
    assert heard_of(b"pass 6B\x1bF\x07\x00") == PassCame("6BF")


@settings(max_examples=100)
@given(st.binary(max_size=60), st.sampled_from([b"", b"ok ", b"pass ", b"lock ", b"fact "]))
def test_a_pass_from_any_bytes_fits_on_one_line(noise: bytes, verb: bytes) -> None:
    heard = heard_of(verb + noise)

    assert not isinstance(heard, PassCame) or (heard.text.isprintable() and heard.text.strip())


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([b"", b"ok", b"x" * MAX_LINE, b"y" * (MAX_LINE + 1), "锁".encode()]), max_size=6),
    st.lists(st.integers(0, 4 * MAX_LINE), max_size=6),
)
def test_cutting_the_stream_anywhere_gives_the_same_lines(lines: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    cutter = LineCutter()

    found = [line for start, end in pairwise(places) for line in cutter.feed(stream[start:end])]

    assert found == [None if len(line) > MAX_LINE else line for line in lines]


def test_input_tells_what_it_hears_between_garbage(qtbot: QtBot, pipe: list[int]) -> None:
    source = ControlInput(pipe[0])
    told: list[Heard] = []
    source.heard.connect(told.append)

    os.write(pipe[1], b"\xff\xfe garbage\n" + b"z" * (MAX_LINE + 9) + b"\nlock main locked\n")
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    source.close()

    assert (told, source.left_out) == ([LockMoved("main", False)], 2)


def test_input_tells_its_end_once(qtbot: QtBot, pipe: list[int]) -> None:
    source = ControlInput(pipe[0])
    ends: list[bool] = []
    source.ended.connect(lambda: ends.append(True))
    os.close(pipe.pop())
    qtbot.waitUntil(lambda: bool(ends), timeout=20_000)
    for _ in range(3):
        qtbot.wait(0)

    assert ends == [True]


def test_output_writes_each_line_at_once(pipe: list[int]) -> None:
    ControlOutput(pipe[1]).say("card id_reader 1")

    assert os.read(pipe[0], 100) == b"card id_reader 1\n"


def test_output_that_nobody_reads_tells_its_end(qtbot: QtBot, pipe: list[int]) -> None:
    output = ControlOutput(pipe[1])
    os.close(pipe.pop(0))

    with qtbot.waitSignal(output.ended, timeout=20_000):
        output.say("pass")
