"""Whether anything can be heard is a state, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sound_world import Player, made

from station_app.screen.phrases import clip
from station_app.screen.voice import Voice

NO_CARD = "aplay: main:831: audio open error: No such file or directory"
BUSY = "aplay: main:831: audio open error: Device or resource busy"


@pytest.fixture
def player(tmp_path: Path) -> Player:
    return Player(tmp_path)


@pytest.fixture
def voice(player: Player) -> Iterator[Voice]:
    one = Voice(player.path, probe_ms=20, late_ms=50)
    yield one
    one.quiet()


def _stands(voice: Voice, qtbot: QtBot, standing: str) -> None:
    qtbot.waitUntil(lambda: voice.standing == standing, timeout=30_000)


def test_a_player_that_plays_works(voice: Voice, qtbot: QtBot) -> None:
    voice.use("default")
    _stands(voice, qtbot, "works")


def test_nothing_is_known_before_anything_was_tried(voice: Voice) -> None:
    assert voice.standing == ""


def test_a_station_without_a_loudspeaker_is_off(voice: Voice) -> None:
    voice.use("")

    assert voice.standing == "off"


def test_a_missing_player_is_a_state(tmp_path: Path, qtbot: QtBot) -> None:
    voice = Voice(str(tmp_path / "gone"))
    voice.use("default")
    _stands(voice, qtbot, "no-player")


@pytest.mark.parametrize(
    ("words", "standing"), [(NO_CARD, "no-card"), (BUSY, "busy"), ("aplay: pcm_write:2061: write error", "fails")]
)
def test_what_the_player_complains_of_is_a_state(
    voice: Voice, player: Player, qtbot: QtBot, words: str, standing: str
) -> None:
    player.complain(words)
    voice.use("default")
    _stands(voice, qtbot, standing)


def test_a_loudspeaker_that_is_plugged_in_later_is_found(voice: Voice, player: Player, qtbot: QtBot) -> None:
    player.complain(NO_CARD)
    voice.use("default")
    _stands(voice, qtbot, "no-card")
    player.keep()
    _stands(voice, qtbot, "works")


def test_a_player_that_hangs_is_ended_and_told_of(voice: Voice, player: Player, qtbot: QtBot) -> None:
    player.hang()
    voice.use("default")
    _stands(voice, qtbot, "fails")
    player.keep()
    _stands(voice, qtbot, "works")


def test_a_sound_that_gave_way_to_another_is_no_failure(voice: Voice, player: Player, qtbot: QtBot) -> None:
    voice.use("default")
    _stands(voice, qtbot, "works")
    told: list[str] = []
    voice.changed.connect(lambda: told.append(voice.standing))
    voice.play(clip("reading", (), "zh-CN"), 90)
    voice.play(clip("granted", (), "zh-CN"), 90)
    qtbot.waitUntil(lambda: made("granted") in player.heard, timeout=30_000)

    assert told == []


def test_a_working_loudspeaker_is_not_tried_while_nothing_is_said(voice: Voice, player: Player, qtbot: QtBot) -> None:
    voice.use("default")
    _stands(voice, qtbot, "works")
    qtbot.wait(100)

    assert len(player.calls) == 1
