"""One view-model per concept of the screen: Python fills them, QML binds to them; they decide nothing."""

# ruff: noqa: D102 -- a getter is named after the word it holds; `page` and `fit` say what the word is.

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from station_app.screen.page import ClockWords, MomentWords, StationWords, WayWords

QML_IMPORT_NAME = "StationViews"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ClockView(QObject):
    """The time and the light it brings."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = ClockWords()

    def apply(self, words: ClockWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(str, notify=changed)
    def time(self) -> str:
        return self._words.time

    @Property(str, notify=changed)
    def date(self) -> str:
        return self._words.date

    @Property(bool, notify=changed)
    def night(self) -> bool:
        return self._words.night


@QmlElement
class StationView(QObject):
    """The station as a passer-by sees it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = StationWords()

    def apply(self, words: StationWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._words.name

    @Property(str, notify=changed)
    def greeting(self) -> str:
        return self._words.greeting

    @Property(str, notify=changed)
    def state(self) -> str:
        return self._words.state

    @Property(bool, notify=changed)
    def open(self) -> bool:
        return self._words.open

    @Property(bool, notify=changed)
    def full(self) -> bool:
        return self._words.full

    @Property(str, notify=changed)
    def count(self) -> str:
        return self._words.count

    @Property(str, notify=changed)
    def invitation(self) -> str:
        return self._words.invitation

    @Property(str, notify=changed)
    def degraded(self) -> str:
        return self._words.degraded

    @Property(str, notify=changed)
    def place(self) -> str:
        return self._words.place

    @Property(str, notify=changed)
    def look(self) -> str:
        return self._words.look


@QmlElement
class WayView(QObject):
    """One way in."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = WayWords()

    def apply(self, words: WayWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(bool, notify=changed)
    def offered(self) -> bool:
        return self._words.offered

    @Property(bool, notify=changed)
    def works(self) -> bool:
        return self._words.works

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._words.name

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title

    @Property(str, notify=changed)
    def sentence(self) -> str:
        return self._words.sentence

    @Property(str, notify=changed)
    def badge(self) -> str:
        return self._words.badge


@QmlElement
class MomentView(QObject):
    """What happens to the person at the door right now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = MomentWords()

    def apply(self, words: MomentWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(str, notify=changed)
    def kind(self) -> str:
        return self._words.kind

    @Property(str, notify=changed)
    def symbol(self) -> str:
        return self._words.symbol

    @Property(str, notify=changed)
    def tone(self) -> str:
        return self._words.tone

    @Property(str, notify=changed)
    def label(self) -> str:
        return self._words.label

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self._words.headline

    @Property(str, notify=changed)
    def advice(self) -> str:
        return self._words.advice

    @Property(str, notify=changed)
    def phone(self) -> str:
        return self._words.phone

    @Property(str, notify=changed)
    def prompt(self) -> str:
        return self._words.prompt

    @Property(str, notify=changed)
    def also(self) -> str:
        return self._words.also

    @Property(str, notify=changed)
    def place(self) -> str:
        return self._words.place

    @Property(str, notify=changed)
    def placeLabel(self) -> str:
        return self._words.place_label
