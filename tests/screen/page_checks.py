"""What is wrong with a page as it is really laid out: words cut, small or on each other, targets small or nameless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QAccessible, QFont, QFontMetricsF, QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from screen_world import asked, kind_of, visible_items

BODY_MM, TARGET_MM = 5.0, 20.0
WORDS = frozenset({"Words", "KeyWords"})
"""Types that show text."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows, found in one walk through it."""

    words: list[QQuickItem]
    """Every text that can be seen."""
    touched: list[QQuickItem]
    """Everything that can be touched."""
    art: list[QQuickItem]


def seen_of(window: QQuickWindow) -> Seen:
    """Walk through a page."""
    seen = Seen([], [], [])
    for thing in visible_items(window.contentItem()):
        if kind_of(thing) in WORDS and _says(thing):
            seen.words.append(thing)
        elif thing.inherits("QQuickAbstractButton"):
            seen.touched.append(thing)
        if thing.objectName() == "art":
            seen.art.append(thing)
    return seen


def words_of(window: QQuickWindow) -> list[QQuickItem]:
    """Every text that can be seen."""
    return seen_of(window).words


def touched_of(window: QQuickWindow) -> list[QQuickItem]:
    """Everything that can be touched."""
    return seen_of(window).touched


def page_problems(window: QQuickWindow, pitch_mm: float, step: float) -> list[str]:
    """All that is wrong with a page: its layout, its sizes and its names."""
    seen = seen_of(window)
    return _layout_problems(window, seen) + _size_problems(seen, pitch_mm, step) + _name_problems(seen)


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
    return _layout_problems(window, seen_of(window))


def size_problems(window: QQuickWindow, pitch_mm: float, step: float) -> list[str]:
    """Words smaller than the body of this text step, and targets smaller than a wet glove needs."""
    return _size_problems(seen_of(window), pitch_mm, step)


def name_problems(window: QQuickWindow) -> list[str]:
    """Controls and texts that a screen reader cannot name."""
    return _name_problems(seen_of(window))


def _layout_problems(window: QQuickWindow, page: Seen) -> list[str]:
    sheet = window.findChild(QQuickItem, "sheet")
    long = sheet is not None and bool(sheet.property("interactive"))
    found = [*_cut(page.words), *_broken(page.words)]
    if not long or sheet is None:
        frame = QRectF(0, 0, window.width(), window.height())
        found += [f"outside the window: {_says(text)}" for text in page.words if not frame.contains(ink(text))]
        return found + list(_overlapping(window, None, page))
    seen: dict[QQuickItem, float] = {}
    whole = {text: ink(text).height() for text in page.words}
    for position in _positions(sheet):
        sheet.setProperty("contentY", position)
        here = seen_of(window)
        found += [one for one in _overlapping(window, sheet, here) if one not in found]
        for text in here.words:
            seen[text] = seen.get(text, 0.0) + ink(text).intersected(_view(text, sheet, window)).height()
    sheet.setProperty("contentY", 0)
    return found + [f"never seen whole: {_says(text)}" for text in seen if seen[text] + 1 < whole.get(text, 0.0)]


def _size_problems(page: Seen, pitch_mm: float, step: float) -> list[str]:
    small = [
        f"small words: {_says(text)} {_mm(text, pitch_mm):.1f} mm"
        for text in page.words
        if _mm(text, pitch_mm) < BODY_MM * step * 0.99 and not _shows_another_size(text)
    ]
    return small + [
        f"small target: {_says(thing)} {least:.1f} mm"
        for thing in page.touched
        if (least := min(area(thing).width(), area(thing).height()) * pitch_mm) < TARGET_MM
    ]


def _name_problems(page: Seen) -> list[str]:
    return [f"no name: {kind_of(thing)}" for thing in page.touched + page.words if not name_of(thing)]


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


def _overlapping(window: QQuickWindow, sheet: QQuickItem | None, page: Seen) -> Iterator[str]:
    things = page.words + page.art
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
