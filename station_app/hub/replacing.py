"""Replacing a station's computer: what is noted of the old one, how it is known again, and what of it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import Q

from station_app.hub import vitals
from station_app.hub.models import EnrolmentCode, Epoch, Fact, Order, Replacement, Station, Vitals
from station_app.upstream import signing

KNOWN_AGAIN = 8
"""So many former keys of a station are recognised."""
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What has come since a computer was replaced."""

    what: Literal["nothing", "anew", "goes-on"]
    """Nothing yet; a journal that began anew; the old journal, which came over with its disk."""
    epoch: str = ""
    at: datetime | None = None
    """When the journal began anew, as far as the hub knows."""
    missing: int | None = None
    """Rows that the old computer said were waiting and that have not come since; None where it never said."""


def note(station: Station, code: EnrolmentCode, now: datetime) -> None:
    """Keep what is known of the computer whose key is about to be replaced, and void what was ordered of it."""
    newest = Epoch.objects.filter(station=station).order_by("-id").first()
    last = (
        Fact.objects.filter(station=station, epoch=newest.epoch).order_by("-seq").values_list("wall_ms", flat=True)[:1]
        if newest is not None
        else []
    )
    kept = Vitals.objects.filter(station=station).first()
    told = vitals.read(kept.content) if kept is not None else None
    Replacement.objects.create(
        station=station,
        code=code,
        at=now,
        old_key=station.public_key,
        old_enrolled_at=station.enrolled_at,
        epoch=newest.epoch if newest is not None else "",
        acked_through=newest.acked_through if newest is not None else 0,
        last_fact_ms=next(iter(last), None),
        backlog=told.backlog if told is not None else None,
        oldest_unsent_ms=told.oldest_unsent_ms if told is not None else None,
        told_at=kept.came_at if kept is not None and told is not None else None,
    )
    # The new computer does not know what the old one has done already: nothing is carried out twice.
    Order.objects.filter(station=station, state__in=("waiting", "handed")).update(
        state="expired", detail="replaced", told_at=now
    )


def replaced_by_now(station: Station, signed: signing.Request, body: bytes, now: datetime) -> Replacement | None:
    """The replacement of the computer that signed a request, where it was this station's once."""
    for one in Replacement.objects.filter(station=station).order_by("-at")[:KNOWN_AGAIN]:
        try:
            signing.verify_request(signed, body, Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.old_key)), None)
        except signing.BadSignature:
            continue
        unseen = Q(old_seen_at=None) | Q(old_seen_at__lt=now - _SEEN_EVERY)
        Replacement.objects.filter(unseen, pk=one.pk).update(old_seen_at=now)
        return one
    return None


def replacements_of(station: Station) -> Sequence[tuple[Replacement, Followed]]:
    """The latest replacements, newest first, each with what has come since."""
    found = Replacement.objects.filter(station=station).select_related("code__made_by").order_by("-at")[:KNOWN_AGAIN]
    epochs = list(Epoch.objects.filter(station=station).order_by("id"))
    return [(one, _followed(one, epochs)) for one in found]


def _followed(one: Replacement, epochs: Sequence[Epoch]) -> Followed:
    old = next((epoch for epoch in epochs if epoch.epoch == one.epoch), None)
    since = (old.acked_through if old is not None else 0) - one.acked_through
    missing = max(0, one.backlog - since) if one.backlog is not None else None
    # Only one that began afterwards: a former computer's journals stand before it.
    newer = next((epoch for epoch in epochs if epoch.first_seen >= one.at and epoch.epoch != one.epoch), None)
    if newer is not None:
        return Followed(what="anew", epoch=newer.epoch, at=newer.first_seen, missing=missing)
    if since > 0:
        return Followed(what="goes-on", epoch=one.epoch, missing=missing)
    return Followed(what="nothing", missing=missing)
