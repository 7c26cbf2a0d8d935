"""A picture of every screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtGui import QImage

from station_app.__main__ import main
from station_app.core.model import Moment
from station_app.core.reasons import REASONS
from station_app.screen import gallery
from station_app.screen.gallery import Scene, every_scene
from station_app.screen.gallery_prints import PANELS, Wanted, draw
from station_app.screen.offers.registry import PAGES

SHORT = ("--language", "zh-TW", "--size", "10", "--palette", "high", "--text", "1.8")


def test_every_moment_and_every_reason_is_among_the_scenes() -> None:
    shown = {(scene.snapshot.moment, scene.snapshot.reason) for scene in every_scene().values()}

    assert {moment for moment, _ in shown} == set(get_args(Moment))
    assert {("refused", reason) for reason in REASONS} <= shown


def test_every_offer_is_among_the_scenes() -> None:
    assert {f"offer-{name}" for name in PAGES} <= every_scene().keys()


def test_a_scene_can_be_the_name_of_a_file() -> None:
    assert [name for name in every_scene() if not re.fullmatch(r"[a-z0-9-]+", name)] == []


def test_a_name_that_is_taken_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "SOURCES", (gallery.moments, lambda: {"help": Scene()}))

    with pytest.raises(ValueError, match="two scenes are called 'help'"):
        every_scene()


def test_every_scene_has_a_picture_of_its_own(typeface: None, tmp_path: Path) -> None:
    wanted = Wanted(scenes=every_scene(), languages=("en",), sizes=("10",), palettes=("day",))
    made = draw(wanted, tmp_path, lambda _: None)
    same: dict[bytes, list[str]] = {}
    for one in made:
        same.setdefault((tmp_path / one.file).read_bytes(), []).append(one.scene)

    assert len(made) == len(every_scene())
    assert [names for names in same.values() if len(names) > 1] == []


@pytest.mark.parametrize("size", PANELS)
def test_a_picture_has_the_pixels_of_its_panel(typeface: None, tmp_path: Path, size: str) -> None:
    idle = {"idle": every_scene()["idle"]}
    (one,) = draw(Wanted(scenes=idle, languages=("en",), sizes=(size,), palettes=("night",)), tmp_path, lambda _: None)

    assert QImage(str(tmp_path / one.file)).size().toTuple() == PANELS[size][0]


def test_the_command_draws_what_it_is_asked_for_and_an_index(
    typeface: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["screens", "--out", str(tmp_path / "new"), "--screen", "idle", "--screen", "refused-f*", *SHORT])
    files = {path.name for path in (tmp_path / "new").iterdir()}

    assert status == 0
    assert files == {"idle.10.high.zh-TW.1.8.png", "refused-full.10.high.zh-TW.1.8.png", "index.html"}
    assert capsys.readouterr().out == f"2 pictures; open {tmp_path / 'new' / 'index.html'}\n"


def test_the_index_names_every_picture_for_a_screen_reader(typeface: None, tmp_path: Path) -> None:
    main(["screens", "--out", str(tmp_path), "--screen", "help", *SHORT])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")

    assert 'src="help.10.high.zh-TW.1.8.png" alt="help, 10 inch, high, zh-TW, words x1.8"' in page


def test_a_screen_that_is_not_there_is_answered_with_those_that_are(
    typeface: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screens", "--out", str(tmp_path), "--screen", "hello"]) == 2
    assert "there is no screen 'hello'; there are idle, idle-three-ways," in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_said(
    typeface: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")

    assert main(["screens", "--out", str(tmp_path / "file"), "--screen", "idle", *SHORT]) == 2
    assert "cannot be made" in capsys.readouterr().err
