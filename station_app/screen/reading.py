"""Reads a notice aloud by `espeak-ng`, where that is installed, through the one seam to the loudspeaker.

Sentence by sentence, so that nothing is worked out long before it is heard. The door goes before: whatever is to be
heard of it ends the reading, and so does anything that somebody presents. A missing program is a state: there is no
key.
"""

from __future__ import annotations

import array
import logging
import re
import shutil
import sys
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from station_app.screen.phrases import Clip
from station_app.screen.voice import Voice
from station_app.wire import Snapshot

PROGRAM: Final = "espeak-ng"
VOICES: Final[Mapping[str, tuple[str, int]]] = {
    "zh-CN": ("cmn+f2", 150),
    "zh-TW": ("cmn+f2", 150),
    "en": ("en-us+f2", 145),
}
"""Language -> the program's voice, and its words a minute: slower than it speaks by itself, for older people."""
LATE_MS: Final = 10_000
"""A program that has not made a sentence by then hangs."""
LONGEST: Final = 120
"""Characters that are made at once."""
_HEADER: Final = 44
"""Bytes before the samples: the header of a stream tells no length, what follows it is all there is."""
_RATES: Final = range(8_000, 48_001)
_log = logging.getLogger("screen.reading")


class Reader(QObject):
    """Reads one text at a time; the newest counts."""

    changed = Signal()
    """It can read now, or no longer; it reads, or has ended."""

    def __init__(self, voice: Voice, program: str = PROGRAM, late_ms: int = LATE_MS) -> None:
        super().__init__()
        self._voice = voice
        self._program = shutil.which(program) or ""
        self._volume = 0
        self._left: list[str] = []
        self._language = ""
        self._told = (False, False)
        self.reading = False
        """Something is being read."""
        self._process = QProcess(self)
        self._process.finished.connect(self._made)
        self._process.errorOccurred.connect(self._error)
        self._late = QTimer(self, singleShot=True, interval=late_ms)
        self._late.timeout.connect(self.hush)
        voice.changed.connect(self._tell)
        voice.over.connect(self._over)

    @property
    def able(self) -> bool:
        """Whether somebody could hear it now: the program is there, the loudspeaker works, and it is not night."""
        return bool(self._program) and self._volume > 0 and self._voice.standing == "works"

    @Slot(object)
    def heed(self, snapshot: Snapshot) -> None:
        """A snapshot is shown: how loud it may be, and whether anything goes on at the door."""
        self._volume = snapshot.volume
        if snapshot.moment != "idle" or not snapshot.volume:
            self.hush()
        self._tell()

    @Slot(str, str)
    def read(self, text: str, language: str) -> None:
        """Read this, from its beginning; no text: be silent."""
        self.hush()
        if self.able and text and language in VOICES:
            self._left, self._language, self.reading = sentences(text), language, True
            self._go_on()
        self._tell()

    @Slot()
    def hush(self) -> None:
        """Be silent at once."""
        if not self.reading:
            return
        self._left, self.reading = [], False
        self._late.stop()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
        self._voice.hush()
        self._tell()

    def quiet(self) -> None:
        """Be silent for good."""
        self.hush()
        self._process.waitForFinished(1000)

    def _go_on(self) -> None:
        if not self._left:
            self.reading = False
            self._tell()
        elif self._process.state() == QProcess.ProcessState.NotRunning:
            voice, speed = VOICES[self._language]
            # The program is told how loud: to work that out here would hold the screen up.
            loud = max(1, round(100 * 10 ** ((self._volume - 100) / 50)))
            self._process.start(
                self._program, ["-b", "1", "-v", voice, "-s", str(speed), "-a", str(loud), "--stdin", "--stdout"]
            )
            # Not as an argument: a text could begin with a hyphen.
            self._process.write(self._left.pop(0).encode())
            self._process.closeWriteChannel()
            self._late.start()
        # Else the one that was killed is not gone yet: its end leads on.

    @Slot(int, QProcess.ExitStatus)
    def _made(self, code: int, status: QProcess.ExitStatus) -> None:
        self._late.stop()
        made = bytes(self._process.readAllStandardOutput().data())
        if not self.reading:
            return
        if status == QProcess.ExitStatus.CrashExit:
            self._go_on()  # it was ended for this one
            return
        clip = clip_of(made) if code == 0 else None
        if clip is None:
            _log.warning("%s made no sound", PROGRAM)
            self.hush()
        else:
            self._voice.read(clip)

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            _log.warning("%s does not start", PROGRAM)
            self._program = ""  # taken away since: no key any more
            self.hush()
            self._tell()

    @Slot(bool)
    def _over(self, whole: bool) -> None:
        if not self.reading:
            return
        if whole:
            self._go_on()
        else:
            self.hush()

    @Slot()
    def _tell(self) -> None:
        if (self.able, self.reading) != self._told:
            self._told = (self.able, self.reading)
            self.changed.emit()


def sentences(text: str) -> list[str]:
    """A text in pieces that are spoken one after another, none longer than `LONGEST`."""
    parts = (part.strip() for part in re.split(r"(?<=[。！？；!?;])|(?<=[.])\s|\n", text))
    pieces: list[str] = []
    for part in parts:
        pieces += [part[at : at + LONGEST] for at in range(0, len(part), LONGEST)]
    return pieces


def clip_of(made: bytes) -> Clip | None:
    """The samples of a streamed WAV, mono of 16 bits; None for anything else, or nothing to hear."""
    rate = int.from_bytes(made[24:28], "little")
    form = (made[:4], made[8:12], made[22:24], made[34:36])
    if form != (b"RIFF", b"WAVE", b"\x01\x00", b"\x10\x00") or rate not in _RATES:
        return None
    samples = array.array("h", made[_HEADER : _HEADER + (len(made) - _HEADER) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return Clip(rate=rate, samples=samples) if samples else None
