"""Which rows of a batch are taken. Pure: the stored head in, a verdict out.

The rules: rows are taken in the order of their numbers, each number once. Nothing behind a gap is taken, unless the
station declares the gap lost. A row that does not fit is set aside and its number counts as handled; behind it, and
behind a lost range, the chain begins anew: the next row is judged by its own content alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from station_app.core.chain import GENESIS, Row, fault_of

HASH = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[A-Za-z0-9._:/+-]{1,64}")
WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
INT64 = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A row that has a number but not the shape of one."""

    seq: int
    text: str
    reason: str = "its fields do not have the right types"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A row that fits, with its moment in milliseconds since 1970."""

    row: Row
    wall_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that does not fit."""

    seq: int
    row: Row | Unreadable
    reason: str


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What becomes of a batch."""

    acked_through: int
    head: str
    """Hash that the next row must name; empty where the chain begins anew."""
    taken: list[Taken] = field(default_factory=list[Taken])
    rejected: list[Rejected] = field(default_factory=list[Rejected])
    lost: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    known: list[Row | Unreadable] = field(default_factory=list[Row | Unreadable])
    """Rows with numbers handled before this batch; to be compared with what is stored."""
    missing: tuple[int, int] | None = None


def judge(
    epoch: str, rows: Sequence[Row | Unreadable], lost: Sequence[tuple[int, int]], acked: int, head: str
) -> Verdict:
    """Judge the rows of one batch against the place that the epoch has reached."""
    verdict = Verdict(acked_through=acked, head=head if acked else GENESIS)
    last: Row | Unreadable | None = None
    for row in sorted(rows, key=_seq):
        _pass_lost(verdict, lost)
        if row.seq <= acked:
            verdict.known.append(row)
        elif row.seq <= verdict.acked_through:
            if last is None or row != last:
                reason = "another row has this number" if last and last.seq == row.seq else "was declared lost"
                verdict.rejected.append(Rejected(seq=row.seq, row=row, reason=reason))
        elif row.seq > verdict.acked_through + 1:
            verdict.missing = (verdict.acked_through + 1, row.seq - 1)
            return verdict
        else:
            _take(verdict, epoch, row)
            last = row
    _pass_lost(verdict, lost)
    return verdict


def moment(wall: str) -> int | None:
    """Milliseconds since 1970 of a row's time, or None where it is none."""
    if not WALL.fullmatch(wall):
        return None
    try:
        return round(datetime.fromisoformat(wall).timestamp() * 1000)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _is_name(text: str) -> bool:
    """For what comes again and again: a kind, a boot."""
    return NAME.fullmatch(text) is not None


def _seq(row: Row | Unreadable) -> int:
    return row.seq


def _pass_lost(verdict: Verdict, lost: Sequence[tuple[int, int]]) -> None:
    passed = True
    while passed:
        passed = False
        for first, last in lost:
            if first <= verdict.acked_through + 1 <= last:
                verdict.lost.append((verdict.acked_through + 1, last))
                verdict.acked_through = last
                verdict.head = ""
                passed = True


def _take(verdict: Verdict, epoch: str, row: Row | Unreadable) -> None:
    verdict.acked_through = row.seq
    if isinstance(row, Unreadable):
        verdict.rejected.append(Rejected(seq=row.seq, row=row, reason=row.reason))
        verdict.head = ""
        return
    wall_ms = moment(row.wall)
    reason = fault_of_form(row, epoch) or fault_of(row, verdict.head or None)
    if reason is None and wall_ms is not None:
        verdict.taken.append(Taken(row=row, wall_ms=wall_ms))
        verdict.head = row.hash
    else:
        verdict.rejected.append(Rejected(seq=row.seq, row=row, reason=reason or "its time cannot be read"))
        verdict.head = ""


def fault_of_form(row: Row, epoch: str) -> str | None:
    """What is wrong with a row's fields, before its chain is looked at."""
    if row.epoch != epoch:
        return "it belongs to another journal"
    if not (HASH.fullmatch(row.hash) and HASH.fullmatch(row.prev)):
        return "its hashes are not hashes"
    if not (_is_name(row.kind) and NAME.fullmatch(row.id) and _is_name(row.boot)):
        return "its kind, id or boot is not a name"
    if not (abs(row.mono) < INT64 and 0 <= row.version < 2**31) or len(row.clock) > 16 or len(row.salt) > 32:
        return "one of its fields is out of range"
    return None
