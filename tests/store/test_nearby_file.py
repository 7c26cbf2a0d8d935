"""What the hub said of stations near outlives a restart, whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from station_app.core.instant import Instant
from station_app.core.nearby import Neighbour, Telling
from station_app.store.nearby_file import DAMAGED, MOST_BYTES, NAME, NearbyFile

TOLD = Telling(
    made_ms=1_795_000_000_000,
    asked=Instant(wall_ms=1_795_000_000_500, mono_ms=7, boot="b"),
    neighbours=(
        Neighbour(name="崇安寺驿站", distance_m=400, direction="ne", open=True, places="4-9", as_of_ms=1_794_999_990),
    ),
)


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    NearbyFile(tmp_path).keep(TOLD)

    assert NearbyFile(tmp_path).load() == TOLD


def test_where_nothing_was_kept_there_is_nothing(tmp_path: Path) -> None:
    assert NearbyFile(tmp_path).load() is None


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    NearbyFile(tmp_path).keep(TOLD)

    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_one_that_cannot_be_written_leaves_the_old_one_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    NearbyFile(tmp_path).keep(TOLD)

    def full(handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("station_app.store.told_file.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        NearbyFile(tmp_path).keep(Telling(made_ms=1, asked=TOLD.asked))

    assert (NearbyFile(tmp_path).load(), [path.name for path in tmp_path.iterdir()]) == (TOLD, [NAME])


DAMAGES = {
    "one letter changed": lambda content: content.replace(b'"open":true', b'"open":null'),
    "cut": lambda content: content[:-3],
    "empty": lambda _: b"",
    "zeros": lambda content: bytes(len(content)),
    "endless": lambda content: content + b" " * MOST_BYTES,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_put_aside_and_means_nothing(tmp_path: Path, damage: str) -> None:
    NearbyFile(tmp_path).keep(TOLD)
    path = tmp_path / NAME
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    file = NearbyFile(tmp_path)

    assert (file.load(), file.damaged, path.exists(), (tmp_path / DAMAGED).exists()) == (None, True, False, True)
