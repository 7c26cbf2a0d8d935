"""A journal as a station left it, its damage, and what the station finds at its next start."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from store_stories import opened, transactions, with_time_passing

from hardware.clock import ManualClock
from station_app.core.chain import Row
from station_app.core.instant import Instant
from station_app.store.audit import export, verify
from station_app.store.journal import Journal
from station_app.store.outbox import LostRange
from station_app.store.schema import PAGE

NOW = Instant(wall_ms=1_795_219_200_000, mono_ms=0, boot="boot-1")
ACKED = 20


class Life:
    """A journal as a station left it: its files, and what it had written."""

    def __init__(self, files: dict[str, bytes], rows: Sequence[Row]) -> None:
        self.files = files
        self.rows = rows

    def __repr__(self) -> str:
        return f"Life of {len(self.rows)} rows"


def open_at(home: Path) -> Journal:
    return Journal.open(home / "journal.db", boot="boot-2", clock=ManualClock(wall=1_795_219_200.0), ballast_bytes=0)


def laid_out(home: Path, life: Life, **changed: bytes) -> Path:
    for path in home.iterdir():
        path.unlink()
    for name, content in life.files.items():
        (home / name).write_bytes(content)
    for kind, content in changed.items():
        (home / {"db": "journal.db", "wal": "journal.db-wal"}[kind]).write_bytes(content)
    return home / "journal.db"


@dataclass(frozen=True)
class After:
    """What a station found when it started on a damaged file."""

    kept: set[str]
    """Ids of the rows there are."""
    waiting: list[Row]
    told: dict[str, object] | None
    """Body of the fact that tells of the damage."""
    lost: list[LostRange]
    next_seq: int
    """Number of a row appended after the start."""
    faultless: bool


def after_start(home: Path) -> After:
    async def start() -> After:
        clock = ManualClock(wall=1_795_219_200.0)
        journal = Journal.open(home / "journal.db", boot="boot-2", clock=clock, ballast_bytes=0)
        try:
            await with_time_passing(clock, journal.check())
            waiting = await journal.waiting()
            rows = await journal.append([opened(99)])
            lost = await journal.lost()
        finally:
            await journal.close()
        facts = list(export(home / "journal.db"))
        told = [fact["body"] for fact in facts if fact["kind"] == "journal.recovered"]
        return After(
            kept={fact["id"] for fact in facts},
            waiting=waiting,
            told=told[-1] if told else None,
            lost=lost,
            next_seq=rows[0].seq,
            faultless=verify(home / "journal.db").fault is None,
        )

    return asyncio.run(start())


def unsent(life: Life) -> set[str]:
    return {row.id for row in life.rows[ACKED:]}


def zeroed(content: bytes, page: int) -> bytes:
    return content[: page * PAGE] + bytes(PAGE) + content[(page + 1) * PAGE :]


def files_in(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.iterdir() if path.suffix != ".lock"}


def lived(home: Path) -> Life:
    """Forty transactions, most of them in the file, the last in the log; the hub has twenty rows."""

    async def live() -> Life:
        journal = open_at(home)
        rows: list[Row] = []
        for number, facts in enumerate(transactions(40)):
            if number == 30:
                await journal.close()
                journal = open_at(home)
            rows += await journal.append(facts)
            if number == 20:
                await journal.acknowledge(journal.epoch, ACKED)
        files = files_in(home)
        await journal.close()
        return Life(files=files, rows=rows)

    return asyncio.run(live())


def ended_cleanly(life: Life, home: Path) -> Life:
    """The same after a clean end: all of it in the file, no log."""
    laid_out(home, life)
    asyncio.run(open_at(home).close())
    return Life(files={"journal.db": (home / "journal.db").read_bytes()}, rows=life.rows)
