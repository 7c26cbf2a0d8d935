"""The view-models that people touch: language, notice, help, and the measure of the page."""

# ruff: noqa: D102 -- a getter is named after the word it holds; `page` and `fit` say what the word is.

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.assets import LANGUAGES
from station_app.screen.fit import BODY_MM, BUTTON_MM, KEY_MM, Fit
from station_app.screen.page import NoticeWords

QML_IMPORT_NAME = "StationViews"
QML_IMPORT_MAJOR_VERSION = 1

UNTOUCHED_MS = 20_000
READING_MS = 90_000
"""A notice is read for longer than a button is looked for."""


@QmlElement
class LanguageView(QObject):
    """Which language speaks; the house language returns when nobody has touched the screen for a while."""

    changed = Signal()

    def __init__(self, untouched_ms: int = UNTOUCHED_MS) -> None:
        super().__init__()
        self._offered: tuple[str, ...] = LANGUAGES
        self._current = LANGUAGES[0]
        self._timer = QTimer(self, singleShot=True, interval=untouched_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.reset)

    @property
    def code(self) -> str:
        """The language in use."""
        return self._current

    @property
    def left_ms(self) -> int:
        """Milliseconds until the house language returns; -1 while it is spoken."""
        return self._timer.remainingTime()

    def offer(self, languages: tuple[str, ...]) -> None:
        """Offer these, the first as the house language; a language without texts is left out."""
        offered = tuple(language for language in languages if language in LANGUAGES) or LANGUAGES[:1]
        if offered != self._offered:
            self._offered = offered
            self._choose(offered[0])
            self.changed.emit()

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages that may be chosen, the house language first."""
        return self._offered

    @property
    def stranger(self) -> str:
        """An offered language for whoever cannot read this one's script at all; empty for none."""
        return next((one for one in self._offered if one[:2] != self._current[:2]), "")

    @Slot(str)
    def choose(self, language: str) -> None:
        """Speak this one, if it is offered."""
        if language in self._offered:
            self._choose(language)
            self.touched()

    @Slot()
    def touched(self) -> None:
        """Somebody is at the screen: wait on."""
        if self._current != self._offered[0]:
            self._timer.start()

    @Slot()
    def reset(self) -> None:
        """Speak the house language again."""
        self._choose(self._offered[0])

    def _choose(self, language: str) -> None:
        if language == self._offered[0]:
            self._timer.stop()
        if language != self._current:
            self._current = language
            self.changed.emit()


@QmlElement
class NoticeView(QObject):
    """What is kept of a person, and the rules of the house: a line on the idle page, a page of its own at a touch."""

    changed = Signal()
    shown_changed = Signal()

    def __init__(self, reading_ms: int = READING_MS) -> None:
        super().__init__()
        self._words = NoticeWords()
        self._shown = False
        self._timer = QTimer(self, singleShot=True, interval=reading_ms)
        self._timer.timeout.connect(self.close)

    def apply(self, words: NoticeWords) -> None:
        """Take over new words; say so only then."""
        if words != self._words:
            self._words = words
            self.changed.emit()

    @Property(bool, notify=shown_changed)
    def shown(self) -> bool:
        return self._shown

    @Slot()
    def open(self) -> None:
        """Show the whole notice."""
        self._show(True)
        self._timer.start()

    @Slot()
    def close(self) -> None:
        """Back to what happens at the door."""
        self._timer.stop()
        self._show(False)

    def _show(self, shown: bool) -> None:
        if shown != self._shown:
            self._shown = shown
            self.shown_changed.emit()

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title

    @Property(str, notify=changed)
    def short(self) -> str:
        return self._words.short

    @Property(str, notify=changed)
    def brief(self) -> str:
        return self._words.brief

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def paragraphs(self) -> list[str]:
        return list(self._words.paragraphs)

    @Property(str, notify=changed)
    def rulesTitle(self) -> str:
        return self._words.rules_title

    @Property("QVariantList", notify=changed)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def rules(self) -> list[str]:
        return list(self._words.rules)

    @Property(str, notify=changed)
    def button(self) -> str:
        return self._words.button

    @Property(str, notify=changed)
    def back(self) -> str:
        return self._words.back


@QmlElement
class HelpView(QObject):
    """The button that calls a person."""

    changed = Signal()
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._label = ""

    def apply(self, label: str) -> None:
        """Take over a new label."""
        if label != self._label:
            self._label = label
            self.changed.emit()

    @Property(str, notify=changed)
    def label(self) -> str:
        return self._label

    @Slot()
    def ask(self) -> None:
        """Call a person."""
        self.asked.emit()


@QmlElement
class FitView(QObject):
    """The shape and measure of the page. Sizes are in pixels, from real millimetres."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fit = Fit(portrait=True, unit=4.0, scale=1.0)

    def apply(self, fit: Fit) -> None:
        """Take over a new measure."""
        if fit != self._fit:
            self._fit = fit
            self.changed.emit()

    @Property(bool, notify=changed)
    def portrait(self) -> bool:
        return self._fit.portrait

    @Property(float, notify=changed)
    def unit(self) -> float:
        return self._fit.unit

    @Property(int, notify=changed)
    def ceiling(self) -> int:
        return self._fit.ceiling

    @Property(int, notify=changed)
    def lift(self) -> int:
        return self._fit.lift

    @Property(float, notify=changed)
    def body(self) -> float:
        return BODY_MM

    @Property(float, notify=changed)
    def key(self) -> float:
        return KEY_MM

    @Property(float, notify=changed)
    def button(self) -> float:
        return BUTTON_MM
