"""Catalogues as libraries and spreadsheets have them: MARC21 and CNMARC, in files or as XML, and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax import SAXException

from django.db import transaction
from pymarc import MARCReader, PymarcException, Record, parse_xml_to_array

from station_app.core.offers.isbn import isbn13
from station_app.hub.models import CatalogueBook, ShelfBook
from station_app.hub.things import MOST_BOOKS

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_COPIES: Final = 99
_SHOWN_WRONG: Final = 200
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "isbn": ("isbn", "isbn号", "书号", "标准书号"),
    "title": ("title", "书名", "题名", "正题名"),
    "author": ("author", "作者", "责任者", "著者"),
    "publisher": ("publisher", "出版社", "出版者"),
    "year": ("year", "出版年", "年份"),
    "copies": ("copies", "册数", "复本", "复本数", "数量"),
}


class BadFile(ValueError):
    """Nothing of the file can be read; the message is a word of the pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One title of a file."""

    number: int
    """As the file counts, from 1."""
    isbn: str
    """As it stands there."""
    title: str = ""
    author: str = ""
    publisher: str = ""
    year: str = ""
    copies: str = ""
    broken: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of a file."""

    taken: int = 0
    same: int = 0
    wrong: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    """Row, what stood there, the word for why; the first of them."""
    refused: int = 0


def lines_of(raw: bytes) -> list[Line]:
    """The titles of a file, whatever kind it is. Raises BadFile."""
    if len(raw) > MOST_BYTES:
        raise BadFile("books-too-big")
    head = raw.lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] == b"<":
        found = list(_of_xml(raw))
    elif re.match(rb"[0-9]{5}[a-z ]", head):
        found = list(_of_marc(head))
    else:
        found = list(_of_csv(_decoded(raw)))
    if len(found) > MOST_BOOKS:
        raise BadFile("books-too-big")
    return found


def take(station: str, lines: Sequence[Line]) -> Outcome:
    """Put them on a station's shelf: all that can be taken; what is there already stays as it is where it is equal."""
    outcome, good = Outcome(), dict[str, tuple[CatalogueBook, int]]()
    for line in lines:
        isbn = isbn13(line.isbn)
        why = _why_not(line, isbn, good)
        if why:
            outcome.refused += 1
            if len(outcome.wrong) < _SHOWN_WRONG:
                outcome.wrong.append((line.number, line.isbn[:20] or line.title[:20], why))
        elif isbn is not None:
            book = CatalogueBook(
                isbn=isbn, title=line.title[:120], author=line.author[:80], publisher=line.publisher[:80],
                year=line.year[:8],
            )  # fmt: skip
            good[isbn] = (book, int(line.copies or "1"))
    _kept(station, good, outcome)
    return outcome


def _why_not(line: Line, isbn: str | None, good: Mapping[str, object]) -> str:
    if line.broken:
        return "books-bad-record"
    if isbn is None:
        return "books-bad-isbn"
    if not line.title:
        return "books-bad-title"
    if line.copies and not (line.copies.isascii() and line.copies.isdigit() and 1 <= int(line.copies) <= MOST_COPIES):
        return "books-bad-copies"
    return "books-bad-twice" if isbn in good else ""


@transaction.atomic
def _kept(station: str, good: Mapping[str, tuple[CatalogueBook, int]], outcome: Outcome) -> None:
    known = CatalogueBook.objects.in_bulk()
    on_shelf = dict(ShelfBook.objects.filter(station=station).values_list("book", "copies"))
    if len(on_shelf.keys() | good.keys()) > MOST_BOOKS:
        raise BadFile("books-too-big")
    fields = ("title", "author", "publisher", "year")
    changed = {
        isbn: one
        for isbn, (one, _) in good.items()
        if isbn not in known or any(getattr(known[isbn], name) != getattr(one, name) for name in fields)
    }
    CatalogueBook.objects.bulk_create(
        changed.values(), update_conflicts=True, unique_fields=["isbn"], update_fields=fields, batch_size=400
    )
    shelf = {isbn: copies for isbn, (_, copies) in good.items() if on_shelf.get(isbn) != copies}
    ShelfBook.objects.bulk_create(
        [ShelfBook(station_id=station, book_id=isbn, copies=copies) for isbn, copies in shelf.items()],
        update_conflicts=True, unique_fields=["station", "book"], update_fields=["copies"], batch_size=400,
    )  # fmt: skip
    outcome.taken = len(changed.keys() | shelf.keys())
    outcome.same = len(good) - outcome.taken


def _of_xml(raw: bytes) -> Iterator[Line]:
    if b"<!" in raw.replace(b"<!--", b""):
        raise BadFile("books-bad-file")  # a catalogue defines no entities of its own
    try:
        records = parse_xml_to_array(io.BytesIO(raw))
    except (SAXException, PymarcException, ValueError, KeyError) as error:
        raise BadFile("books-bad-file") from error
    for number, record in enumerate(records, 1):
        yield _of_record(number, record)


def _of_marc(raw: bytes) -> Iterator[Line]:
    """Each record by itself: one that cannot be read is named and the next one goes on."""
    utf8 = _is_utf8(raw)
    # Where neither says so itself, a Chinese library's file is in the national encoding.
    reader = MARCReader(io.BytesIO(raw), force_utf8=utf8, file_encoding="utf-8" if utf8 else "gb18030")
    for number, record in enumerate(reader, 1):
        if number > MOST_BOOKS:
            raise BadFile("books-too-big")
        yield Line(number=number, isbn="", broken=True) if record is None else _of_record(number, record)


def _of_record(number: int, record: Record) -> Line:
    if record.get("200") is not None and record.get("245") is None:  # CNMARC, a child of UNIMARC
        return Line(
            number=number,
            isbn=_part(record, "010", "a"),
            title=_part(record, "200", "a"),
            author=_part(record, "200", "f") or _part(record, "701", "a"),
            publisher=_part(record, "210", "c"),
            year=_part(record, "210", "d"),
        )
    publishing = "264" if record.get("264") is not None else "260"
    return Line(
        number=number,
        isbn=_part(record, "020", "a").partition(" ")[0],
        title=_clean(record.title),
        author=_clean(record.author),
        publisher=_part(record, publishing, "b"),
        year=_part(record, publishing, "c"),
    )


def _part(record: Record, tag: str, code: str) -> str:
    found = record.get(tag)
    return "" if found is None or found.control_field else _clean(found.get(code))


def _clean(text: str | None) -> str:
    """Without the marks that cataloguers put behind."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text or "")
    return " ".join(plain.split()).strip(" /:;,=")


def _of_csv(text: str) -> Iterator[Line]:
    first = text.splitlines()[0] if text.strip() else ""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True))
    except csv.Error as error:
        raise BadFile("books-bad-file") from error
    columns = [_column(cell) for cell in rows[0]] if rows else []
    if not {"isbn", "title"} <= set(columns):
        raise BadFile("books-bad-head")
    for number, row in enumerate(rows[1:], 2):
        cells = {name: _clean(cell) for name, cell in zip(columns, row, strict=False) if name}
        if any(cells.values()):
            # Spreadsheets mark a number as text with a quote, and end a whole one with `.0`.
            isbn = cells.pop("isbn", "").lstrip("'").removesuffix(".0")
            told = {name: cells.get(name, "") for name in ("title", "author", "publisher", "year", "copies")}
            yield Line(number=number, isbn=isbn, broken=False, **told)


def _column(cell: str) -> str:
    told = cell.strip().casefold()
    return next((name for name, words in _HEADS.items() if told in words), "")


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile("books-bad-file")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
