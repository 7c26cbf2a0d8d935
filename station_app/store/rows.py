"""Rows: from a fact to what is stored, and back."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from station_app.core.chain import GENESIS, Row, canonical, fault_of, linked, seal
from station_app.core.facts import PERSONAL, Fact
from station_app.core.instant import ClockTrust, Instant

COLUMNS = (
    "seq", "epoch", "id", "kind", "version", "wall", "mono", "boot", "clock", "body", "salt", "sealed", "prev", "hash",
)  # fmt: skip
LIST = ", ".join(COLUMNS)
"""For statements: columns are always named, so that a newer program may add some."""
INSERT = f"INSERT INTO journal ({LIST}) VALUES ({', '.join('?' * len(COLUMNS))})"

Values = tuple[Any, ...]
_TYPES = tuple(int if name in ("seq", "version", "mono") else str for name in COLUMNS)

_DAWN = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z


class RowDamaged(ValueError):
    """What is stored cannot be read as a row; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The end of a chain: what the next row follows."""

    epoch: str
    seq: int = 0
    hash: str = GENESIS


def row_of(fact: Fact, tail: Tail) -> Row:
    """The row that records a fact after `tail`."""
    at = fact.at
    salt = secrets.token_hex(16) if PERSONAL & fact.body.keys() else ""
    return linked(
        Row(
            seq=tail.seq + 1,
            epoch=tail.epoch,
            id=uuid7(at.wall_ms),
            kind=fact.kind,
            version=fact.version,
            wall=wall_text(at.wall_ms),
            mono=at.mono_ms,
            boot=at.boot,
            clock=at.clock,
            body=dict(fact.body),
            salt=salt,
            sealed=seal(fact.body, salt),
            prev=tail.hash,
            hash="",
        )
    )


def values_of(row: Row) -> Values:
    """A row in the order of `COLUMNS`."""
    return (
        row.seq, row.epoch, row.id, row.kind, row.version, row.wall, row.mono, row.boot, row.clock,
        canonical(dict(row.body)), row.salt, canonical(dict(row.sealed)), row.prev, row.hash,
    )  # fmt: skip


def read_row(values: Values) -> Row:
    """The row of values in the order of `COLUMNS`. Raises RowDamaged."""
    seq, epoch, name, kind, version, wall, mono, boot, clock, _, salt, _, prev, hash_ = values
    return Row(
        seq=seq,
        epoch=epoch,
        id=name,
        kind=kind,
        version=version,
        wall=wall,
        mono=mono,
        boot=boot,
        clock=clock,
        body=_object(values, 9),
        salt=salt,
        sealed=_object(values, 11),
        prev=prev,
        hash=hash_,
    )


def checked_row(values: Values, prev: str | None) -> Row:
    """The same, held against its hash, its seals and the row before it. Raises RowDamaged."""
    if not all(isinstance(value, kind) for value, kind in zip(values, _TYPES, strict=True)):
        raise RowDamaged("has a field of the wrong type")
    row = read_row(values)
    try:
        wrong = "is not stored as it was written" if values_of(row) != values else fault_of(row, prev)
    except (ValueError, TypeError, AttributeError, KeyError):
        wrong = "has a field of the wrong type"
    if wrong is not None:
        raise RowDamaged(wrong)
    return row


def _object(values: Values, column: int) -> dict[str, Any]:
    try:
        found = json.loads(values[column])
    except (ValueError, TypeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RowDamaged(f"its field {COLUMNS[column]} is no JSON object")
    return cast(dict[str, Any], found)


def instant_of(row: Row) -> Instant:
    """The moment of a row. Raises RowDamaged."""
    return Instant(wall_ms=wall_ms_of(row.wall), mono_ms=row.mono, boot=row.boot, clock=cast(ClockTrust, row.clock))


def wall_text(wall_ms: int) -> str:
    """UTC with milliseconds: `2026-11-21T03:00:00.123Z`; a clock gone mad is held within the years 1970 to 9999."""
    moment = _DAWN + timedelta(milliseconds=min(max(0, wall_ms), _LAST_MS))
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def wall_ms_of(text: str) -> int:
    """Milliseconds since 1970 of such a text. Raises RowDamaged."""
    try:
        return (datetime.fromisoformat(text) - _DAWN) // timedelta(milliseconds=1)
    except (ValueError, TypeError):
        raise RowDamaged("its field wall is no time") from None


def uuid7(wall_ms: int) -> str:
    """An id that sorts by time and that nobody else makes (RFC 9562)."""
    moment = wall_ms & (1 << 48) - 1
    return str(uuid.UUID(int=moment << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)))
