"""A player that keeps what it was given, byte for byte, in place of the one that needs a loudspeaker."""

from __future__ import annotations

import array
import io
import wave
from pathlib import Path

from station_app.screen.phrases import Clip, clip, louder

_KEEPS = """#!/bin/sh
printf '%s\\n' "$*" >> "{folder}/arguments"
cat > "{folder}/$$.part"
mv "{folder}/$$.part" "{folder}/$$.wav"
"""
_HANGS = """#!/bin/sh
printf '%s\\n' "$*" >> "{folder}/arguments"
exec sleep 600
"""
_COMPLAINS = """#!/bin/sh
cat > /dev/null
echo "{words}" >&2
exit 1
"""


class Player:
    """A stand-in for `aplay`."""

    def __init__(self, folder: Path, name: str = "player") -> None:
        self._folder = folder / name
        self._folder.mkdir()
        self.path = str(self._folder / "aplay")
        self.keep()

    def keep(self) -> None:
        """Take all that comes, at once."""
        self._be(_KEEPS.format(folder=self._folder))

    def hang(self) -> None:
        """Take nothing and never end."""
        self._be(_HANGS.format(folder=self._folder))

    def complain(self, words: str) -> None:
        """End with a message, as the real one does."""
        self._be(_COMPLAINS.format(words=words))

    @property
    def calls(self) -> list[str]:
        """What it was called with, each time."""
        told = self._folder / "arguments"
        return told.read_text().splitlines() if told.exists() else []

    @property
    def heard(self) -> list[Clip]:
        """What was played to its end and was no silence, in any order."""
        found = [read(path.read_bytes()) for path in self._folder.glob("*.wav")]
        return [one for one in found if any(one.samples)]

    def _be(self, script: str) -> None:
        path = Path(self.path)
        path.write_text(script)
        path.chmod(0o755)


def read(content: bytes) -> Clip:
    """The samples of a WAV file."""
    with wave.open(io.BytesIO(content)) as file:
        return Clip(rate=file.getframerate(), samples=array.array("h", file.readframes(file.getnframes())))


def made(tone: str, *phrases: str, language: str = "zh-CN", volume: int = 90) -> Clip:
    """What should be heard of a tone and phrases."""
    one = clip(tone, phrases, language)
    return Clip(rate=one.rate, samples=louder(one.samples, volume))
