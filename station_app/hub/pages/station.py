"""One station: how it is now, what needs somebody, what happened last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from station_app.hub import audit, standing, texts
from station_app.hub.ages import age
from station_app.hub.known import Known, known_of
from station_app.hub.models import Epoch, Station, Visit
from station_app.hub.needs import needs_of
from station_app.hub.pages import orders
from station_app.hub.pages.access import page, seen_station, sees_silent
from station_app.hub.peers import TIERS
from station_app.hub.places import NOWHERE, places_in
from station_app.hub.scope import EVERY_DISTRICT, districts_of, stations_for
from station_app.hub.telling import chip_of, people_in, sentence_of, tested_words
from station_app.hub.timeline import newest
from station_app.upstream.vitals_message import DeviceNow, DoorNow, ZoneNow
from station_app.upstream.vitals_message import Vitals as Told

DAY_MS = 86_400_000
SHOWN_VISITS = 10
SHOWN_JOURNALS = 5
MANY_DAYS = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What a station said of itself last, in words."""

    age: str
    """How old that is."""
    fresh: bool
    """It is of now; otherwise the page says that it is not."""
    zones: Sequence[tuple[ZoneNow, str]]
    """Each with who may be inside, in words."""
    doors: Sequence[tuple[str, DoorNow, str]]
    """Each with what it is called and how it is."""
    lost: Sequence[DeviceNow]
    devices: int
    mains: bool
    facts: Sequence[tuple[str, str]]
    """Heading and value of what else is known."""


@require_safe
@page()
def station(request: HttpRequest, station_id: str) -> HttpResponse:
    """How one station stands now."""
    place = seen_station(request, station_id)
    silent = sees_silent(request)
    now = timezone.now()
    (known,) = known_of(stations_for(request.user).filter(pk=place.pk), now, silent=silent)
    places = places_in(known.told) if known.told is not None else NOWHERE
    day = Visit.objects.filter(station=place, started_ms__gte=int(now.timestamp() * 1000) - DAY_MS)
    told = {
        "station": place,
        "known": known,
        "state": known.state,
        "chip": chip_of(known),
        "sentence": sentence_of(known),
        "needs": needs_of(known),
        **_live(known),
        "inside": _inside(known),
        "visits_24h": day.count(),
        "visits": [(one, places.zone(one.zone)) for one in day.order_by("-started_ms", "-id")[:SHOWN_VISITS]],
        "alerts": standing.alerts_of(place, known.state, now, silent=silent),
        "timeline": newest(place, known.state.epoch, places, silent=silent),
        "journals": Epoch.objects.filter(station=place).order_by("-id")[:SHOWN_JOURNALS],
        "now": now,
        **placing(request, place),
        **orders.context_for(request, place),
    }
    return render(request, "hub/station.html", told)


@require_POST
@page("hub.change_station")
def place(request: HttpRequest, station_id: str) -> HttpResponse:
    """Say in which district a station lies and how busy it is meant to be."""
    found = seen_station(request, station_id)
    choice = placing(request, found)
    values = {
        name: request.POST[name]
        for name in ("tier", "district")
        # A reader of one district can neither take a station from it nor give it to another one.
        if request.POST.get(name) in choice["tiers" if name == "tier" else "districts"]
        or (name == "district" and choice["any_district"] and _is_name(request.POST.get(name, "")))
    }
    with transaction.atomic():
        if values and Station.objects.filter(pk=found.pk).exclude(**values).update(**values):
            audit.record(request.user, "station-placed", found.pk, " ".join(f"{k}={v}" for k, v in values.items()))
    return redirect("station", station_id)


def placing(request: HttpRequest, station: Station) -> dict[str, Any]:
    """What a reader may say of where a station belongs."""
    everywhere = getattr(request.user, "has_perm", lambda _name: False)(EVERY_DISTRICT)
    if everywhere:
        named = stations_for(request.user).order_by("district").values_list("district", flat=True).distinct()
    else:
        named = districts_of(request.user)
    return {"tiers": ("", *TIERS), "districts": sorted({*named, station.district}), "any_district": everywhere}


def live_of(known: Known) -> Live | None:
    """What a station said of itself last; None for one that never did."""
    told, at = known.told, known.told_at
    if told is None or at is None:
        return None
    return Live(
        age=age(known.now - at),
        fresh=known.live is not None,
        zones=[(zone, _zone_words(zone)) for zone in told.zones],
        doors=[
            (places_in(told).door(door.name), door, texts.word(f"door-is-{door.wrong or door.contact}"))
            for door in told.doors
        ],
        lost=[device for device in told.devices if not device.works],
        devices=len(told.devices),
        mains=told.mains,
        facts=[(texts.word(name), value) for name, value in _facts(told) if value],
    )


def _live(known: Known) -> dict[str, Any]:
    live = live_of(known)
    if live is None:
        return {"live": None}
    told = texts.sentence("live-as-of" if live.fresh else "live-old", age=live.age)
    return {"live": live, "live_age": told, "devices_words": texts.sentence("devices-work", n=live.devices)}


def _inside(known: Known) -> str:
    people = people_in(known.told) if known.told is not None else (known.inside, known.inside, 0)
    if people is None:
        return ""
    low, high, _ = people
    return str(low) if low == high else texts.sentence("range", low=low, high=high)


def _zone_words(zone: ZoneNow) -> str:
    if zone.private:
        return texts.word(zone.inside)
    n = zone.inside.replace("-", "–")
    return texts.sentence("of-capacity", n=n, of=zone.capacity) if zone.capacity else n


def _facts(told: Told) -> list[tuple[str, str]]:
    return [
        ("selftest", tested_words(told.tested)),
        ("policy", _policy(told)),
        ("backlog", _backlog(told)),
        ("autonomy", _autonomy(told)),
        ("clock-is", texts.word(f"clock-{told.clock}")),
        ("software", told.version),
    ]


def _policy(told: Told) -> str:
    name = texts.sentence("policy-number", n=told.policy) if told.policy else texts.word("policy-own")
    if told.policy_days is None:
        return name
    confirmed = texts.sentence("policy-age", n=told.policy_days) if told.policy_days else texts.word("policy-today")
    return f"{name} · {confirmed}"


def _backlog(told: Told) -> str:
    if not told.backlog:
        return texts.word("nothing-waits")
    rows = texts.sentence("rows-n", n=told.backlog)
    if told.oldest_unsent_ms is None:
        return rows
    waited = timedelta(milliseconds=min(max(0, told.wall_ms - told.oldest_unsent_ms), 10**12))
    return f"{rows} · {texts.sentence('oldest-unsent', age=age(waited))}"


def _autonomy(told: Told) -> str:
    if told.disk_days is None:
        return ""
    return texts.word("days-many") if told.disk_days >= MANY_DAYS else texts.sentence("days-n", n=told.disk_days)


def _is_name(district: str) -> bool:
    return len(district) <= 60 and (district == "" or district.isprintable())
