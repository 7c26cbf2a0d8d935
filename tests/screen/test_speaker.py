"""What is heard when: by a player that keeps every byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot
from screen_world import IDLE
from sound_world import Player, made

from station_app.screen.sounding import again_seconds, sound_of
from station_app.screen.speaker import Speaker
from station_app.screen.voice import Voice
from station_app.wire import Snapshot

change = msgspec.structs.replace
LOUD = change(IDLE, volume=90, sound_device="plughw:0")
WELCOME = change(LOUD, moment="welcome", since_ms=1000)


@pytest.fixture
def player(tmp_path: Path) -> Player:
    return Player(tmp_path)


class Kiosk:
    """A speaker and the language of its screen."""

    def __init__(self, player: Player) -> None:
        self.language = "zh-CN"
        self.voice = Voice(player.path)
        self.speaker = Speaker(self.voice, lambda: self.language)

    def show(self, *snapshots: Snapshot) -> None:
        for snapshot in snapshots:
            self.speaker.show(snapshot)


@pytest.fixture
def kiosk(player: Player, qtbot: QtBot) -> Iterator[Kiosk]:
    """One that has found that it can be heard."""
    one = Kiosk(player)
    one.show(LOUD)
    qtbot.waitUntil(lambda: one.voice.standing == "works", timeout=30_000)
    yield one
    one.voice.quiet()


def test_a_welcome_is_a_tone_and_two_words(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    kiosk.show(WELCOME)
    qtbot.waitUntil(lambda: player.heard == [made("granted", "please-enter")], timeout=30_000)


def test_it_is_said_in_the_language_of_the_screen(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    kiosk.language = "en"
    kiosk.show(WELCOME)
    qtbot.waitUntil(lambda: player.heard == [made("granted", "please-enter", language="en")], timeout=30_000)


def test_it_is_said_as_loud_as_the_core_says(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    kiosk.show(change(WELCOME, volume=40))
    qtbot.waitUntil(lambda: player.heard == [made("granted", "please-enter", volume=40)], timeout=30_000)


def test_it_is_played_where_the_core_says(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    kiosk.show(WELCOME)
    qtbot.waitUntil(lambda: len(player.calls) == 2, timeout=30_000)

    assert player.calls[-1] == "-q -D plughw:0 -t wav -"


def test_the_last_event_wins_and_ends_what_plays(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    player.hang()
    kiosk.show(change(LOUD, moment="reading", since_ms=900))
    qtbot.waitUntil(lambda: len(player.calls) == 2, timeout=30_000)
    player.keep()
    kiosk.show(WELCOME)
    qtbot.waitUntil(lambda: player.heard == [made("granted", "please-enter")], timeout=30_000)


def test_of_three_events_at_once_the_middle_one_is_never_heard(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    refused = change(LOUD, moment="refused", reason="full", since_ms=1100)
    kiosk.show(change(LOUD, moment="reading", since_ms=900), WELCOME, refused)
    qtbot.waitUntil(lambda: made("refused", "full") in player.heard, timeout=30_000)

    assert made("granted", "please-enter") not in player.heard


def test_at_volume_zero_nothing_is_played(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    kiosk.show(change(WELCOME, volume=0), change(LOUD, moment="take-card", since_ms=2000))
    qtbot.waitUntil(lambda: player.heard == [made("attention", "take-card")], timeout=30_000)

    assert len(player.calls) == 2


def test_without_a_loudspeaker_nobody_is_called(player: Player, qtbot: QtBot) -> None:
    kiosk = Kiosk(player)
    kiosk.show(change(WELCOME, sound_device=""))

    assert (kiosk.voice.standing, player.calls) == ("off", [])


def test_a_count_that_changes_is_not_heard() -> None:
    assert sound_of(WELCOME, change(WELCOME, serial=9, inside=4)) is None


def test_the_same_answer_to_the_next_person_is_heard_again() -> None:
    assert sound_of(WELCOME, change(WELCOME, since_ms=3000)) is not None


def test_an_idle_screen_is_silent() -> None:
    assert sound_of(WELCOME, LOUD) is None


def test_maintenance_is_silent() -> None:
    assert sound_of(LOUD, change(LOUD, moment="maintenance")) is None


def test_an_evacuation_is_said_again_in_the_other_language(kiosk: Kiosk, player: Player, qtbot: QtBot) -> None:
    kiosk.show(change(LOUD, moment="evacuation", volume=100))
    said = made("attention", "leave-now", volume=100)
    qtbot.waitUntil(lambda: player.heard == [said], timeout=30_000)
    kiosk.speaker.once_more()
    other = made("attention", "leave-now", language="en", volume=100)
    qtbot.waitUntil(lambda: other in player.heard, timeout=30_000)


@pytest.mark.parametrize(
    ("snapshot", "seconds"),
    [
        (change(LOUD, moment="evacuation"), 8),
        (change(LOUD, moment="wellbeing", reason="loud"), 20),
        (change(LOUD, moment="wellbeing"), 0),
        (WELCOME, 0),
    ],
)
def test_only_what_must_be_heard_is_said_again(snapshot: Snapshot, seconds: int) -> None:
    assert again_seconds(snapshot) == seconds


def test_an_evacuation_that_is_over_is_not_said_again(kiosk: Kiosk) -> None:
    kiosk.show(change(LOUD, moment="evacuation"), LOUD)

    assert not kiosk.speaker.repeats


def test_a_lost_core_ends_what_was_said_again_and_again(kiosk: Kiosk) -> None:
    kiosk.show(change(LOUD, moment="evacuation"))
    kiosk.speaker.lost()

    assert not kiosk.speaker.repeats
