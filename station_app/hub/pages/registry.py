"""The registry: what is known of each station as a place, who may change it, and in and out as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from station_app.hub import audit, registry, registry_words, stepup, texts
from station_app.hub.downloads import Block, Named, csv_response, watermark
from station_app.hub.models import PublishedStation, RegistryEntry, Station
from station_app.hub.pages.access import page, seen_station
from station_app.hub.registering import change, entry_of, take
from station_app.hub.registry_csv import BadFile, lines_of, rows, shown
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import clock

LISTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One field on a page."""

    field: registry.Field
    label: str
    hint: str = ""
    value: str = ""
    """For people, or as typed."""
    chosen: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    wrong: str = ""


@require_safe
@page()
def registry_list(request: HttpRequest) -> HttpResponse:
    """Every station with what is missing of its entry, the least complete first."""
    found = stations_for(request.user).select_related("registryentry").order_by("pk")
    lines = [_line(one) for one in found[:LISTED]]
    lines.sort(key=lambda line: -line["missing"])
    complete = sum(1 for line in lines if not line["missing"])
    summary = texts.sentence("registry-summary", n=len(lines), complete=complete)
    return render(request, "hub/registry.html", {"lines": lines, "summary": summary})


@require_safe
@page()
def registry_csv(request: HttpRequest) -> HttpResponseBase:
    """The registry of the reader's districts."""
    audit.record(request.user, "registry-exported")
    found = stations_for(request.user).select_related("registryentry").order_by("pk")
    entries = {one.pk: _entry(one) for one in found}
    block = Block(title=texts.word("registry"), rows=lambda: rows(entries))
    name = Named(plain="registry", spoken=texts.word("registry"))
    return csv_response(name, watermark(request, ""), [block])


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.change_station")
def registry_import(request: HttpRequest) -> HttpResponseBase:
    """Take a CSV of many stations."""
    if (first := stepup.asked(request)) is not None:
        return first
    told: dict[str, Any] = {}
    if request.method == "POST":
        told = _imported(request)
    return render(request, "hub/registry_import.html", told, status=422 if told.get("bad") else 200)


@require_safe
@page()
def entry(request: HttpRequest, station_id: str) -> HttpResponse:
    """One station's entry."""
    station = seen_station(request, station_id)
    kept = RegistryEntry.objects.filter(station=station).select_related("changed_by").first()
    values = entry_of(station.pk)
    told = {
        "station": station,
        "groups": _groups(
            {one.name: shown(one, values.get(one.name, ""), texts.word("list-comma")) for one in registry.FIELDS}
        ),
        "missing": _missing_words(values),
        "changed": _changed_words(kept),
        "is_public": PublishedStation.objects.filter(station=station).exists(),
    }
    return render(request, "hub/registry_entry.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.change_station")
def entry_edit(request: HttpRequest, station_id: str) -> HttpResponse:
    """Fill in a station's entry."""
    station = seen_station(request, station_id)
    typed, wrong = entry_of(station.pk), {}
    typed.setdefault("number", station.pk)
    typed.setdefault("title", station.name)
    if request.method == "POST":
        # A field that the form did not bring stays as it is; a list without a tick is an empty one.
        typed = {one.name: _typed(request, one) for one in registry.FIELDS if _brought(request, one)}
        _, wrong = change(station, typed, cast(User, request.user), timezone.now())
        if not wrong:
            return redirect("registry-entry", station_id)
    told = {"station": station, "groups": _groups(typed, wrong, form=True)}
    told["wrong"] = texts.sentence("registry-wrong", n=len(wrong)) if wrong else ""
    return render(request, "hub/registry_edit.html", told, status=422 if wrong else 200)


def _imported(request: HttpRequest) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        return {"bad": texts.word("registry-no-file")}
    try:
        lines = lines_of(file.read())
    except BadFile as error:
        return {"bad": str(error)}
    outcome = take(lines, stations_for(request.user), cast(User, request.user), timezone.now())
    told = {"taken": outcome.taken, "same": outcome.same, "wrong": len(outcome.wrong)}
    audit.record(request.user, "registry-imported", detail=" ".join(f"{key}={n}" for key, n in told.items()))
    wrong = [(texts.sentence("registry-row", n=number), station, reasons) for number, station, reasons in outcome.wrong]
    return {"done": texts.sentence("registry-imported", **told), "wrong": wrong}


def _line(station: Station) -> dict[str, Any]:
    values = _entry(station)
    return {
        "station": station,
        "missing": len(registry.missing(values)),
        "words": _missing_words(values),
    }


def _entry(station: Station) -> dict[str, str]:
    kept = getattr(station, "registryentry", None)
    return registry.read(kept.content) if kept is not None else {}


def _missing_words(values: Mapping[str, str]) -> str:
    if not values:
        return texts.word("registry-none")
    names = registry.missing(values)
    if not names:
        return ""
    told = texts.word("list-comma").join(registry_words.name_of(name) for name in names)
    return texts.sentence("registry-missing-n", n=len(names), names=told)


def _changed_words(kept: RegistryEntry | None) -> str:
    if kept is None:
        return ""
    return texts.sentence("registry-changed", at=clock(kept.changed_at), by=kept.changed_by.get_username())


def _groups(
    values: Mapping[str, str], wrong: Mapping[str, str] | None = None, *, form: bool = False
) -> list[tuple[str, list[Shown]]]:
    found: list[tuple[str, list[Shown]]] = []
    for group in registry.GROUPS:
        mine = [one for one in registry.FIELDS if one.group == group]
        fields = [_shown(one, values.get(one.name, ""), (wrong or {}).get(one.name, "")) for one in mine]
        found.append((group, fields if form else [one for one in fields if one.value]))
    return found


def _shown(one: registry.Field, value: str, why: str) -> Shown:
    return Shown(
        field=one,
        label=registry_words.name_of(one.name),
        hint=registry_words.hint_of(one.name),
        value=value,
        chosen=value.split(",") if one.kind in ("many", "choice") else (),
        choices=[(code, registry_words.choice(code)) for code in one.choices],
        wrong=texts.word(why) if why else "",
    )


def _typed(request: HttpRequest, one: registry.Field) -> str:
    return ",".join(request.POST.getlist(one.name)) if one.kind == "many" else request.POST.get(one.name, "")


def _brought(request: HttpRequest, one: registry.Field) -> bool:
    return one.name in request.POST or (one.kind == "many" and f"{one.name}-there" in request.POST)
