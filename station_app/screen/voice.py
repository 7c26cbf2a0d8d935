"""The one seam to the loudspeaker: `aplay` as a child, fed with samples. It never delays and never fails anybody.

The last sound wins: what plays is ended. What is read aloud waits its turn and gives way to everything. Whether
anything can be heard at all is a state, told when it changes.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import wave
from typing import Final, Literal

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from station_app.screen.phrases import Clip, louder
from station_app.wire import Sound

PLAYER: Final = "aplay"
PROBE_MS: Final = 300_000
"""A loudspeaker that does not play is tried again so often, in silence."""
LATE_MS: Final = 3000
"""A player that goes on for so long after its sound hangs."""
_SILENCE: Final = Clip.silence(0.05)
_log = logging.getLogger("screen.voice")


class Voice(QObject):
    """Plays one clip at a time."""

    changed = Signal()
    """It stands otherwise than before."""
    over = Signal(bool)
    """What was read aloud has ended; True where it was heard to its end, False where it gave way."""

    def __init__(self, player: str = PLAYER, probe_ms: int = PROBE_MS, late_ms: int = LATE_MS) -> None:
        super().__init__()
        self._player = player
        self._late_ms = late_ms
        self._device = ""
        self._next: Clip | None = None
        self._cut = False
        self._reading: Literal["", "next", "now"] = ""
        """Whether what plays, or what plays next, is read aloud."""
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._hangs)
        self._probe = QTimer(self, interval=probe_ms)
        self._probe.timeout.connect(self._try)
        self._process = QProcess(self)
        quiet = QProcessEnvironment.systemEnvironment()
        quiet.insert("LC_ALL", "C")
        self._process.setProcessEnvironment(quiet)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._error)
        self.standing: Sound = ""
        """Whether anything can be heard."""

    def use(self, device: str) -> None:
        """Play there from now on; empty for nowhere."""
        if device == self._device and self.standing:
            return
        self._device = device
        if device:
            self._probe.start()
            self._try()
        else:
            self._probe.stop()
            self._stands("off")

    def play(self, clip: Clip, volume: int) -> None:
        """Let this be heard instead of whatever is."""
        if self._device and volume > 0 and clip.samples:
            reading, self._reading = self._reading, ""
            self._begin(Clip(rate=clip.rate, samples=louder(clip.samples, volume)))
            if reading:
                self.over.emit(False)

    def read(self, clip: Clip) -> None:
        """Let this be heard as it is, once nothing else is; `over` tells of its end."""
        if not self._device or self._next is not None:
            self.over.emit(False)
        elif self._busy:
            self._next, self._reading = clip, "next"
        else:
            self._reading = "now"
            self._begin(clip)

    def hush(self) -> None:
        """End what is read aloud, and nothing else."""
        reading, self._reading = self._reading, ""
        if reading == "next":
            self._next = None
        elif reading == "now" and self._busy:
            self._cut = True
            self._process.kill()

    def quiet(self) -> None:
        """Be silent for good."""
        self._probe.stop()
        self._next, self._reading = None, ""
        if self._busy:
            self._cut = True
            self._process.kill()
            self._process.waitForFinished(1000)

    @property
    def _busy(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    @Slot()
    def _try(self) -> None:
        """Find out whether it could be heard, while nobody is spoken to."""
        if not self._busy and (self.standing != "works" or not self._probe.isActive()):
            self._begin(_SILENCE)

    def _begin(self, clip: Clip) -> None:
        if self._busy:
            # A card plays for one at a time: the next begins when the old one has let go of it.
            self._next, self._cut = clip, True
            self._process.kill()
            return
        self._cut = False
        # Not through a pipe: Qt would fill it only after the page is drawn.
        sound = os.memfd_create("sound")
        os.write(sound, _wav(clip))
        self._process.setStandardInputFile(f"/proc/self/fd/{sound}")
        self._process.start(self._player, ["-q", "-D", self._device, "-t", "wav", "-"])
        os.close(sound)
        self._late.start(round(len(clip.samples) / clip.rate * 1000) + self._late_ms)

    @Slot(int, QProcess.ExitStatus)
    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._late.stop()
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        if not self._cut:
            well = code == 0 and status == QProcess.ExitStatus.NormalExit
            self._stands("works" if well else _meaning(said))
        self._go_on()

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        if error != QProcess.ProcessError.FailedToStart:
            return  # its end is told apart
        self._late.stop()
        if not self._cut:  # else it was ended before it had begun
            self._stands("no-player")
        self._go_on()

    def _go_on(self) -> None:
        clip, self._next = self._next, None
        ended = self._reading == "now"
        self._reading = "now" if self._reading == "next" else ""
        if clip is not None:
            self._begin(clip)
        if ended:
            self.over.emit(self.standing == "works" and not self._cut)

    @Slot()
    def _hangs(self) -> None:
        self._stands("fails")
        self._cut = True
        self._process.kill()

    def _stands(self, standing: Sound) -> None:
        if standing != self.standing:
            self.standing = standing
            _log.info("sound: %s", standing)
            self.changed.emit()


def _meaning(said: str) -> Sound:
    """What the player's last words mean for whoever looks after it."""
    if "No such file" in said or "No such device" in said or "Unknown PCM" in said:
        return "no-card"
    return "busy" if "busy" in said else "fails"


def _wav(clip: Clip) -> bytes:
    made = io.BytesIO()
    samples = clip.samples
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(clip.rate)
        file.writeframes(samples.tobytes())
    return made.getvalue()
