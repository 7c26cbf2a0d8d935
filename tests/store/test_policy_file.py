"""The policy's file."""

from __future__ import annotations

from pathlib import Path

from station_app.store.policy_file import PolicyFile


def test_nothing_is_kept_and_nothing_is_made_before_the_first(tmp_path: Path) -> None:
    file = PolicyFile(tmp_path)

    assert (file.load(), file.floor(), file.all(), list(tmp_path.iterdir())) == (None, 0, [], [])


def test_what_was_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    PolicyFile(tmp_path).keep(b"one", 1)

    assert (PolicyFile(tmp_path).load(), PolicyFile(tmp_path).floor()) == (b"one", 1)


def test_earlier_ones_stay_to_explain_old_decisions(tmp_path: Path) -> None:
    for number in (2, 10):
        PolicyFile(tmp_path).keep(str(number).encode(), number)

    assert PolicyFile(tmp_path).all() == [b"2", b"10"]


def test_what_is_put_aside_is_kept_and_the_floor_stays(tmp_path: Path) -> None:
    file = PolicyFile(tmp_path)
    file.keep(b"one", 4)
    file.put_aside()
    file.keep(b"two", 4)

    names = [file.put_aside() for _ in range(1)]

    assert (names, file.load(), file.floor()) == (["damaged-2.json"], None, 4)


def test_a_floor_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    PolicyFile(tmp_path).keep(b"one", 4)
    (tmp_path / "policy" / "floor").write_text("x")

    assert PolicyFile(tmp_path).floor() == 0
