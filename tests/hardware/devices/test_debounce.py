"""What is believed of a contact, since when, and what is counted as a bounce."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.devices.debounce import Debouncer, Move

SECONDS = 0.04


def seen(samples: list[tuple[float, bool]]) -> tuple[list[Move], int]:
    debouncer = Debouncer(SECONDS)
    moves = [move for now, on in samples for move in debouncer.see([on], now)]
    return moves, debouncer.bounces


def test_a_move_is_stamped_with_the_first_sample_that_showed_it() -> None:
    moves, _ = seen([(0.0, False), (0.05, False), (0.1, True), (0.15, True)])
    assert [(move.on, move.at) for move in moves] == [(False, 0.0), (True, 0.1)]


def test_how_long_a_state_stood_is_known_from_edge_to_edge() -> None:
    moves, _ = seen([(0, False), (0.05, False), (1, True), (1.05, True), (3.5, False), (3.55, False)])
    assert [move.lasted for move in moves] == [None, None, 2.5]


def test_nobody_saw_the_first_state_begin() -> None:
    moves, _ = seen([(0, True), (0.05, True), (9, False), (9.05, False)])
    assert [move.lasted for move in moves] == [None, None]


def test_a_chatter_does_not_shift_the_edge_it_settles_on() -> None:
    samples = [(0, False), (0.05, False), (0.1, True), (0.11, False), (0.12, True), (0.17, True)]
    moves, bounces = seen(samples)
    assert (moves[-1].at, bounces) == (0.12, 1)


def test_a_state_that_was_gone_before_it_was_believed_is_a_bounce() -> None:
    moves, bounces = seen([(0, False), (0.05, False), (0.1, True), (0.15, False), (0.2, True), (0.25, False)])
    assert (len(moves), bounces) == (1, 2)


def test_a_quiet_contact_has_no_bounces() -> None:
    _, bounces = seen([(0, False), (0.05, False), (1, True), (1.05, True)])
    assert bounces == 0


def test_each_channel_is_judged_by_itself() -> None:
    debouncer = Debouncer(SECONDS)
    debouncer.see([False, True], 0)
    debouncer.see([False, True], 0.05)
    debouncer.see([True, True], 0.1)
    assert [move.channel for move in debouncer.see([True, False], 0.15)] == [1]


GAPS = st.lists(st.floats(0.04, 0.1), min_size=2, max_size=30)


@given(before=GAPS, press=GAPS, after=GAPS)
def test_a_press_that_two_samples_show_is_never_lost(
    before: list[float], press: list[float], after: list[float]
) -> None:
    now, samples = 0.0, list[tuple[float, bool]]()
    for gaps, on in ((before, False), (press, True), (after, False)):
        for gap in gaps:
            now += gap
            samples.append((now, on))
    moves, _ = seen(samples)
    assert [move.on for move in moves] == [False, True, False]


@given(samples=st.lists(st.tuples(st.floats(0.001, 0.1), st.booleans()), max_size=80))
def test_no_state_is_told_twice_and_times_only_grow(samples: list[tuple[float, bool]]) -> None:
    now, timed = 0.0, list[tuple[float, bool]]()
    for gap, on in samples:
        now += gap
        timed.append((now, on))
    moves, _ = seen(timed)
    assert [move.on for move in moves[1:]] == [not move.on for move in moves[:-1]]
    assert [move.at for move in moves] == sorted(move.at for move in moves)


@pytest.mark.parametrize("lasted", [0.1, 2.0, 3600.0])
def test_a_known_state_s_length_is_the_difference_of_its_edges(lasted: float) -> None:
    samples = [(0, False), (0.05, False), (1, True), (1.05, True)]
    moves, _ = seen([*samples, (1 + lasted, False), (1.05 + lasted, False)])
    assert moves[-1].lasted == pytest.approx(lasted)
