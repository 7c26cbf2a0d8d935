"""The view-models of a call for help and of the emergency page."""

# ruff: noqa: D102 -- a getter is named after the word it holds; `calls` says what the word is.

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.screen.calls import CallWords, EmergencyWords

QML_IMPORT_NAME = "StationViews"
QML_IMPORT_MAJOR_VERSION = 1

EMERGENCY_UNTOUCHED_MS = 60_000


@QmlElement
class CallView(QObject):
    """Who was asked, is asked and will be."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = CallWords()

    def apply(self, words: CallWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def rows(self) -> list[dict[str, Any]]:
        return [asdict(row) for row in self._words.rows]

    @Property(str, notify=changed)
    def emergency(self) -> str:
        return self._words.emergency


@QmlElement
class EmergencyView(QObject):
    """Whom to ring and what to say: opened by a touch or a second press for help, closed when nobody touches it."""

    changed = Signal()
    shown_changed = Signal()

    def __init__(self, untouched_ms: int = EMERGENCY_UNTOUCHED_MS) -> None:
        super().__init__()
        self._words = EmergencyWords()
        self._shown = False
        self._timer = QTimer(self, singleShot=True, interval=untouched_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.close)

    def apply(self, words: EmergencyWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(bool, notify=shown_changed)
    def shown(self) -> bool:
        return self._shown

    @property
    def left_ms(self) -> int:
        """Milliseconds until it closes; -1 while it is not shown."""
        return self._timer.remainingTime()

    @Slot()
    def open(self) -> None:
        """Show it."""
        self._timer.start()
        self._show(True)

    @Slot()
    def close(self) -> None:
        """Back to what happens at the door."""
        self._timer.stop()
        self._show(False)

    def touched(self) -> None:
        """Somebody is at the screen: wait on."""
        if self._shown:
            self._timer.start()

    def _show(self, shown: bool) -> None:
        if shown != self._shown:
            self._shown = shown
            self.shown_changed.emit()

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title

    @Property(str, notify=changed)
    def how(self) -> str:
        return self._words.how

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def dials(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self._words.dials]

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def places(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self._words.places]

    @Property(str, notify=changed)
    def call(self) -> str:
        return self._words.call

    @Property(str, notify=changed)
    def back(self) -> str:
        return self._words.back
