"""A batch of journal rows into the database: one transaction, each row once under (station, epoch, seq)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.db.models import F

from station_app.core.chain import Row
from station_app.hub.erasure import erase
from station_app.hub.judging import Rejected, Taken, Unreadable, Verdict, judge
from station_app.hub.models import Epoch, Fact, LostRange, SetAside, Station
from station_app.hub.postgres import copying, months
from station_app.hub.projections import Told, project
from station_app.hub.visiting import PERSON
from station_app.upstream.messages import Acknowledged, Post
from station_app.upstream.messages import SetAside as Handled

FACT_COLUMNS = (
    "station_id", "epoch", "seq", "fact_id", "kind", "version", "wall", "wall_ms", "mono", "boot", "clock", "body",
    "salt", "sealed", "prev", "hash", "zone", "credential", "reason",
)  # fmt: skip
INSERT_FACT = (  # on SQLite
    f"INSERT INTO hub_fact ({', '.join(FACT_COLUMNS)}) VALUES ({', '.join(['%s'] * len(FACT_COLUMNS))})"
    " ON CONFLICT (station_id, epoch, seq) DO NOTHING"
)
MAX_SEQ = 2**53
LONGEST_KEPT = 20_000
"""Letters that are kept of a row that cannot be read."""
_row = msgspec.json.Decoder(Row)
_json = msgspec.json.Encoder(order="deterministic")


class BadRow(ValueError):
    """A row that has not even a number."""


def read_rows(post: Post) -> list[Row | Unreadable]:
    """The rows of a batch; one with a number and wrong types comes out as Unreadable."""
    found: list[Row | Unreadable] = []
    for raw in post.rows:
        try:
            row = _row.decode(raw)
        except (msgspec.DecodeError, RecursionError):
            found.append(_unreadable(bytes(raw)))
            continue
        if not 1 <= row.seq < MAX_SEQ:
            raise BadRow("a row's seq must be a whole number from 1")
        if rb"\u0000" in bytes(raw) and _holds_nul(row):
            text = bytes(raw).decode()[:LONGEST_KEPT]
            found.append(Unreadable(seq=row.seq, text=text, reason="it holds a NUL, which no database keeps as text"))
            continue
        found.append(row)
    return found


def take(station: str, post: Post, rows: list[Row | Unreadable], now: datetime, *, heard: bool = True) -> Acknowledged:
    """Store what fits, set aside what does not, and say how far the station's journal has been handled.

    `heard`: the station has sent it itself just now.
    """
    months.make_ready(now, {row.wall[:7] for row in rows if isinstance(row, Row)})
    with transaction.atomic():
        # First, as a lock: where several workers write, one at a time writes for a station, whose people are counted
        # across its journals.
        Station.objects.filter(id=station).update(last_contact=now if heard else F("last_contact"))
        epoch = _epoch(station, post.epoch, now)
        verdict = judge(post.epoch, rows, post.lost, epoch.acked_through, epoch.head_hash)
        again = _compared(station, post.epoch, verdict)
        _insert(station, epoch.pk, verdict.taken)
        _keep_aside(station, post.epoch, verdict.rejected, now)
        for first, last in verdict.lost:
            LostRange.objects.get_or_create(
                station_id=station, epoch=post.epoch, first=first, defaults={"last": last, "came_at": now}
            )
        if verdict.acked_through != epoch.acked_through:
            epoch.acked_through, epoch.head_hash = verdict.acked_through, verdict.head
            epoch.save(update_fields=["acked_through", "head_hash"])
        newest = not Epoch.objects.filter(station=station, id__gt=epoch.pk).exists()
        _project(station, post.epoch, verdict.taken, newest)
    return _answer(station, post, verdict, again)


def _project(station: str, epoch: str, taken: list[Taken], newest: bool) -> None:
    """What was erased between two facts is erased between them: whoever was forgotten then came as another person."""
    told = [Told(t.row.kind, t.wall_ms, t.row.clock, t.row.body, PERSON in t.row.sealed) for t in taken]
    begin = 0
    for number, one in enumerate(taken, 1):
        if one.row.kind == "data.erased":
            project(station, epoch, told[begin:number], newest)
            erase(station, epoch, one.row.seq, dict(one.row.body))
            begin = number
    project(station, epoch, told[begin:], newest)


def _epoch(station: str, name: str, now: datetime) -> Epoch:
    epoch, _ = Epoch.objects.select_for_update().get_or_create(
        station_id=station, epoch=name, defaults={"first_seen": now}
    )
    return epoch


def _answer(station: str, post: Post, verdict: Verdict, again: list[Handled]) -> Acknowledged:
    """Never further than this batch reaches: the station refuses an acknowledgement of what it did not send."""
    told = {row.seq: row.reason for row in verdict.rejected}
    told.update({row.seq: row.reason for row in again})
    sent = [row.seq for row in verdict.known]
    sent += [row.row.seq for row in verdict.taken] + [row.seq for row in verdict.rejected]
    reach = max([*sent, *(last for _, last in post.lost)], default=verdict.acked_through)
    return Acknowledged(
        station=station,
        epoch=post.epoch,
        acked_through=verdict.acked_through if verdict.missing else min(verdict.acked_through, reach),
        set_aside=[Handled(seq=seq, reason=reason) for seq, reason in sorted(told.items())],
        missing=verdict.missing,
    )


def _compared(station: str, epoch: str, verdict: Verdict) -> list[Handled]:
    """Rows that came before: the same is fine, another one is an alarm, one set aside is told again."""
    if not verdict.known:
        return []
    numbers = [row.seq for row in verdict.known]
    mine = {"station": station, "epoch": epoch, "seq__gte": min(numbers), "seq__lte": max(numbers)}
    stored = dict(Fact.objects.filter(**mine).values_list("seq", "hash"))
    aside = dict(SetAside.objects.filter(**mine).values_list("seq", "reason"))
    again: list[Handled] = []
    for row in verdict.known:
        if row.seq in stored:
            if isinstance(row, Unreadable) or stored[row.seq] != row.hash:
                verdict.rejected.append(Rejected(seq=row.seq, row=row, reason="another row has this number"))
        elif row.seq in aside:
            again.append(Handled(seq=row.seq, reason=aside[row.seq]))
        else:
            verdict.rejected.append(Rejected(seq=row.seq, row=row, reason="was declared lost"))
    return again


def _insert(station: str, epoch: int, taken: Iterable[Taken]) -> None:
    rows = [_columns(station, one) for one in taken]
    if not rows:
        return
    if connection.vendor == "postgresql":
        new = copying.insert(epoch, FACT_COLUMNS, rows)
    else:
        with connection.cursor() as cursor:
            cursor.executemany(INSERT_FACT, rows)
            new = cursor.rowcount
    if new != len(rows):
        raise RuntimeError(f"{station}: a row is stored already that the journal's cursor has not reached")


def _columns(station: str, taken: Taken) -> tuple[str | int, ...]:
    row, body = taken.row, taken.row.body
    return (
        station, row.epoch, row.seq, row.id, row.kind, row.version, row.wall, taken.wall_ms, row.mono, row.boot,
        row.clock, _text(body), row.salt, _text(row.sealed), row.prev, row.hash,
        str(body.get("zone", ""))[:40], str(body.get("credential", ""))[:40], str(body.get("reason", ""))[:40],
    )  # fmt: skip


def _text(value: object) -> str:
    """JSON for the database: the same values as the chain's canonical text, eight times faster to make."""
    return _json.encode(value).decode()


def _keep_aside(station: str, epoch: str, rejected: Iterable[Rejected], now: datetime) -> None:
    for one in rejected:
        text = one.row.text if isinstance(one.row, Unreadable) else msgspec.json.encode(one.row).decode()
        SetAside.objects.get_or_create(
            station_id=station,
            epoch=epoch,
            seq=one.seq,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            defaults={"reason": one.reason, "row": text, "came_at": now},
        )


def _holds_nul(row: Row) -> bool:
    return any("\0" in str(value) for value in (row.clock, row.salt, *row.body.values()))


def _unreadable(raw: bytes) -> Unreadable:
    try:
        content = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRow("a row is not JSON") from error
    seq = content.get("seq") if isinstance(content, dict) else None
    if type(seq) is not int or not 1 <= seq < MAX_SEQ:
        raise BadRow("a row's seq must be a whole number from 1")
    return Unreadable(seq=seq, text=raw.decode(errors="replace")[:LONGEST_KEPT])
