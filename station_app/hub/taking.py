"""A batch of journal rows as it was sent: read and checked alike, whoever brings it. `ingest` stores it."""

from __future__ import annotations

from station_app.core.chain import Row
from station_app.hub import ingest
from station_app.hub.judging import NAME, Unreadable
from station_app.hub.models import Station
from station_app.upstream.messages import Post, unpack


class Foreign(ValueError):
    """The batch belongs to another station than its signature."""


def read(station: Station, body: bytes) -> tuple[Post, list[Row | Unreadable]]:
    """A batch of this station and its rows. Raises Foreign, TooBig, ValueError."""
    post = unpack(body)
    if post.station != station.pk:
        raise Foreign("the batch belongs to another station than its signature")
    if not NAME.fullmatch(post.epoch) or not all(1 <= a <= b < ingest.MAX_SEQ for a, b in post.lost):
        raise ValueError("epoch or lost is not one")
    return post, ingest.read_rows(post)
