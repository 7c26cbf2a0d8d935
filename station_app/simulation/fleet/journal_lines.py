"""A station's journal as JSON lines, chained as the store chains it; the same seed gives the same bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from pathlib import Path
from random import Random

from station_app.core.chain import GENESIS, Row, linked, seal
from station_app.core.facts import PERSONAL, Fact
from station_app.store.audit import told
from station_app.store.rows import wall_text


def write(path: Path, facts: Iterable[Fact], rng: Random) -> None:
    """Write all facts to a file, one row a line. Raises OSError."""
    epoch, prev = _name(rng, 0), GENESIS
    with path.open("w", encoding="utf-8") as file:
        for seq, fact in enumerate(facts, 1):
            at = fact.at
            salt = f"{rng.getrandbits(128):032x}" if PERSONAL & fact.body.keys() else ""
            row = linked(
                Row(
                    seq=seq,
                    epoch=epoch,
                    id=_name(rng, at.wall_ms),
                    kind=fact.kind,
                    version=fact.version,
                    wall=wall_text(at.wall_ms),
                    mono=at.mono_ms,
                    boot=at.boot,
                    clock=at.clock,
                    body=dict(fact.body),
                    salt=salt,
                    sealed=seal(fact.body, salt),
                    prev=prev,
                    hash="",
                )
            )
            prev = row.hash
            file.write(json.dumps(told(row), ensure_ascii=False) + "\n")


def _name(rng: Random, wall_ms: int) -> str:
    moment = wall_ms & (1 << 48) - 1
    return str(uuid.UUID(int=moment << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62)))
