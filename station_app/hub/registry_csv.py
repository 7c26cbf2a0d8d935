"""The registry as CSV: out as spreadsheets in China read it, in with a reason for each row that is not taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from station_app.hub import registry, registry_words, texts
from station_app.hub.registry import FIELDS
from station_app.hub.registry_texts import CHOICES, FIELD_NAMES, REGISTRY_WORDS

MOST_BYTES = 1024 * 1024
MOST_ROWS = 5000
CLEARED = {"-", "－"}
_ID = ("id", *REGISTRY_WORDS["registry-id"])


class BadFile(ValueError):
    """Nothing of the file can be read; the message is for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a file that somebody brings."""

    number: int
    """As the spreadsheet counts."""
    station: str
    typed: Mapping[str, str]
    """Cells that say something; a cleared one is empty here."""
    wrong: str = ""
    """Why the row as such cannot be taken."""


@dataclass(slots=True)
class Outcome:
    """What became of a file."""

    taken: int = 0
    same: int = 0
    wrong: list[tuple[int, str, Sequence[str]]] = field(default_factory=list)
    """Row, station, reasons."""


def rows(entries: Mapping[str, registry.Entry]) -> Iterator[Sequence[str]]:
    """Heading, then one row a station, in the reader's language."""
    yield [texts.word("registry-id"), *(registry_words.name_of(one.name) for one in FIELDS)]
    for station, entry in entries.items():
        yield [station, *(shown(one, entry.get(one.name, ""), "、") for one in FIELDS)]


def shown(one: registry.Field, value: str, between: str) -> str:
    """A value for people."""
    if one.kind == "many":
        return between.join(registry_words.choice(code) for code in value.split(",") if code)
    return registry_words.choice(value) if one.kind == "choice" and value else value


def lines_of(raw: bytes) -> list[Line]:
    """The rows of a file. Raises BadFile."""
    if len(raw) > MOST_BYTES:
        raise BadFile(texts.word("registry-too-big"))
    text = _decoded(raw)
    try:
        found = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)]
    except csv.Error as error:
        raise BadFile(texts.word("registry-bad-text")) from error
    head = next((number for number, row in enumerate(found[:5]) if _is_head(row)), None)
    if head is None:
        raise BadFile(texts.word("registry-bad-head"))
    if len(found) - head > MOST_ROWS:
        raise BadFile(texts.word("registry-too-big"))
    columns = [_column(cell) for cell in found[head]]
    lines = [_line(number, row, columns) for number, row in enumerate(found[head + 1 :], head + 2) if any(row)]
    return _once(lines)


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile(texts.word("registry-bad-text"))


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines()[:5] if any(name in line for name in _ID)), "")
    return max(",;\t", key=first.count)


def _is_head(row: Sequence[str]) -> bool:
    return any(cell.strip().casefold() in {name.casefold() for name in _ID} for cell in row)


def _column(cell: str) -> str:
    """Name of a field, `id`, or empty for a column without a heading. Raises BadFile."""
    told = cell.strip().casefold()
    if told in {name.casefold() for name in _ID}:
        return "id"
    for name, words in FIELD_NAMES.items():
        if told in {name, *(word.casefold() for word in words)}:
            return name
    if told:
        raise BadFile(texts.sentence("registry-bad-column", name=cell.strip()[:40]))
    return ""


def _line(number: int, row: Sequence[str], columns: Sequence[str]) -> Line:
    extra = any(cell.strip() for cell in row[len(columns) :])
    told: dict[str, str] = {}
    for name, cell in zip(columns, row, strict=False):
        # What the export has marked as text is brought back without the mark.
        value = cell.strip()
        value = value[1:] if value[:1] == "'" and value[1:2] in {"=", "+", "-", "@"} else value
        if name and value:
            told[name] = "" if value in CLEARED and name != "id" else value
    station = told.pop("id", "")
    return Line(number=number, station=station, typed=told, wrong=texts.word("registry-cells") if extra else "")


def _once(lines: Sequence[Line]) -> list[Line]:
    seen: set[str] = set()
    found: list[Line] = []
    for line in lines:
        if line.station in seen:
            line = Line(number=line.number, station=line.station, typed={}, wrong=texts.word("registry-twice"))
        seen.add(line.station)
        found.append(line)
    return found


assert set(CHOICES) >= {code for one in FIELDS for code in one.choices if one.name != "datum"}
