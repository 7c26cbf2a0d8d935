"""Signs for lists that scroll, as pictures: the software painter clips those, and not its line drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

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


def sign_picture(kind: str, ink: QColor, mark: QColor, side: int) -> QImage:
    """One sign in an ink, and the colour on top of that ink; an empty picture for an unknown sign."""
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    drawing = DRAWINGS.get(kind)
    if drawing is None:
        return picture
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 100, side / 100)
    painter.setPen(_pen(ink, 7, broken=drawing.broken))
    painter.setBrush(ink if drawing.filled else Qt.BrushStyle.NoBrush)
    if drawing.disk:
        painter.drawEllipse(QPointF(50, 50), 43, 43)
    elif drawing.ground:
        painter.drawPolygon(_polygon(drawing.ground))
    painter.setPen(_pen(mark if drawing.filled else ink, 10))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in drawing.lines:
        if len(line) == 1:
            painter.drawPoint(QPointF(*line[0]))
        else:
            painter.drawPolyline(_polygon(line))
    painter.end()
    return picture


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _pen(ink: QColor, width: float, *, broken: bool = False) -> QPen:
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if broken else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if broken:
        pen.setDashPattern([1.7, 1.5])
    return pen
