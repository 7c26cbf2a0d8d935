"""Reads rows straight out of the pages of a damaged file, without SQLite.

A row proves itself by its hash, so it does not matter which page it was found on, or whether any path through the file
still leads there. Formats: sqlite.org/fileformat2.html, 1.6 (b-tree pages), 2.1 (records), 4 (write-ahead log).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from station_app.store.rows import COLUMNS, RowDamaged, Values, checked_row
from station_app.store.schema import FRAME, PAGE

_LEAF = 0x0D
_MOST_LOCAL = PAGE - 35
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
"""Bytes of a number, by its serial type."""
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row found in a file."""

    values: Values
    own: bool
    """From the journal itself, not from what it had salvaged."""
    committed: bool
    """False for a part of the log that SQLite would not read: it may never have been committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Log:
    """Where the pages are in a write-ahead log."""

    frames: int = 0
    good: int = 0
    """Frames before the first that SQLite would not read."""
    pages: Mapping[int, int] = field(default_factory=dict[int, int])
    """Page -> the last good frame that holds it."""


def carve(path: Path, skip_epoch: str, skip_through: int) -> Iterator[Found]:
    """Every whole row of the file and of its log, some twice; an epoch's first rows are skipped. Raises OSError."""
    log_path = path.with_name(path.name + "-wal")
    with path.open("rb") as file, (log_path if log_path.exists() else path).open("rb") as log_file:
        log = _read_log(log_file) if log_path.exists() else _Log()
        pages = _Pages(file, log_file, log)
        for page, committed in pages.all():
            for values, own in _rows(page, pages):
                if own and values[1] == skip_epoch and values[0] <= skip_through:
                    continue
                if _is_whole(values):
                    yield Found(values=values, own=own, committed=committed)


def log_is_broken(log_path: Path, good: int, epoch: str, through: int) -> bool:
    """Whether the log holds rows after `through` that were on the disk once, behind the frames SQLite could read.

    The last transaction may be torn by a power cut. One before it may not: it was synced before the next was begun.
    Raises OSError.
    """
    if not log_path.exists():
        return False
    with log_path.open("rb") as file:
        header = file.read(32)
        frames = max(0, file.seek(0, 2) - 32) // FRAME
        heads = [_head(file, frame) for frame in range(good, frames)]
        # Behind a log that was begun again are the frames of the one before; they carry other salts. A damaged header
        # cannot tell, but then nothing was written behind it either: it is synced before the first frame.
        whole = len(header) == 32 and _sums(header[24:]) == _checksum((0, 0), header[:24], _order(header))
        own_heads = [(good + at, head) for at, head in enumerate(heads) if not whole or head[8:16] == header[16:24]]
        commits = [frame for frame, head in own_heads if head[4:8] != bytes(4)]
        for frame in range(good, max(commits[:-1], default=-1) + 1):
            file.seek(32 + frame * FRAME + 24)
            page = file.read(PAGE)
            for values, own in _rows(page, _Pages(file, file, _Log())):
                if own and values[1] == epoch and values[0] > through and _is_whole(values):
                    return True
    return False


def _head(file: BinaryIO, frame: int) -> bytes:
    file.seek(32 + frame * FRAME)
    return file.read(24)


def _is_whole(values: Values) -> bool:
    try:
        checked_row(values, None)
    except RowDamaged:
        return False
    return True


class _Pages:
    def __init__(self, file: BinaryIO, log_file: BinaryIO, log: _Log) -> None:
        self._file = file
        self._log_file = log_file
        self._log = log

    def all(self) -> Iterator[tuple[bytes, bool]]:
        """Each page of the file, then each of the log; whether it is committed."""
        number = 0
        while len(page := self._of_file(number := number + 1)) == PAGE:
            yield page, True
        for frame in range(self._log.frames):
            yield self._of_log(frame), frame < self._log.good

    def newest(self, number: int) -> bytes:
        """A page as SQLite would see it."""
        frame = self._log.pages.get(number)
        return self._of_file(number) if frame is None else self._of_log(frame)

    def _of_file(self, number: int) -> bytes:
        self._file.seek((number - 1) * PAGE)
        return self._file.read(PAGE)

    def _of_log(self, frame: int) -> bytes:
        self._log_file.seek(32 + frame * FRAME + 24)
        return self._log_file.read(PAGE)


def _rows(page: bytes, pages: _Pages) -> Iterator[tuple[Values, bool]]:
    if page[0] != _LEAF:
        return
    (cells,) = struct.unpack_from(">H", page, 3)
    for index in range(min(cells, (PAGE - 8) // 2)):
        (start,) = struct.unpack_from(">H", page, 8 + 2 * index)
        try:
            size, at = _varint(page, start)
            rowid, at = _varint(page, at)
            values = _record(_payload(page, at, size, pages))
        except (IndexError, struct.error, ValueError):
            continue  # not a cell, or a damaged one
        if len(values) < len(COLUMNS):
            continue
        # The key of `journal` is its row number, and therefore is stored as NULL in the record.
        own = values[0] is None
        yield ((rowid, *values[1 : len(COLUMNS)]) if own else values[: len(COLUMNS)]), own


def _payload(page: bytes, at: int, size: int, pages: _Pages) -> bytes:
    if size <= _MOST_LOCAL:
        return page[at : at + size]
    local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (PAGE - 4)
    local = local if local <= _MOST_LOCAL else _LEAST_LOCAL
    found = page[at : at + local]
    (following,) = struct.unpack_from(">I", page, at + local)
    while len(found) < size:
        more = pages.newest(following) if following else b""
        (following,) = struct.unpack_from(">I", more)
        found += more[4 : 4 + size - len(found)]
    return found


def _record(payload: bytes) -> Values:
    end, at = _varint(payload, 0)
    body = end
    values: list[object] = []
    while at < end:
        kind = payload[at]
        at += 1
        if kind >= 0x80:
            kind, at = _varint(payload, at - 1)
        size = _SIZES[kind] if kind < 12 else (kind - 12) // 2
        raw = payload[body : body + size]
        if len(raw) < size:
            raise ValueError("a record that is cut off")
        values.append(_value(kind, raw))
        body += size
    return tuple(values)


def _value(kind: int, raw: bytes) -> object:
    if kind >= 12:
        return raw.decode() if kind % 2 else raw
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        return struct.unpack(">d", raw)[0]
    return int.from_bytes(raw, "big", signed=True) if kind else None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index in range(at, at + 8):
        value = value << 7 | data[index] & 0x7F
        if data[index] < 0x80:
            return value, index + 1
    return value << 8 | data[at + 8], at + 9


def _read_log(log: BinaryIO) -> _Log:
    header = log.read(32)
    log.seek(0, 2)
    frames = max(0, log.tell() - 32) // FRAME
    if len(header) < 32:
        return _Log()
    order = _order(header)
    sums = _checksum((0, 0), header[:24], order)
    salts = header[16:24]
    pages: dict[int, int] = {}
    waiting: dict[int, int] = {}
    good = 0
    log.seek(32)
    for index in range(frames):
        head, page = log.read(24), log.read(PAGE)
        number, commit, _, _, *stated = struct.unpack(">6I", head)
        sums = _checksum(_checksum(sums, head[:8], order), page, order)
        if head[8:16] != salts or tuple(stated) != sums:
            break
        waiting[number] = index
        if commit:
            pages |= waiting
            waiting = {}
            good = index + 1
    return _Log(frames=frames, good=good, pages=pages)


def _order(header: bytes) -> str:
    return ">" if header[3] & 1 else "<"


def _sums(stored: bytes) -> tuple[int, int]:
    first, second = struct.unpack(">2I", stored)
    return first, second


def _checksum(sums: tuple[int, int], data: bytes, order: str) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for index in range(0, len(words), 2):
        first = first + words[index] + second & 0xFFFFFFFF
        second = second + words[index + 1] + first & 0xFFFFFFFF
    return first, second
