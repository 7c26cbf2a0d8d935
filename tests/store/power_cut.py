"""What is left of a disk when the power goes, from a record of all that was asked of it."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardware.clock import ManualClock
from station_app.store.audit import verify
from station_app.store.journal import Journal
from station_app.store.schema import connect_reader

Op = tuple[Any, ...]

POLICIES = ("lost", "kept", "some", "torn")
"""What becomes of writes that were not synced: none is there; all; some, in any mixture; all, but the last in part."""

SECTOR = 512


@dataclass
class File:
    """One file: what is surely on the disk, and what was only asked for."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)


class Disk:
    """Takes operations one by one; can say at any moment what a power cut would leave."""

    def __init__(self) -> None:
        self.files: dict[int, File] = {}
        self.names: dict[str, int] = {}
        self.name_ops: list[Op] = []
        self.acknowledged: list[tuple[str, ...]] = []
        self.asked: list[tuple[str, ...]] = []

    def take(self, op: Op) -> None:
        match op[0]:
            case "write" | "truncate":
                self.files[op[1]].pending.append(op)
            case "sync":
                self._sync(op[1])
            case "create":
                self.files[op[2]] = File()
                self.name_ops.append(op)
            case "delete" | "rename":
                self.name_ops.append(op)
            case "sync-names":
                apply_names(self.names, self.name_ops)
                self.name_ops = []
            case "acknowledged":
                self.acknowledged.append(op[1])

    def _sync(self, number: int) -> None:
        file = self.files[number]
        for op in file.pending:
            apply(file.durable, op)
        file.pending = []
        # A file that is synced takes its own name to the disk (SQLite syncs the directory of a new log, too), with what
        # happened to that name before: an older file of the name is not removed after the newer one has come.
        made = next((at for at, op in enumerate(self.name_ops) if op[0] == "create" and op[2] == number), None)
        if made is not None:
            settled = [op for op in self.name_ops[: made + 1] if self.name_ops[made][1] in op[1:]]
            apply_names(self.names, settled)
            self.name_ops = [op for op in self.name_ops if op not in settled]

    def after_cut(self, policy: str, chance: random.Random) -> dict[str, bytes]:
        """Name -> content, as found when the power comes back."""
        names = dict(self.names)
        kept = {"lost": 0, "kept": len(self.name_ops)}.get(policy, chance.randint(0, len(self.name_ops)))
        apply_names(names, self.name_ops[:kept])
        found: dict[str, bytes] = {}
        for name, number in names.items():
            content = bytearray(self.files[number].durable)
            for op in surviving(self.files[number].pending, policy, chance):
                apply(content, op)
            found[name] = bytes(content)
        return found


def surviving(pending: Sequence[Op], policy: str, chance: random.Random) -> list[Op]:
    if policy == "lost" or not pending:
        return []
    if policy == "some":
        return [op for op in pending if chance.random() < 0.5]
    kept = list(pending)
    if policy == "torn" and kept[-1][0] == "write":
        _, number, offset, data = kept[-1]
        # Of a page any number of sectors, of something smaller any number of bytes.
        step = SECTOR if len(data) > SECTOR else 1
        kept[-1] = ("write", number, offset, data[: chance.randrange(0, len(data), step)])
    return kept


def apply(content: bytearray, op: Op) -> None:
    if op[0] == "truncate":
        del content[op[2] :]
        return
    _, _, offset, data = op
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def apply_names(names: dict[str, int], ops: Sequence[Op]) -> None:
    for op in ops:
        if op[0] == "create":
            names[op[1]] = op[2]
        elif op[0] == "delete":
            names.pop(op[1], None)
        elif op[1] in names:
            names[op[2]] = names.pop(op[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One power cut."""

    after: int
    """Operations that had been asked for."""
    policy: str
    seed: int


def cuts(ops: Sequence[Op], chosen: Sequence[Cut]) -> Iterator[tuple[Cut, Disk]]:
    """The disk at each of the cuts, which must be in the order of time."""
    disk = Disk()
    done = 0
    for cut in chosen:
        while done < cut.after:
            disk.take(ops[done])
            done += 1
        yield cut, disk


def faults_after(ops: Sequence[Op], chosen: Sequence[Cut], home: Path) -> dict[Cut, str]:
    """Which of the cuts, in the order of time, the journal does not get over."""
    transactions = [op[1] for op in ops if op[0] == "acknowledged"]

    async def all_of_them() -> dict[Cut, str | None]:
        return {cut: await _fault_after(cut, disk, transactions, home) for cut, disk in cuts(ops, chosen)}

    return {cut: fault for cut, fault in asyncio.run(all_of_them()).items() if fault is not None}


async def _fault_after(cut: Cut, disk: Disk, transactions: Sequence[tuple[str, ...]], home: Path) -> str | None:
    """Let the power come back and start the station; what is wrong, or None."""
    _lay_out(home, disk.after_cut(cut.policy, random.Random(cut.seed)))
    journal = Journal.open(home / "journal.db", boot="boot-2", clock=ManualClock(), ballast_bytes=0)
    troubles = journal.troubles
    await journal.close()
    if troubles:
        return f"troubles after the start: {sorted(troubles)}"
    report = verify(home / "journal.db")
    if report.fault is not None:
        return report.fault.what
    with closing(connect_reader(home / "journal.db")) as db:
        there = {row[0] for row in db.execute("SELECT id FROM salvaged UNION ALL SELECT id FROM journal")}
    for ids in disk.acknowledged:
        if not there.issuperset(ids):
            return f"{len(set(ids) - there)} acknowledged facts are lost"
    for ids in transactions:
        if 0 < len(there.intersection(ids)) < len(ids):
            return "half a transaction is there"
    return None


def _lay_out(home: Path, files: Mapping[str, bytes]) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    for name, content in files.items():
        (home / name).write_bytes(content)
