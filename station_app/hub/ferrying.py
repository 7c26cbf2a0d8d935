"""Ferry files at the hub: rows of a station without a network come in by the same way as any, receipts go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models import Q

from station_app.hub import ingest, taking
from station_app.hub.backend.emptying import empty_log
from station_app.hub.models import Epoch, Fact, PublishedPolicy, Replacement, SetAside, Station
from station_app.hub.replacing import KNOWN_AGAIN
from station_app.hub.secret import hub_key
from station_app.upstream.ferry import (
    POLICY,
    RECEIPT,
    ROWS,
    Ends,
    FerryFault,
    FerryWriter,
    Header,
    Receipt,
    new_file_id,
    pieces,
    read_header,
)
from station_app.upstream.messages import Post

MOST_ASIDE = 1000
"""Rows set aside that a receipt names."""


@dataclass(slots=True)
class Brought:
    """What became of a file."""

    station: str = ""
    made: str = ""
    rows: int = 0
    """In the file, as far as it could be read."""
    new: int = 0
    """Rows that the hub did not have."""
    aside: int = 0
    missing: Sequence[str] = field(default_factory=list)
    """`epoch first-last` of gaps: an earlier file has not come yet."""
    former: datetime | None = None
    """The file is of a computer that was replaced then."""
    fault: str = ""
    """Code of why the file, or its rest, was not taken; empty where all was."""
    detail: str = ""


def take_file(file: BinaryIO, station: Station, now: datetime) -> Brought:
    """Take every whole piece of a file of this station; what is wrong with the rest is in the answer."""
    brought = Brought(station=station.pk)
    try:
        header, line = read_header(file)
        brought.made = header.made[:40]
        if header.direction != "up":
            raise FerryFault("down", "this file is for a station: it holds what the hub sent")
        if header.station != station.pk:
            raise FerryFault("other-station", f"the file is of station {header.station[:32]}")
        if station.revoked_at is not None:
            raise FerryFault("revoked", "the key of this station was revoked")
        start = file.tell()
        for key, former in _keys(station):
            file.seek(start)
            found = pieces(file, line, Ends(sender=key, receiver=hub_key(settings.HUB_KEY_FILE)))
            try:
                for kind, plain in found:
                    brought.former = former.at if former is not None else None
                    if kind == ROWS:  # anything else is of a later version
                        _take(plain, station, former, now, brought)
            except FerryFault as fault:
                if fault.code == "foreign":
                    continue
                raise
            return brought
        raise FerryFault("foreign", "the file is signed by no key of this station")
    except FerryFault as fault:
        brought.fault, brought.detail = fault.code, str(fault)
    finally:
        empty_log()
    return brought


def make_file(file: BinaryIO, station: Station, now: datetime) -> None:
    """Write what is for a station: how far its journals have come here, and the newest policy."""
    made = now.astimezone(UTC).isoformat(timespec="seconds")
    header = Header(direction="down", station=station.pk, file=new_file_id(), made=made)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(station.public_key))
    writer = FerryWriter(file, header, hub_key(settings.HUB_KEY_FILE), key)
    reached = Epoch.objects.filter(station=station).values_list("epoch", "acked_through")
    aside = SetAside.objects.filter(station=station).order_by("-id").values_list("epoch", "seq", "reason")
    receipt = Receipt(epochs=dict(reached), set_aside=list(dict.fromkeys(aside[:MOST_ASIDE])))
    writer.add(RECEIPT, msgspec.json.encode(receipt))
    offered = PublishedPolicy.objects.filter(Q(station=station) | Q(station=None)).order_by("-number", "-id").first()
    if offered is not None:
        writer.add(POLICY, offered.envelope.encode())
    writer.end()


def _keys(station: Station) -> list[tuple[Ed25519PublicKey, Replacement | None]]:
    """The station's key, then those of computers that it was given before."""
    former = Replacement.objects.filter(station=station).order_by("-at")[:KNOWN_AGAIN]
    told = [(station.public_key, None), *((one.old_key, one) for one in former)]
    return [(Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)), one) for key, one in told]


def _take(plain: bytes, station: Station, former: Replacement | None, now: datetime, brought: Brought) -> None:
    try:
        post, rows = taking.read(station, plain)
    except ValueError as error:
        raise FerryFault("garbled", f"a batch cannot be read: {error}") from error
    _may_bring(station, post, former)
    mine = Fact.objects.filter(station=station, epoch=post.epoch)
    before = mine.count()
    answer = ingest.take(station.pk, post, rows, now, heard=False)
    brought.rows += len(post.rows)
    brought.new += mine.count() - before
    brought.aside += len(answer.set_aside)
    if answer.missing is not None:
        first, last = answer.missing
        brought.missing = [*brought.missing, f"{post.epoch} {first}-{last}"][:20]


def _may_bring(station: Station, post: Post, former: Replacement | None) -> None:
    """A computer that was replaced tells the end of journals that the hub knew then, and begins none."""
    if former is None:
        return
    known = Epoch.objects.filter(station=station, epoch=post.epoch, first_seen__lt=former.at).exists()
    if not known:
        raise FerryFault("former", "the file is of a replaced computer, with a journal that the hub did not know then")
