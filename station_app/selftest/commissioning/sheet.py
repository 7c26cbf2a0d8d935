"""The wiring sheet: one A4 page, drawn as SVG, that hangs inside the cabinet and is filled in with a pen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as Xml

from station_app.config import Settings
from station_app.selftest.commissioning.sheet_rows import BoardRows, ReaderRow, Row, boards_of, readers_of

_WIDTH: Final = 210.0
_HEIGHT: Final = 297.0
_LEFT: Final = 14.0
_RIGHT: Final = 196.0
_FONTS: Final = "'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', SimHei, sans-serif"
_INK: Final = "#1d2733"
_FAINT: Final = "#66717e"
_LINE: Final = "#c5ccd4"
_BAND: Final = "#12416b"
_COLOURS: Final = {"relay": "#b4512b", "input": "#2b6cb4", "free": "#c5ccd4"}
_FIRST: Final = 48.0
"""Where the first board begins."""
_TALLEST_ROW: Final = 10.5
_SHORTEST_ROW: Final = 5.0

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the page's head says beside the station's own words."""

    day: str
    """Empty: left to be filled in."""
    config_hash: str
    """SHA-256 of the configuration's bytes, in hex."""


def svg_of(settings: Settings, facts: SheetFacts, text: Texts) -> bytes:
    """The whole page."""
    page = Xml.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": f"{_WIDTH:g}mm",
            "height": f"{_HEIGHT:g}mm",
            "viewBox": f"0 0 {_units(_WIDTH)} {_units(_HEIGHT)}",
            "font-family": _FONTS,
            "fill": _INK,
        },
    )
    pen = _Pen(page, text)
    pen.paper()
    boards, readers = boards_of(settings, text), readers_of(settings, text)
    pen.head(settings, facts)
    rows = sum(len(board.rows) for board in boards) + len(readers)
    titles = len(boards) + (1 if readers else 0)
    room = _HEIGHT - _FIRST - 22 - titles * 18
    height = min(_TALLEST_ROW, max(_SHORTEST_ROW, room / max(rows, 1)))
    top = _FIRST
    for board in boards:
        top = pen.board(board, top, height)
    if readers:
        top = pen.readers(readers, top, height)
    pen.remarks(top)
    pen.foot()
    Xml.indent(page)
    return Xml.tostring(page, encoding="utf-8", xml_declaration=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How words are written."""

    size: float
    bold: bool = False
    fill: str = _INK
    anchor: str = "start"
    most: float = 0
    """Millimetres that they may take, longer ones are written smaller; 0: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """How a box looks."""

    fill: str = "#ffffff"
    stroke: str = ""
    round_by: float = 0


class _Pen:
    """Draws on one page, in millimetres."""

    def __init__(self, page: Xml.Element, text: Texts) -> None:
        self._page = page
        self._text = text

    def paper(self) -> None:
        """White, whatever the viewer's background is."""
        self._rect(0, 0, _WIDTH, _HEIGHT, Skin())

    def head(self, settings: Settings, facts: SheetFacts) -> None:
        """Who and when."""
        self._rect(0, 0, _WIDTH, 24, Skin(fill=_BAND))
        self._write(_LEFT, 11, self._say("title"), Look(size=6.4, bold=True, fill="#ffffff"))
        self._write(_LEFT, 18.5, settings.station.name, Look(size=4.2, fill="#ffffff"))
        self._write(_RIGHT, 11, settings.station.id, Look(size=5.2, fill="#ffffff", anchor="end"))
        self._write(_RIGHT, 18.5, settings.station.operator, Look(size=3.4, fill="#d5e2ef", anchor="end"))
        self._field(_LEFT, 32, self._say("date"), facts.day, 46)
        self._field(72, 32, self._say("hash"), facts.config_hash[:16], 56)
        self._field(136, 32, self._say("technician"), "", _RIGHT - 136)

    def board(self, board: BoardRows, top: float, height: float) -> float:
        """One board's terminals, each with its wire and what it goes to; where the next may begin."""
        self._title(board.title, board.port, top)
        top += 9
        bottom = top + height * len(board.rows)
        self._heads(top - 1.4)
        self._rect(_LEFT, top, 34, bottom - top, Skin(fill="#f3f6f9", stroke=_LINE, round_by=1.6))
        for number, row in enumerate(board.rows):
            self._row(row, top + height * (number + 0.5), height)
        return bottom + 9

    def readers(self, readers: tuple[ReaderRow, ...], top: float, height: float) -> float:
        """The devices that have a port of their own; where the next may begin."""
        self._title(self._say("devices"), "", top)
        top += 9
        columns = ((_LEFT + 3, "device"), (_LEFT + 36, "driver"), (_LEFT + 72, "port"), (164, "door"), (180, "label"))
        for left, name in columns:
            self._write(left, top - 1.4, self._say(name), Look(size=2.9, fill=_FAINT))
        self._line(_LEFT, _RIGHT, top)
        for number, reader in enumerate(readers):
            middle = top + height * (number + 0.5)
            self._line(_LEFT, _RIGHT, middle + height / 2)
            self._write(_LEFT + 3, middle + 1.2, reader.name, Look(size=3.6, bold=True, most=31))
            self._write(_LEFT + 36, middle + 1.2, reader.driver, Look(size=3.4, most=34))
            self._write(_LEFT + 72, middle + 1.2, f"{reader.port} · {reader.rate}", Look(size=3.2, most=74))
            self._write(164, middle + 1.2, reader.door, Look(size=3.4, most=14))
            box = min(height * 0.84, 6.6)
            self._rect(180, middle - box / 2, 16, box, Skin(stroke=_LINE, round_by=0.8))
        return top + height * len(readers) + 9

    def remarks(self, top: float) -> None:
        """Ruled lines as far as there is room: supplies, fuses, what was changed later."""
        bottom = _HEIGHT - 20
        if bottom - top < 18:
            return
        self._title(self._say("remarks"), "", top)
        height = top + 13
        while height <= bottom:
            self._line(_LEFT, _RIGHT, height)
            height += 9

    def foot(self) -> None:
        """How to use the page."""
        self._line(_LEFT, _RIGHT, _HEIGHT - 14)
        self._write(_LEFT, _HEIGHT - 9, self._say("note"), Look(size=3.2, fill=_FAINT))

    def _row(self, row: Row, middle: float, height: float) -> None:
        colour = _COLOURS[row.kind]
        if row.kind == "free":
            self._write(_LEFT + 3, middle + 1.1, row.terminal, Look(size=3.2, fill=_FAINT, most=29))
            self._write(116, middle + 1.1, self._say("free"), Look(size=3.2, fill=_FAINT))
            return
        self._circle(_LEFT + 30, middle, 1.7, colour)
        self._line(_LEFT + 31.7, 114, middle, colour, 0.5)
        self._write(_LEFT + 3, middle + 1.3, row.terminal, Look(size=3.7, bold=True, most=24))
        box = min(height * 0.84, 6.6)
        for left, width in ((54, 22), (80, 28)):
            self._rect(left, middle - box / 2, width, box, Skin(stroke=_LINE, round_by=0.8))
        self._rect(114, middle - box / 2, 42, box, Skin(stroke=colour, round_by=1.2))
        self._write(116, middle + 1.3, row.thing, Look(size=3.6, bold=True, most=38))
        self._write(160, middle + 1.2, row.polarity, Look(size=3.2, most=36))

    def _heads(self, baseline: float) -> None:
        columns = ((_LEFT + 3, "terminal"), (54, "wire"), (80, "colour"), (114, "thing"), (160, "polarity"))
        for left, name in columns:
            self._write(left, baseline, self._say(name), Look(size=2.9, fill=_FAINT))

    def _title(self, title: str, port: str, top: float) -> None:
        self._write(_LEFT, top + 3, title, Look(size=4.6, bold=True, fill=_BAND))
        self._write(_RIGHT, top + 3, port, Look(size=3.0, fill=_FAINT, anchor="end", most=110))

    def _field(self, left: float, baseline: float, name: str, value: str, width: float) -> None:
        self._write(left, baseline, name, Look(size=2.7, fill=_FAINT))
        self._write(left, baseline + 6, value, Look(size=3.8))
        self._line(left, left + width, baseline + 7.6)

    def _say(self, name: str) -> str:
        return self._text[f"commission.sheet.{name}"]

    def _write(self, left: float, baseline: float, words: str, look: Look) -> None:
        size = look.size
        if look.most and (wide := _width(words, size)) > look.most:
            size *= look.most / wide
        at = {"x": _units(left), "y": _units(baseline), "font-size": _units(size)}
        how = {"fill": look.fill, "text-anchor": look.anchor} | ({"font-weight": "bold"} if look.bold else {})
        Xml.SubElement(self._page, "text", at | how).text = words

    def _rect(self, left: float, top: float, width: float, height: float, skin: Skin) -> None:
        at = {"x": left, "y": top, "width": width, "height": height, "rx": skin.round_by}
        look = {"fill": skin.fill} | ({"stroke": skin.stroke, "stroke-width": _units(0.35)} if skin.stroke else {})
        Xml.SubElement(self._page, "rect", {name: _units(value) for name, value in at.items()} | look)

    def _line(self, left: float, right: float, height: float, stroke: str = _LINE, width: float = 0.3) -> None:
        at = {"x1": left, "y1": height, "x2": right, "y2": height, "stroke-width": width}
        Xml.SubElement(self._page, "line", {name: _units(value) for name, value in at.items()} | {"stroke": stroke})

    def _circle(self, x: float, y: float, radius: float, fill: str) -> None:
        at = {"cx": x, "cy": y, "r": radius}
        Xml.SubElement(self._page, "circle", {name: _units(value) for name, value in at.items()} | {"fill": fill})


def _units(millimetres: float) -> str:
    """In the drawing's own units, of which a millimetre has twenty: Qt rounds the size of letters to whole ones."""
    return f"{millimetres * 20:.1f}"


def _width(words: str, size: float) -> float:
    """About how wide a text is, in the unit of its size."""
    return sum(1.0 if ord(character) > 0x2E80 else 0.52 for character in words) * size
