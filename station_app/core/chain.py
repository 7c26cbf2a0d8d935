"""The journal's hash chain: the same few lines at station, hub and auditor.

A row's hash covers everything but the personal fields of its body; these enter as salted digests (`sealed`), so that
erasing a field together with the row's salt leaves the chain whole and the value beyond guessing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from station_app.core.facts import PERSONAL, Value

GENESIS = "0" * 64
"""`prev` of the first row of an epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the journal, as stored, exported and pushed."""

    seq: int
    """From 1, without gaps within an epoch."""
    epoch: str
    """Changes when the journal's file is replaced or restored."""
    id: str
    """UUIDv7 of the fact."""
    kind: str
    version: int
    wall: str
    """UTC, `2026-11-21T03:00:00.123Z`."""
    mono: int
    """Milliseconds of the machine's monotonic clock."""
    boot: str
    clock: str
    body: Mapping[str, Value]
    salt: str
    """32 hex digits; empty when there is nothing personal, or once it was erased."""
    sealed: Mapping[str, str]
    """Personal field -> SHA-256 hex of salt and value; stays after erasure."""
    prev: str
    hash: str


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no spaces, UTF-8 kept."""
    return _ENCODER.encode(value)


def seal(body: Mapping[str, Value], salt: str) -> dict[str, str]:
    """The salted digests of a body's personal fields."""
    return {name: _digest(salt, body[name]) for name in sorted(PERSONAL & body.keys())}


def row_hash(row: Row) -> str:
    """SHA-256 over the row before it in the chain and all of this row that is not personal."""
    public = dict(row.body)
    for name in PERSONAL:
        public.pop(name, None)
    covered = [
        row.prev, row.epoch, row.seq, row.id, row.kind, row.version, row.wall, row.mono, row.boot, row.clock,
        public, dict(row.sealed),
    ]  # fmt: skip
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def linked(row: Row) -> Row:
    """The row with its hash."""
    return replace(row, hash=row_hash(row))


def fault_of(row: Row, prev: str | None) -> str | None:
    """What is wrong with a row, or None; `prev` is the hash of the row before it, None where that is not known."""
    if prev is not None and row.prev != prev:
        return "does not follow the row before it"
    if row.hash != row_hash(row):
        return "its content does not match its hash"
    for name in PERSONAL & row.body.keys():
        if name not in row.sealed or row.sealed[name] != _digest(row.salt, row.body[name]):
            return f"its field {name} does not match its seal"
    return None


def _digest(salt: str, value: Value) -> str:
    return hashlib.sha256(canonical([salt, value]).encode()).hexdigest()
