"""How the page is shown to whoever stands there: language, size of the words, contrast, how low it is touched."""

# ruff: noqa: D102 -- a getter is named after the word it holds.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from station_app.assets import MIRRORED, texts
from station_app.screen.controls import UNTOUCHED_MS, LanguageView
from station_app.screen.fit import STEPS

QML_IMPORT_NAME = "StationViews"
QML_IMPORT_MAJOR_VERSION = 1

_FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("1", "2", "3"),
    "contrast": ("usual", "high"),
    "reach": ("whole", "low"),
}
"""Group -> its choices, the usual one first, but for reach: a tall panel begins low."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody has chosen."""

    step: int = 0
    vivid: bool = False
    low: bool | None = None
    """None for what suits the panel."""


@QmlElement
class ChoiceView(QObject):
    """One of several, of which one stands."""

    changed = Signal()

    def __init__(self, name: str, size: float, parent: QObject) -> None:
        super().__init__(parent)
        self.key, self._size, self._label, self._chosen = name, size, "", False

    def apply(self, label: str, chosen: bool) -> None:
        """Take over what it is called and whether it stands; say so only then."""
        if (label, chosen) != (self._label, self._chosen):
            self._label, self._chosen = label, chosen
            self.changed.emit()

    @Property(str, constant=True)
    def name(self) -> str:
        return self.key

    @Property(float, constant=True)
    def size(self) -> float:
        """The text step that it is drawn in itself; 0 for that of the page."""
        return self._size

    @Property(str, notify=changed)
    def label(self) -> str:
        return self._label

    @Property(bool, notify=changed)
    def chosen(self) -> bool:
        return self._chosen


@QmlElement
class ChoicesView(QObject):
    """A question about the page, and its answers."""

    changed = Signal()

    def __init__(self, name: str, answers: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self.name, self._title = name, ""
        sizes = STEPS if name == "text" else (0.0,) * len(answers)
        self.views = [ChoiceView(f"{name} {one}", size, self) for one, size in zip(answers, sizes, strict=True)]

    def entitle(self, title: str) -> None:
        """Take over a new title."""
        if title != self._title:
            self._title = title
            self.changed.emit()

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._title

    @Property("QVariantList", constant=True)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def choices(self) -> list[QObject]:
        return list(self.views)


@QmlElement
class DisplayView(QObject):
    """The panel that chooses, and what was chosen; all of it is undone after each person."""

    changed = Signal()
    regrouped = Signal()

    def __init__(self, language: LanguageView, untouched_ms: int = UNTOUCHED_MS) -> None:
        super().__init__()
        self._language, self._chosen, self._open, self._tall = language, Shown(), False, False
        self._groups: list[ChoicesView] = []
        self._timer = QTimer(self, singleShot=True, interval=untouched_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.reset)
        language.changed.connect(self.write)
        self.write()

    @property
    def from_right(self) -> bool:
        """Lines are read from the right."""
        return self._language.code in MIRRORED

    def measure(self, *, tall: bool) -> None:
        """Say whether this panel reaches higher, or lower, than an arm does."""
        if tall != self._tall:
            self._tall = tall
            self.write()

    @Slot()
    def open(self) -> None:
        """Show the panel."""
        self._take(open_=True)

    @Slot()
    def close(self) -> None:
        """Back to what happens at the door; what was chosen stays."""
        self._take(open_=False)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Take over a choice by its name, `text 2`."""
        group, _, answer = name.partition(" ")
        match group:
            case "language":
                self._language.choose(answer)
            case "text":
                self._take(replace(self._chosen, step=int(answer) - 1))
            case "contrast":
                self._take(replace(self._chosen, vivid=answer == "high"))
            case _:
                self._take(replace(self._chosen, low=answer == "low"))

    @Slot()
    def reset(self) -> None:
        """Show the page as everybody finds it."""
        self._take(Shown(), open_=False)

    @Slot()
    def touched(self) -> None:
        """Somebody is at the screen: wait on."""
        if self._open or self._chosen != Shown():
            self._timer.start()

    @Slot()
    def write(self) -> None:
        """Write all words anew, in the language that is spoken."""
        text = texts(self._language.code)
        wanted = self._wanted()
        if [(group.name, len(group.views)) for group in self._groups] != [(n, len(a)) for n, a in wanted.items()]:
            old, self._groups = self._groups, [ChoicesView(name, answers, self) for name, answers in wanted.items()]
            self.regrouped.emit()
            for group in old:
                group.deleteLater()
        standing = self._standing()
        for group in self._groups:
            group.entitle(text[f"display.{group.name}"])
            for view in group.views:
                view.apply(self._label(view.key, text), view.key in standing)
        self.changed.emit()

    def _wanted(self) -> dict[str, tuple[str, ...]]:
        offered = self._language.offered
        fixed = {name: answers for name, answers in _FIXED.items() if name != "reach" or self._tall}
        return {**({"language": offered} if len(offered) > 1 else {}), **fixed}

    def _standing(self) -> set[str]:
        return {
            f"language {self._language.code}",
            f"text {self._chosen.step + 1}",
            "contrast high" if self._chosen.vivid else "contrast usual",
            "reach low" if self._is_low() else "reach whole",
        }

    @staticmethod
    def _label(name: str, text: Mapping[str, str]) -> str:
        group, _, answer = name.partition(" ")
        return texts(answer)["language.name"] if group == "language" else text[f"display.{group}.{answer}"]

    def _is_low(self) -> bool:
        return self._tall if self._chosen.low is None else self._chosen.low

    def _take(self, chosen: Shown | None = None, *, open_: bool | None = None) -> None:
        before = self._chosen, self._open
        self._chosen = self._chosen if chosen is None else chosen
        self._open = self._open if open_ is None else open_
        if self._open or self._chosen != Shown():
            self._timer.start()
        else:
            self._timer.stop()
        if (self._chosen, self._open) != before:
            self.write()

    @Property("QVariantList", notify=regrouped)  # pyright: ignore[reportArgumentType] # Qt takes a name, its stub does not say so
    def groups(self) -> list[QObject]:
        return list(self._groups)

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        return self._open

    @Property(float, notify=changed)
    def text(self) -> float:
        return STEPS[self._chosen.step]

    @Property(bool, notify=changed)
    def vivid(self) -> bool:
        return self._chosen.vivid

    @Property(bool, notify=changed)
    def low(self) -> bool:
        return self._is_low()

    @Property(bool, notify=changed)
    def mirrored(self) -> bool:
        return self.from_right

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._word("display.title")

    @Property(str, notify=changed)
    def button(self) -> str:
        """What is found behind the key: larger words, and a language for whoever cannot read this one."""
        other = self._language.stranger
        short = texts(other)["language.short"] if other else ""
        return "/".join(filter(None, (self._word("button.display"), short)))

    @Property(str, notify=changed)
    def back(self) -> str:
        return self._word("button.back")

    @Property(str, notify=changed)
    def before(self) -> str:
        return self._word("button.before")

    @Property(str, notify=changed)
    def further(self) -> str:
        return self._word("button.further")

    def _word(self, key: str) -> str:
        return texts(self._language.code)[key]
