"""The station's log: on standard error always, in files of its own where nothing else keeps it, and never too much."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from station_app.station.log import FILE, FOLDER, log, start_logging


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    root = logging.getLogger("station")
    before = (root.handlers, root.level, root.propagate)
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level, root.propagate = before


def files(data: Path) -> list[Path]:
    return sorted((data / FOLDER).glob("*")) if (data / FOLDER).exists() else []


def test_without_systemd_a_line_is_found_in_a_file(tmp_path: Path) -> None:
    start_logging(tmp_path, {})
    log("door").info("ready")

    assert (tmp_path / FOLDER / FILE).read_text("utf-8").endswith("INFO station.door: ready\n")


def test_under_systemd_no_file_is_written(tmp_path: Path) -> None:
    start_logging(tmp_path, {"JOURNAL_STREAM": "8:1"})
    log("door").info("ready")

    assert files(tmp_path) == []


def test_without_a_data_directory_no_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    start_logging(None, {})
    log("door").info("ready")

    assert list(tmp_path.iterdir()) == []


def test_a_storm_of_lines_stays_below_fifty_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station_app.station.log._FILE_BYTES", 5_000)
    start_logging(tmp_path, {})
    for number in range(2_000):
        log("device").warning("line %d of a storm that does not end", number)

    assert len(files(tmp_path)) == 10
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 10 * 5_000


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    start_logging(tmp_path, {})
    log("door").info("ready")

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / FOLDER, tmp_path / FOLDER / FILE)]
    assert modes == [0o700, 0o600]


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FOLDER).write_text("in the way", "utf-8")
    start_logging(tmp_path / FOLDER, {})
    log("door").info("ready")

    assert "station.door: ready" in capsys.readouterr().err


def test_a_disk_that_is_full_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(tmp_path, {})
    (tmp_path / FOLDER / FILE).mkdir()  # opening it fails as writing to a full disk does
    log("door").info("ready")

    assert "Traceback" not in capsys.readouterr().err
