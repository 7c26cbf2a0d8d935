"""One setting says where a hub keeps its data; what it may hold is nobody else's to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from station_app.hub.database import choose, django_settings, kept_url
from station_app.hub.serve import Scale, main

URL = "postgresql://hub@db.example:5433/hub?sslmode=require"


def _file(folder: Path, mode: int, text: str = "postgresql://hub:secret@db.example/hub") -> str:
    path = folder / "url"
    path.touch(mode)
    path.chmod(mode)
    path.write_text(text + "\n")
    return str(path)


def test_without_it_a_hub_is_on_sqlite(tmp_path: Path) -> None:
    assert kept_url(tmp_path) is None


def test_what_was_chosen_is_kept_for_every_command(tmp_path: Path) -> None:
    choose(tmp_path, URL)

    assert kept_url(tmp_path) == URL


def test_a_file_is_read_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    choose(tmp_path, _file(tmp_path, 0o600))

    kept = tmp_path / "database.url"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ("postgresql://hub:secret@db.example/hub\n", 0o600)


def test_all_of_a_url_comes_to_the_driver(tmp_path: Path) -> None:
    told = django_settings(tmp_path, URL)["DATABASES"]["default"]

    assert (told["NAME"], told["USER"], told["HOST"], told["PORT"], told["OPTIONS"]["sslmode"]) == (
        "hub", "hub", "db.example", "5433", "require",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("postgresql://hub:secret@db.example/hub", "password on the command line"),
        ("postgresql://hub@db.example", "names no database"),
        ("/does/not/exist", "No such file"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(tmp_path: Path, told: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        choose(tmp_path, told)


@pytest.mark.parametrize("text", ["mysql://hub:secret@db.example/hub", "postgresql://hub:secret@[db.example/hub"])
def test_a_wrong_url_is_refused_without_its_password(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="URL") as refused:
        choose(tmp_path, _file(tmp_path, 0o600, text))

    assert "secret" not in str(refused.value)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="chmod 600"):
        choose(tmp_path, _file(tmp_path, 0o640))


def test_a_kept_url_that_others_can_read_is_refused(tmp_path: Path) -> None:
    choose(tmp_path, URL)
    (tmp_path / "database.url").chmod(0o644)

    with pytest.raises(ValueError, match="chmod 600"):
        kept_url(tmp_path)


def test_a_hub_that_ran_on_sqlite_does_not_lose_its_stations(tmp_path: Path) -> None:
    (tmp_path / "hub.db").touch()

    with pytest.raises(ValueError, match="stations would be missing"):
        choose(tmp_path, URL)


def test_the_command_refuses_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(tmp_path, 0, scale=Scale(database="postgresql://hub:secret@db.example/hub"))

    said = capsys.readouterr().err
    assert (status, said.startswith("station hub: a password"), "secret" in said) == (2, True, False)
