"""Signs for lists that scroll, painted as pictures: the software painter clips those, and not its line drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Property, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "StationServiceViews"
QML_IMPORT_MAJOR_VERSION = 1

Points = tuple[tuple[float, float], ...]

_OCTAGON: Points = ((32, 6), (68, 6), (94, 32), (94, 68), (68, 94), (32, 94), (6, 68), (6, 32))
_SQUARE: Points = ((10, 10), (90, 10), (90, 90), (10, 90))

_HOOK: Points = ((38, 40), (41, 31), (50, 27), (59, 31), (62, 40), (50, 52), (50, 60))
"""Of a question mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One sign on a sheet of 100 by 100."""

    ground: Points = ()
    """A closed shape; none for a disk."""
    disk: bool = False
    filled: bool = False
    broken: bool = False
    """Its edge is dashed: nobody knows yet."""
    lines: tuple[Points, ...] = ()
    """A line of one point is a dot."""


_TICK = Drawing(disk=True, filled=True, lines=(((28, 52), (44, 68), (73, 36)),))
_CROSS = Drawing(ground=_OCTAGON, filled=True, lines=(((34, 34), (66, 66)), ((66, 34), (34, 66))))

DRAWINGS: Mapping[str, Drawing] = {
    "green": _TICK,
    "works": _TICK,
    "red": _CROSS,
    "lost": _CROSS,
    "unfinished": Drawing(ground=((50, 10), (95, 91), (5, 91)), lines=(((50, 40), (50, 64)), ((50, 78),))),
    "running": Drawing(disk=True, lines=(((30, 50),), ((50, 50),), ((70, 50),))),
    "waiting": Drawing(ground=_SQUARE, lines=(((34, 28), (66, 28), (34, 72), (66, 72), (34, 28)),)),
    "never": Drawing(disk=True, broken=True, lines=(((36, 50), (64, 50)),)),
    "unknown": Drawing(disk=True, broken=True, lines=(_HOOK, ((50, 74),))),
    "next": Drawing(lines=(((12, 50), (84, 50)), ((58, 24), (85, 50), (58, 76)))),
    "up": Drawing(lines=(((20, 66), (50, 34), (80, 66)),)),
    "down": Drawing(lines=(((20, 34), (50, 66), (80, 34)),)),
    "run": Drawing(ground=((28, 14), (84, 50), (28, 86)), filled=True),
}
"""Every state of a check and of a device, and the signs of keys in lists."""


@QmlElement
class PaintedSign(QQuickPaintedItem):
    """One sign, in an ink and the colour on top of that ink."""

    changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._kind, self._ink, self._mark = "", QColor("black"), QColor("white")
        self.setAntialiasing(True)
        self.changed.connect(self.update)

    def _get_kind(self) -> str:
        return self._kind

    def _set_kind(self, kind: str) -> None:
        if kind != self._kind:
            self._kind = kind
            self.changed.emit()

    def _get_ink(self) -> QColor:
        return self._ink

    def _set_ink(self, ink: QColor) -> None:
        if ink != self._ink:
            self._ink = ink
            self.changed.emit()

    def _get_mark(self) -> QColor:
        return self._mark

    def _set_mark(self, mark: QColor) -> None:
        if mark != self._mark:
            self._mark = mark
            self.changed.emit()

    kind = Property(str, _get_kind, _set_kind, notify=changed)
    ink = Property(QColor, _get_ink, _set_ink, notify=changed)
    mark = Property(QColor, _get_mark, _set_mark, notify=changed)

    def paint(self, painter: QPainter) -> None:
        """Qt's call."""
        drawing = DRAWINGS.get(self._kind)
        if drawing is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 100, self.height() / 100)
        painter.setPen(_pen(self._ink, 7, broken=drawing.broken))
        painter.setBrush(self._ink if drawing.filled else Qt.BrushStyle.NoBrush)
        if drawing.disk:
            painter.drawEllipse(QPointF(50, 50), 43, 43)
        elif drawing.ground:
            painter.drawPolygon(_polygon(drawing.ground))
        painter.setPen(_pen(self._mark if drawing.filled else self._ink, 10))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in drawing.lines:
            if len(line) == 1:
                painter.drawPoint(QPointF(*line[0]))
            else:
                painter.drawPolyline(_polygon(line))


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _pen(ink: QColor, width: float, *, broken: bool = False) -> QPen:
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if broken else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if broken:
        pen.setDashPattern([1.7, 1.5])
    return pen
