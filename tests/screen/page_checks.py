"""What is wrong with a page as it is really laid out: words cut, small or on each other, targets small or nameless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QAccessible, QFont, QFontMetricsF, QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from screen_world import asked, kind_of, visible_items

BODY_MM, TARGET_MM = 5.0, 20.0
WORDS = frozenset({"Words", "KeyWords"})
"""Types that show text."""


def words_of(window: QQuickWindow) -> list[QQuickItem]:
    """Every text that can be seen."""
    return [thing for thing in visible_items(window.contentItem()) if kind_of(thing) in WORDS and _says(thing)]


def touched_of(window: QQuickWindow) -> list[QQuickItem]:
    """Everything that can be touched."""
    return [thing for thing in visible_items(window.contentItem()) if thing.inherits("QQuickAbstractButton")]


def name_of(thing: QObject) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(thing)
    return interface.text(QAccessible.Text.Name) if interface else ""


def ink(found: QQuickItem) -> QRectF:
    """Where glyphs can be, in the window: the tall line box has a quarter of air above and below the outer lines."""
    width, height = float(found.property("contentWidth")), float(found.property("contentHeight"))
    air = 0.25 * float(asked(found, "fontInfo.pixelSize"))
    align = {1: 0.0, 2: found.width() - width, 4: (found.width() - width) / 2}[
        int(asked(found, "effectiveHorizontalAlignment"))
    ]
    return found.mapRectToScene(QRectF(align, air, width, height - 2 * air))


def area(thing: QQuickItem) -> QRectF:
    """Where it is, in the window; of words, where their glyphs are."""
    if kind_of(thing) in WORDS:
        return ink(thing)
    return thing.mapRectToScene(QRectF(0, 0, thing.width(), thing.height()))


def layout_problems(window: QQuickWindow) -> list[str]:
    """Words that are elided, cut, outside the page or on each other; a sheet is looked at from its top to its end."""
    sheet = window.findChild(QQuickItem, "sheet")
    long = sheet is not None and bool(sheet.property("interactive"))
    found = [*_cut(words_of(window)), *_broken(words_of(window))]
    if not long or sheet is None:
        frame = QRectF(0, 0, window.width(), window.height())
        found += [f"outside the window: {_says(text)}" for text in words_of(window) if not frame.contains(ink(text))]
        return found + list(_overlapping(window, None))
    seen: dict[QQuickItem, float] = {}
    whole = {text: ink(text).height() for text in words_of(window)}
    for position in _positions(sheet):
        sheet.setProperty("contentY", position)
        found += [one for one in _overlapping(window, sheet) if one not in found]
        for text in words_of(window):
            seen[text] = seen.get(text, 0.0) + ink(text).intersected(_view(text, sheet, window)).height()
    sheet.setProperty("contentY", 0)
    return found + [f"never seen whole: {_says(text)}" for text in seen if seen[text] + 1 < whole.get(text, 0.0)]


def size_problems(window: QQuickWindow, pitch_mm: float, step: float) -> list[str]:
    """Words smaller than the body of this text step, and targets smaller than a wet glove needs."""
    small = [
        f"small words: {_says(text)} {_mm(text, pitch_mm):.1f} mm"
        for text in words_of(window)
        if _mm(text, pitch_mm) < BODY_MM * step * 0.99 and not _shows_another_size(text)
    ]
    return small + [
        f"small target: {_says(thing)} {least:.1f} mm"
        for thing in touched_of(window)
        if (least := min(area(thing).width(), area(thing).height()) * pitch_mm) < TARGET_MM
    ]


def name_problems(window: QQuickWindow) -> list[str]:
    """Controls and texts that a screen reader cannot name."""
    return [f"no name: {kind_of(thing)}" for thing in touched_of(window) + words_of(window) if not name_of(thing)]


def _cut(texts: Iterable[QQuickItem]) -> Iterator[str]:
    for text in texts:
        if text.property("truncated") or float(text.property("contentWidth")) > text.width() + 1:
            yield f"cut: {_says(text)}"


def _broken(texts: Iterable[QQuickItem]) -> Iterator[str]:
    """Words of letters that do not fit their line, and go on in the next one."""
    for text in texts:
        font = QFont(QGuiApplication.font())
        font.setPixelSize(int(asked(text, "fontInfo.pixelSize")))
        font.setBold(bool(asked(text, "font.bold")))
        measure = QFontMetricsF(font)
        for word in re.findall(r"[A-Za-z]+", _says(text)):
            if measure.horizontalAdvance(word) > text.width() + 2:
                yield f"broken: {word}"


def _overlapping(window: QQuickWindow, sheet: QQuickItem | None) -> Iterator[str]:
    things = words_of(window) + [one for one in visible_items(window.contentItem()) if one.objectName() == "art"]
    areas = [(one, area(one).intersected(_view(one, sheet, window))) for one in things]
    for (one, first), (other, second) in combinations(areas, 2):
        if first.adjusted(1, 1, -1, -1).intersects(second):
            yield f"on each other: {_says(one)} | {_says(other)}"


def _view(thing: QQuickItem, sheet: QQuickItem | None, window: QQuickWindow) -> QRectF:
    if sheet is not None and sheet.isAncestorOf(thing):
        return sheet.mapRectToScene(QRectF(0, 0, sheet.width(), sheet.height()))
    return QRectF(0, 0, window.width(), window.height())


def _positions(sheet: QQuickItem) -> list[float]:
    """From the top to the end, no line skipped, none counted twice."""
    last, step = float(sheet.property("contentHeight")) - sheet.height(), sheet.height()
    return [min(place * step, last) for place in range(int(last // step) + 2)]


def _mm(text: QQuickItem, pitch_mm: float) -> float:
    return float(asked(text, "fontInfo.pixelSize")) * pitch_mm


def _shows_another_size(text: QQuickItem) -> bool:
    """A choice of size is drawn in the size that it chooses."""
    above = text.parentItem()
    while above is not None and not above.inherits("QQuickAbstractButton"):
        above = above.parentItem()
    return above is not None and above.objectName().startswith("text ")


def _says(thing: QQuickItem) -> str:
    return str(thing.property("text") or "")
