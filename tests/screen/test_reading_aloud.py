"""A notice is read aloud by a program that may be missing, and gives way to the door."""

from __future__ import annotations

import array
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot
from screen_world import IDLE
from sound_world import Player, made

from station_app.screen.phrases import Clip
from station_app.screen.reading import LONGEST, Reader, clip_of, sentences
from station_app.screen.speaker import Speaker
from station_app.screen.voice import Voice
from station_app.wire import Snapshot

change = msgspec.structs.replace
LOUD = change(IDLE, volume=90, sound_device="plughw:0")
NIGHT = change(LOUD, volume=0)
WELCOME = change(LOUD, moment="welcome", since_ms=1000)
# As the program streams it: a header that tells no true length, then one sample for each byte of the text.
_SPEAKS = r"""#!/bin/sh
printf '%s\n' "$*" >> "{folder}/arguments"
printf 'RIFF\044\360\377\177WAVEfmt \020\000\000\000\001\000\001\000'
printf '\042\126\000\000\104\254\000\000\002\000\020\000data\000\360\377\177'
while read -r line || [ -n "$line" ]; do printf '%s' "$line" >> "{folder}/texts"; printf '\n' >> "{folder}/texts"; done
printf '\001\001\002\002'
"""
_FAILS = "#!/bin/sh\ncat > /dev/null\nexit 1\n"
_HANGS = "#!/bin/sh\nexec sleep 600\n"


class Program:
    """A stand-in for `espeak-ng`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "speaks"
        self._folder.mkdir()
        self.path = str(self._folder / "espeak-ng")
        self.be(_SPEAKS.replace("{folder}", str(self._folder)))

    def be(self, script: str) -> None:
        Path(self.path).write_text(script)
        Path(self.path).chmod(0o755)

    def told(self, name: str) -> list[str]:
        path = self._folder / name
        return path.read_text().splitlines() if path.exists() else []


class Kiosk:
    """A speaker, a reader and one loudspeaker, joined as the screen's process joins them."""

    def __init__(self, folder: Path) -> None:
        self.player, self.program = Player(folder), Program(folder)
        self.voice = Voice(self.player.path)
        self.speaker = Speaker(self.voice, lambda: "zh-CN")
        self.reader = Reader(self.voice, self.program.path, late_ms=20_000)

    def show(self, snapshot: Snapshot) -> None:
        self.speaker.show(snapshot)
        self.reader.heed(snapshot)

    @property
    def read(self) -> list[Clip]:
        """What was heard of the program."""
        said = Clip(rate=22_050, samples=array.array("h", [257, 514]))
        return [one for one in self.player.heard if one == said]


@pytest.fixture
def kiosk(tmp_path: Path, qtbot: QtBot) -> Iterator[Kiosk]:
    """One that has found that it can be heard."""
    one = Kiosk(tmp_path)
    one.show(LOUD)
    qtbot.waitUntil(lambda: one.reader.able, timeout=30_000)
    yield one
    one.reader.quiet()
    one.voice.quiet()


def test_a_text_is_heard_sentence_by_sentence_to_its_end(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.reader.read("停水。明天来水！", "zh-CN")
    qtbot.waitUntil(lambda: not kiosk.reader.reading, timeout=30_000)

    assert (kiosk.program.told("texts"), len(kiosk.read)) == (["停水。", "明天来水！"], 2)


@pytest.mark.parametrize(("language", "voice"), [("zh-TW", "cmn+f2"), ("en", "en-us+f2")])
def test_it_is_read_in_the_language_it_is_written_in(kiosk: Kiosk, qtbot: QtBot, language: str, voice: str) -> None:
    kiosk.reader.read("OK", language)
    qtbot.waitUntil(lambda: not kiosk.reader.reading, timeout=30_000)

    assert kiosk.program.told("arguments")[0].startswith(f"-b 1 -v {voice} ")


def test_a_text_that_begins_like_an_option_is_a_text(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.reader.read("--version", "en")
    qtbot.waitUntil(lambda: not kiosk.reader.reading, timeout=30_000)

    assert kiosk.program.told("texts") == ["--version"]


def test_the_door_is_heard_at_once_and_the_rest_is_never_read(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.player.hang()
    kiosk.reader.read("停水。明天来水！", "zh-CN")
    qtbot.waitUntil(lambda: len(kiosk.player.calls) == 2, timeout=30_000)
    kiosk.player.keep()
    kiosk.show(WELCOME)
    qtbot.waitUntil(lambda: kiosk.player.heard == [made("granted", "please-enter")], timeout=30_000)

    assert (kiosk.reader.reading, kiosk.program.told("texts")) == (False, ["停水。"])


def test_a_door_that_speaks_is_not_interrupted(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.voice.play(made("granted", "please-enter", volume=100), 100)
    kiosk.reader.read("OK", "en")
    qtbot.waitUntil(lambda: not kiosk.reader.reading, timeout=30_000)

    assert (made("granted", "please-enter", volume=100) in kiosk.player.heard, len(kiosk.read)) == (True, 1)


@pytest.mark.parametrize("snapshot", [change(LOUD, moment="reading"), NIGHT, change(LOUD, moment="maintenance")])
def test_whatever_is_presented_and_the_night_end_it(kiosk: Kiosk, qtbot: QtBot, snapshot: Snapshot) -> None:
    kiosk.player.hang()
    kiosk.reader.read("停水。明天来水！", "zh-CN")
    qtbot.waitUntil(lambda: len(kiosk.player.calls) == 2, timeout=30_000)
    kiosk.show(snapshot)

    assert not kiosk.reader.reading


def test_leaving_the_page_ends_it_and_no_failure_of_the_loudspeaker_is_told(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.player.hang()
    kiosk.reader.read("停水。明天来水！", "zh-CN")
    qtbot.waitUntil(lambda: len(kiosk.player.calls) == 2, timeout=30_000)
    kiosk.reader.read("", "")
    kiosk.player.keep()
    kiosk.reader.read("OK", "en")
    qtbot.waitUntil(lambda: len(kiosk.read) == 1, timeout=30_000)

    assert kiosk.voice.standing == "works"


def test_a_new_text_takes_the_place_of_one_that_is_still_made(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.reader.read("旧的。", "zh-CN")
    kiosk.reader.read("新的。", "zh-CN")
    qtbot.waitUntil(lambda: not kiosk.reader.reading, timeout=30_000)

    assert (kiosk.program.told("texts")[-1], len(kiosk.read)) == ("新的。", 1)


def test_a_program_that_makes_no_sound_is_left_alone(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.program.be(_FAILS)
    kiosk.reader.read("停水。明天来水！", "zh-CN")
    qtbot.waitUntil(lambda: not kiosk.reader.reading, timeout=30_000)

    assert kiosk.read == []


def test_a_program_that_hangs_is_ended(tmp_path: Path, kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.program.be(_HANGS)
    reader = Reader(kiosk.voice, kiosk.program.path, late_ms=20)
    reader.heed(LOUD)
    reader.read("OK", "en")
    qtbot.waitUntil(lambda: not reader.reading, timeout=30_000)
    reader.quiet()

    assert reader.able


def test_a_program_that_is_taken_away_takes_its_key_with_it(kiosk: Kiosk, qtbot: QtBot) -> None:
    Path(kiosk.program.path).unlink()
    kiosk.reader.read("OK", "en")
    qtbot.waitUntil(lambda: not kiosk.reader.able, timeout=30_000)

    assert not kiosk.reader.reading


def test_where_the_program_is_missing_nothing_can_be_read(kiosk: Kiosk, tmp_path: Path) -> None:
    reader = Reader(kiosk.voice, str(tmp_path / "gone"))
    reader.heed(LOUD)
    reader.read("OK", "en")

    assert (reader.able, reader.reading) == (False, False)


def test_at_night_nothing_can_be_read(kiosk: Kiosk) -> None:
    kiosk.show(NIGHT)

    assert not kiosk.reader.able


@pytest.mark.parametrize("text", ["。" * 3, "字" * 4000, "a. b\nc", "😀！"])
def test_no_piece_is_longer_than_can_be_made_at_once_and_nothing_is_lost(text: str) -> None:
    pieces = sentences(text)

    assert max(map(len, pieces)) <= LONGEST
    assert "".join(pieces) == "".join(text.split())


@pytest.mark.parametrize("made", [b"", b"RIFF", b"\0" * 100, b"RIFF....WAVE" + b"\0" * 40])
def test_what_is_no_sound_is_none(made: bytes) -> None:
    assert clip_of(made) is None
