"""Files for spreadsheets: CSV while it is made, XLSX row by row. Both begin with who took what and when."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation

from station_app.hub import texts
from station_app.hub.templatetags.hub import clock

MOST_ROWS: Final = 1_000_000
"""Of one sheet; Excel's own limit is 1,048,576."""
_ROWS_AT_ONCE: Final = 500
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cells = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table: a part of a CSV, or a sheet."""

    title: str
    rows: Callable[[], Iterator[Cells]]
    """Its heading first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The file's name without its ending: for old clients in ASCII, for the others in the reader's language."""

    plain: str
    spoken: str


def watermark(request: HttpRequest, asked: str) -> str:
    """Account, time and filter, for the first line."""
    told = {"account": request.user.get_username(), "time": clock(timezone.now()), "filter": asked}
    return texts.sentence("watermark", site=texts.word("site"), **told)


def csv_response(name: Named, mark: str, blocks: Sequence[Block]) -> StreamingHttpResponse:
    """A CSV for Excel in China, made while it is sent."""
    # The text is made when this request's language is no longer set.
    content = _csv(mark, blocks, translation.get_language() or "zh-hans")
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _disposition(name, "csv")
    return response


def xlsx_response(name: Named, mark: str, blocks: Sequence[Block]) -> FileResponse:
    """A workbook with a sheet a block; however many rows, few are in memory at a time."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    try:
        _xlsx(file, mark, blocks)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(file, content_type=_XLSX)
    response["Content-Disposition"] = _disposition(name, "xlsx")
    return response


def safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else cell


class _Line:
    """Hands each written line straight on."""

    def write(self, text: str) -> str:
        return text


def _csv(mark: str, blocks: Sequence[Block], language: str) -> Iterator[bytes]:
    writer = csv.writer(_Line())
    yield b"\xef\xbb\xbf"  # without it Excel in China reads GBK
    rows = _lines(mark, blocks)
    while True:
        with translation.override(language):
            some = [writer.writerow([safe(cell) for cell in row]) for row in islice(rows, _ROWS_AT_ONCE)]
        if not some:
            return
        yield "".join(some).encode()


def _lines(mark: str, blocks: Sequence[Block]) -> Iterator[Cells]:
    yield [mark]
    for block in blocks:
        if len(blocks) > 1:
            yield []
            yield [block.title]
        yield from block.rows()


def _xlsx(file: Any, mark: str, blocks: Sequence[Block]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        for number, block in enumerate(blocks):
            sheet = book.add_worksheet(_sheet_name(block.title, number))
            sheet.write_string(0, 0, mark)
            sheet.set_footer("&L" + mark.replace("&", "&&")[:200] + "&R&P")
            sheet.freeze_panes(2, 0)
            sheet.set_column(0, 0, 20)
            sheet.set_column(1, 20, 13)
            _fill(sheet, block.rows(), bold)


def _fill(sheet: Any, rows: Iterable[Cells], bold: Any) -> None:
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            sheet.write_string(number, 0, texts.sentence("more-rows", n=MOST_ROWS))
            return
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell is not None and cell != "":
                sheet.write_string(number, column, str(cell)[:32_000], bold if number == 1 else None)


def _sheet_name(title: str, number: int) -> str:
    """Excel takes 31 characters, and none of these."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:25] or str(number + 1)


def _disposition(name: Named, ending: str) -> str:
    return f"attachment; filename=\"{name.plain}.{ending}\"; filename*=UTF-8''{quote(f'{name.spoken}.{ending}')}"
