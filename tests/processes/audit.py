"""What an onlooker knows of a station that is killed all the time: pulses on the lock's wire, rows in its journal."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from place import Place
from process_rig import eventually, station
from real_hub import RealHub, journal_rows

REPEAT_SECONDS = 0.2
"""A board that does not answer is asked again, but no sooner than this."""


@dataclass(kw_only=True)
class Seen:
    """What was seen from outside."""

    rows: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Number of a row -> its id and hash."""
    grants: int = 0
    pulses: int = 0
    repeats: int = 0
    """Pulses of a lock whose board was asked once more."""
    unfounded: list[str] = field(default_factory=list)
    """Pulses of a lock without a grant in the journal."""


class Onlooker:
    """Looks into the journal at each pulse, and now and then; holds nothing open between two looks."""

    def __init__(self, journal: Path) -> None:
        self.seen = Seen()
        self.answered = asyncio.Event()
        """Set at each pulse."""
        self._journal = journal
        self._pulses: asyncio.Queue[float] = asyncio.Queue()
        self._seq = 0
        self._life = 0
        self._unused: list[int] = []
        """Grants that no pulse has followed yet, as the life of the process that wrote them."""
        self._last = float("-inf")

    def pulsed(self) -> None:
        """The lock is told to open, now."""
        self.answered.set()
        self._pulses.put_nowait(time.monotonic())

    async def watch(self) -> None:
        """Watch until cancelled."""
        while True:
            try:
                at = await asyncio.wait_for(self._pulses.get(), 0.05)
            except TimeoutError:
                self.look()
                continue
            await eventually(self.look, "a look into the journal")
            self._judge(at)

    def look(self) -> bool:
        """Take note of new rows; False while the file cannot be read."""
        query = "SELECT seq, id, hash, kind FROM journal WHERE seq > ? ORDER BY seq"
        try:
            with closing(sqlite3.connect(f"{self._journal.as_uri()}?mode=ro", uri=True, timeout=0.05)) as db:
                fresh = db.execute(query, (self._seq,)).fetchall()
        except sqlite3.OperationalError:
            return False
        for seq, name, digest, kind in fresh:
            self._seq = seq
            self.seen.rows[seq] = (name, digest)
            if kind == "boot":
                self._life += 1
                # The bytes of a process that was just killed may still be on their way.
                self._unused = [life for life in self._unused if life >= self._life - 1]
            elif kind == "access.granted":
                self.seen.grants += 1
                self._unused.append(self._life)
        return True

    def _judge(self, at: float) -> None:
        self.seen.pulses += 1
        if self._unused:
            self._unused.pop(0)
        elif at - self._last >= REPEAT_SECONDS:
            self.seen.repeats += 1
        else:
            self.seen.unfounded.append(f"after row {self._seq}, {at - self._last:.3f} s after the pulse before")
        self._last = at


def faults_of(seen: Seen, place: Place, hub: RealHub) -> list[str]:
    """Everything that is wrong in the end; the core process has ended."""
    journal, stored = journal_rows(place.journal), hub.rows(place.id)
    granted = [row["body"] for row in journal if row["kind"] == "access.granted"]
    passes = [body["pass_id"] for body in granted if "pass_id" in body]
    visits = {row["body"]["visit"] for row in journal if row["kind"] == "visit.started"}
    found = {row["seq"]: (row["fact_id"], row["hash"]) for row in journal}
    both = zip(journal, stored, strict=False)
    verified = station("journal", "verify", "--config", place.config, "--data", place.data).stdout
    checks: dict[str, tuple[object, object]] = {
        "rows seen from outside and gone or changed": ({}, _lost(seen, found)),
        "the journal's own check": (f"ok {len(journal)} rows\n", verified),
        "numbers without a gap": (list(range(1, len(journal) + 1)), [row["seq"] for row in journal]),
        "journals": (1, len({row["epoch"] for row in journal})),
        "facts with a name of their own": (len(journal), len({row["fact_id"] for row in journal})),
        "passes that opened twice": (0, len(passes) - len(set(passes))),
        "pulses of the lock without a grant": ([], seen.unfounded),
        "rows at the hub": (len(journal), len(stored)),
        "rows that differ at the hub": ([], [mine["seq"] for mine, theirs in both if mine != theirs]),
        "visits at the hub": (len(visits), hub.count("hub_visit", place.id)),
        "rows that the hub set aside": (0, hub.count("hub_setaside", place.id)),
        "rows that the station gave up": (0, hub.count("hub_lostrange", place.id)),
    }
    wrong = [
        f"{what}: expected {str(good)[:200]}, found {str(is_)[:200]}"
        for what, (good, is_) in checks.items()
        if good != is_
    ]
    if seen.repeats > 3 + seen.pulses // 100:
        wrong.append(f"of {seen.pulses} pulses {seen.repeats} were repeats of another")
    return wrong


def _lost(seen: Seen, found: dict[int, tuple[str, str]]) -> dict[int, Any]:
    return {seq: found.get(seq) for seq, row in seen.rows.items() if found.get(seq) != row}
