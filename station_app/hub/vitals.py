"""A station's live state: one row a station, the newest wins by the station's own monotonic clock."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from station_app.hub.contact import heard
from station_app.hub.models import Station, Vitals
from station_app.upstream.vitals_message import Vitals as Told

KEPT_BOOTS = 8
"""Earlier runs of a machine that are remembered; a request of an older one is too old to be let in at all."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Told).decode


def keep(station: Station, told: Told, now: datetime) -> bool:
    """Keep what a station tells of itself; False where something newer is known already."""
    with transaction.atomic():
        heard(station, now)
        kept = Vitals.objects.select_for_update().filter(station=station).first()
        if kept is not None and _is_old(kept, told):
            return False
        values = {
            "boot": told.boot,
            "mono": told.mono_ms,
            "earlier": _earlier(kept, told),
            "came_at": now,
            "content": _encode(told).decode(),
        }
        Vitals.objects.update_or_create(station=station, defaults=values)
        return True


def read(content: str) -> Told | None:
    """What was kept; None for a form that this program no longer reads."""
    try:
        return _decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _is_old(kept: Vitals, told: Told) -> bool:
    if kept.boot == told.boot:
        return told.mono_ms <= kept.mono
    # Boots have no order of their own: one that another has followed is over.
    return told.boot in kept.earlier.split("\n")


def _earlier(kept: Vitals | None, told: Told) -> str:
    if kept is None or kept.boot == told.boot:
        return kept.earlier if kept else ""
    return "\n".join([kept.boot, *kept.earlier.split("\n")][:KEPT_BOOTS])
