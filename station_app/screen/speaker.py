"""Listens to what is shown and lets it be heard, in the language of the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from station_app.assets import LANGUAGES
from station_app.screen.phrases import clip
from station_app.screen.sounding import Sound, again_seconds, sound_of
from station_app.screen.voice import Voice
from station_app.wire import Snapshot


class Speaker(QObject):
    """One kiosk's voice. The last thing that happened is what is heard."""

    def __init__(self, voice: Voice, language: Callable[[], str]) -> None:
        super().__init__()
        self._voice = voice
        self._language = language
        self._last: Snapshot | None = None
        self._sound: Sound | None = None
        self._times = 0
        self._again = QTimer(self)
        self._again.timeout.connect(self.once_more)

    @Slot(object)
    def show(self, snapshot: Snapshot) -> None:
        """A snapshot is shown."""
        before, self._last = self._last, snapshot
        self._voice.use(snapshot.sound_device)
        sound = sound_of(before, snapshot)
        if sound is not None:
            self._sound, self._times = sound, 0
            self._say(self._language())
        seconds = again_seconds(snapshot)
        if not seconds:
            self._again.stop()
        elif sound is not None or not self._again.isActive():
            self._again.start(seconds * 1000)

    @property
    def repeats(self) -> bool:
        """Whether something is said again and again."""
        return self._again.isActive()

    @Slot()
    def lost(self) -> None:
        """There is no core: nothing is known to be going on."""
        self._last = None
        self._again.stop()

    @Slot()
    def once_more(self) -> None:
        """To everybody: in one language of the station after the other."""
        if self._last is not None:
            self._times += 1
            offered = [one for one in self._last.languages if one in LANGUAGES] or [LANGUAGES[0]]
            self._say(offered[self._times % len(offered)])

    def _say(self, language: str) -> None:
        if self._last is not None and self._sound is not None:
            self._voice.play(clip(self._sound.tone, self._sound.phrases, language), self._last.volume)
