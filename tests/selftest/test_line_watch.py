"""What is counted on a wire while a device is tested."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.catalog import KINDS
from hardware.protocols.modbus import Function, Read, encode
from hardware.protocols.sam import Reply, Status
from hardware.protocols.sam import encode as encode_sam
from hardware.simulators.id_cards import SimulatedCard
from hardware.traffic import Direction, Opaque, Seen
from hardware.traffic.modbus import read as read_modbus
from station_app.selftest.line_watch import LineWatch

QUESTION = encode(Read(unit=1, function=Function.READ_COILS, first=0, count=8))
ANSWER = bytes.fromhex("01 01 01 00 51 88")
directions = st.sampled_from(["in", "out"])


def talked(times: int, *answer: bytes) -> LineWatch:
    watch = LineWatch(read_modbus)
    for _ in range(times):
        watch("out", QUESTION)
        for piece in answer:
            watch("in", piece)
    return watch


def fault(watch: LineWatch) -> str:
    found = watch.fault()
    return found.fault if found else ""


def test_a_quiet_talk_has_no_fault() -> None:
    assert fault(talked(10, ANSWER)) == ""


def test_an_answer_cut_anywhere_is_one_answer() -> None:
    assert [fault(talked(10, ANSWER[:cut], ANSWER[cut:])) for cut in range(1, len(ANSWER))] == [""] * 5


def test_answers_that_come_twice_are_told() -> None:
    assert fault(talked(10, ANSWER, ANSWER)) == "answers-twice"


def test_one_answer_that_came_again_is_an_accident() -> None:
    watch = talked(10, ANSWER)
    watch("in", ANSWER)

    assert fault(watch) == ""


def test_what_comes_back_is_told_as_an_echo() -> None:
    assert fault(talked(10, QUESTION, ANSWER)) == "echoes"


def test_bytes_that_belong_to_nothing_are_told() -> None:
    assert fault(talked(10, ANSWER, b"\xff\x00\xff\x00")) == "line-errors"


def test_the_middle_of_an_answer_at_the_beginning_is_no_noise() -> None:
    watch = LineWatch(read_modbus)
    watch("in", ANSWER[3:])
    watch("out", QUESTION)
    watch("in", ANSWER)

    assert watch.noise_bytes == 0


def test_a_driver_that_cannot_read_its_frames_is_not_blamed() -> None:
    watch = LineWatch(Opaque)
    watch("in", b"anything")

    assert fault(watch) == ""


@pytest.mark.parametrize("driver", list(KINDS))
@given(pieces=st.lists(st.tuples(directions, st.binary(max_size=60)), max_size=12))
def test_no_traffic_of_any_driver_makes_it_stumble(driver: str, pieces: list[tuple[str, bytes]]) -> None:
    watch = LineWatch(KINDS[driver].driver.decode)
    for direction, piece in pieces:
        watch(direction, bytearray(piece))  # pyright: ignore[reportArgumentType] - one of the two

    watch.fault()


class Listening:
    """A reader that tells what it was given."""

    def __init__(self) -> None:
        self.longest = 0
        self.ended = False

    def feed(self, piece: bytes) -> list[Seen]:
        self.longest = max(self.longest, len(piece))
        return []

    def end(self) -> list[Seen]:
        self.ended = True
        return []


def test_no_copy_of_what_was_heard_is_longer_than_a_byte_and_no_beginning_is_kept() -> None:
    readers: list[Listening] = []

    def decode(_direction: Direction) -> Listening:
        readers.append(Listening())
        return readers[-1]

    with closing(LineWatch(decode)) as watch:
        watch("out", QUESTION)
        watch("in", bytearray(b"AA AA AA somebody's card"))

    assert [reader.longest for reader in readers] == [1, 1]
    assert [reader.ended for reader in readers] == [True, True]


def test_a_card_that_had_only_begun_is_wiped_when_the_test_is_over() -> None:
    """What is heard of a card must not outlive the watch: the decoder's one buffer is empty afterwards."""
    made: list[Any] = []

    def decode(direction: Direction) -> Any:
        made.append(KINDS["sam-id-reader"].driver.decode(direction))
        return made[-1]

    half = bytes(encode_sam(Reply(status=Status.OK, data=SimulatedCard(number="110105190101010017").base_info())))[:900]
    with closing(LineWatch(decode)) as watch:
        watch("in", bytearray(half))
        begun = sum(reader._decoder.pending for reader in made)
    left = bytes(byte for reader in made for byte in reader._decoder._buffer._bytes)

    assert begun == 900
    assert left.strip(b"\0") == b""
