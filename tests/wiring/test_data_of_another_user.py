"""Who asks for a station's data and is not its user is told so in one sentence."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from station_app.__main__ import main
from station_app.assets import asset

NOBODY = 65534
HIDDEN = os.geteuid() == 0 and not all(folder.stat().st_mode & 0o001 for folder in Path(__file__).resolve().parents)
pytestmark = pytest.mark.skipif(HIDDEN, reason="this checkout lies where only root may look: nobody cannot read it")


@contextmanager
def another_user() -> Generator[None]:
    """Root may open everything, and so is nobody meanwhile."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that holds the data of somebody else's station."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal.db").write_bytes(b"")
    (tmp_path / "station.toml").write_bytes(asset("config", "demo.toml").read_bytes())
    (tmp_path / "data").chmod(0)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMANDS = (
    "journal verify --config station.toml",
    "journal export --config station.toml",
    "bundle --config station.toml --output b.zip",
)


@pytest.fixture
def loaded(foreign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the commands load late is loaded: nobody may not see the files of a Python that lies in root's home."""
    (foreign / "mine").mkdir()
    for command in COMMANDS:
        main([*command.split(), "--data", "mine"])
    (foreign / "b.zip").unlink(missing_ok=True)
    capsys.readouterr()


@pytest.mark.usefixtures("foreign", "loaded")
@pytest.mark.parametrize("command", COMMANDS)
def test_it_is_one_sentence_that_says_who_may(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with another_user():
        status = main([*command.split(), "--data", "data"])

    said = capsys.readouterr()
    assert (status, said.out, said.err.count("\n")) == (2, "", 1)
    assert "belongs to another user; run this as the station's user: sudo -u USER station" in said.err


@pytest.mark.usefixtures("loaded")
def test_a_log_of_another_user_is_named(foreign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (foreign / "data").chmod(0o755)
    (foreign / "data" / "log").mkdir()
    (foreign / "data" / "log" / "station.log").touch(mode=0)
    with another_user():
        status = main(["bundle", "--config", "station.toml", "--data", "data", "--output", "b.zip"])

    assert (status, "station.log: belongs to another user" in capsys.readouterr().err) == (2, True)
