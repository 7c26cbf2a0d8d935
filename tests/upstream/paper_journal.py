"""A journal on paper: makes chained rows as a station would, and is the outbox of a pusher. Nothing real is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from station_app.core.chain import GENESIS, Row, linked, seal
from station_app.core.facts import KINDS, PERSONAL, Value
from station_app.upstream.messages import Batch

START = datetime(2026, 3, 15, 6, 0, tzinfo=UTC)


def person(number: int) -> str:
    """A made-up pseudonym."""
    return hashlib.sha256(f"person {number}".encode()).hexdigest()[:32]


def made(last: Row | None, epoch: str, kind: str, body: Mapping[str, Value], wall: datetime) -> Row:
    """The row after `last`."""
    seq = last.seq + 1 if last else 1
    salt = hashlib.sha256(f"{epoch} {seq}".encode()).hexdigest()[:32] if PERSONAL & body.keys() else ""
    row = Row(
        seq=seq,
        epoch=epoch,
        id=f"01930000-{seq:012d}",
        kind=kind,
        version=KINDS[kind].version if kind in KINDS else 1,
        wall=wall.strftime("%Y-%m-%dT%H:%M:%S.") + f"{wall.microsecond // 1000:03d}Z",
        mono=seq * 1000,
        boot="boot-1",
        clock="trusted",
        body=body,
        salt=salt,
        sealed=seal(body, salt),
        prev=last.hash if last else GENESIS,
        hash="",
    )
    return linked(row)


class Paper:
    """One station's journals: rows by epoch, and how far the hub is known to have got."""

    def __init__(self, epoch: str = "epoch-1", start: datetime = START) -> None:
        self.epoch = epoch
        self.rows: dict[str, list[Row]] = {epoch: []}
        self.lost: dict[str, list[tuple[int, int]]] = {epoch: []}
        self.acked: dict[str, int] = {epoch: 0}
        self.aside: set[tuple[str, int, str]] = set()
        self.wall = start
        self._visits = 0

    def write(self, kind: str, seconds: float = 1, **body: Value) -> Row:
        """Append a fact, `seconds` after the one before."""
        self.wall += timedelta(seconds=seconds)
        rows = self.rows[self.epoch]
        row = made(rows[-1] if rows else None, self.epoch, kind, body, self.wall)
        rows.append(row)
        return row

    def boot(self) -> Row:
        """The station starts."""
        return self.write("boot", version="0.1.0", policy="built-in")

    def visit(self, who: int = 1, minutes: int | None = 20, credential: str = "id-card") -> str:
        """Somebody comes, and after some minutes leaves (None: stays): six facts a visit."""
        self._visits += 1
        name = f"{self.epoch}-visit-{self._visits}"
        about: dict[str, Value] = {
            "door": "entry", "zone": "rest", "credential": credential, "presentation": name, "person": person(who),
        }  # fmt: skip
        self.write("access.granted", 30, **about, policy="built-in")
        self.write("door.unlocked", 0, door="entry", cause="access", presentation=name)
        self.write("door.opened", 2, door="entry", cause="access")
        self.write("visit.started", 0, visit=name, evidence="door-opened", **about)
        self.write("door.closed", 3, door="entry", open_seconds=3)
        if minutes is not None:
            told: dict[str, Value] = {"zone": "rest", "evidence": "exit-button", "person": person(who)}
            self.write("visit.ended", minutes * 60, visit=name, inferred=True, minutes=minutes, **told)
        return name

    def deny(self, reason: str = "pass-expired", **more: Value) -> Row:
        """Somebody is refused."""
        told: dict[str, Value] = {"presentation": f"p{self.wall.timestamp()}", "door": "entry", "zone": "rest"}
        return self.write("access.denied", 5, **told, credential="pass", reason=reason, policy="built-in", **more)

    def replace_journal(self, epoch: str) -> None:
        """A new disk: a new epoch begins."""
        self.epoch = epoch
        self.rows[epoch], self.lost[epoch], self.acked[epoch] = [], [], 0

    def damage(self, seq: int, **changes: object) -> None:
        """Change a stored row without its hash."""
        rows = self.rows[self.epoch]
        rows[seq - 1] = replace(rows[seq - 1], **changes)

    def lose(self, first: int, last: int) -> None:
        """Rows that a salvage could not read."""
        self.rows[self.epoch] = [row for row in self.rows[self.epoch] if not first <= row.seq <= last]
        self.lost[self.epoch].append((first, last))

    def batch(self, limit: int = 2000) -> Batch | None:
        """The oldest rows that the hub has not handled."""
        for epoch, rows in self.rows.items():
            acked = self.acked[epoch]
            waiting = [row for row in rows if row.seq > acked][:limit]
            lost = [each for each in self.lost[epoch] if each[1] > acked]
            if waiting or lost:
                return Batch(epoch=epoch, rows=waiting, lost=lost)
        return None

    async def waiting(self, limit: int) -> Batch | None:
        return self.batch(limit)

    async def acknowledged(self, epoch: str, through: int) -> None:
        self.acked[epoch] = through

    async def set_aside(self, epoch: str, seq: int, reason: str) -> None:
        self.aside.add((epoch, seq, reason))

    async def cursors(self) -> Mapping[str, int]:
        return dict(self.acked)

    async def backlog(self) -> int:
        return sum(1 for epoch, rows in self.rows.items() for row in rows if row.seq > self.acked[epoch])

    @property
    def everything(self) -> set[tuple[str, int, str]]:
        """Epoch, number and hash of each row."""
        return {(epoch, row.seq, row.hash) for epoch, rows in self.rows.items() for row in rows}
