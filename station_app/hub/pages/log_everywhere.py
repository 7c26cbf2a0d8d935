"""The log of all stations that a reader may see, as one list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from station_app.hub import texts
from station_app.hub.exports import NotNow
from station_app.hub.models import Station
from station_app.hub.pages.access import page, sees_silent
from station_app.hub.pages.filters import LogFilter
from station_app.hub.pages.log import enough, told_lines, unless_silent, wants_visits
from station_app.hub.pages.merging import ManyRanges
from station_app.hub.pages.paging import Shown, page_from
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import clock

OFFERED: Final = 300
"""So many stations are offered by name while somebody types."""
MOST_WORDS: Final = 20
EVERY: Final = "*"
_BETWEEN: Final = re.compile("[,，、;；\n]+")


class EverywhereFilter(LogFilter):
    """The filters of a log, and of which stations."""

    q = forms.CharField(required=False, max_length=200)
    district = forms.ChoiceField(required=False)
    field_order = ("q", "district")

    def __init__(self, data: QueryDict, seen: QuerySet[Station], *, visits: bool) -> None:
        asked = data.copy()
        asked.setdefault("district", EVERY)
        super().__init__(asked, visits=visits)
        self._seen = seen
        names = sorted(seen.order_by().values_list("district", flat=True).distinct())
        choices = [(EVERY, texts.word("every-district")), *((one, one or texts.word("no-district")) for one in names)]
        self.fields["q"].widget.attrs.update({"type": "search", "list": "stations"})
        label = self.fields["district"].label
        self.fields["district"] = forms.ChoiceField(required=False, choices=choices, label=label)

    @property
    def of_district(self) -> str | None:
        """Of this district alone; None for all."""
        self.is_valid()
        district = self.cleaned_data.get("district", EVERY)
        return None if district == EVERY else district

    @property
    def stations(self) -> QuerySet[Station]:
        """Those asked about, of those that may be seen: all of these where nothing narrows them."""
        self.is_valid()
        found = self._seen if self.of_district is None else self._seen.filter(district=self.of_district)
        words = [word for each in _BETWEEN.split(self.cleaned_data.get("q") or "") if (word := each.strip())]
        if not words:
            return found
        words = words[:MOST_WORDS]
        exact = set(self._seen.filter(pk__in=words).values_list("pk", flat=True))
        wanted = Q(pk__in=exact)
        for word in words:
            if word not in exact:
                wanted |= Q(name__icontains=word) | Q(pk__icontains=word)
        return found.filter(wanted)


@require_safe
@page("hub.view_fact")
def log_everywhere(request: HttpRequest) -> HttpResponse:
    """Fifty lines at a time, each with its station."""
    seen = stations_for(request.user)
    chosen = EverywhereFilter(request.GET, seen, visits=wants_visits(request.GET))
    names = {key: name or key for key, name in chosen.stations.order_by().values_list("pk", "name")}
    paged = page_from(lines_of(chosen, list(names), silent=sees_silent(request)), chosen.when, request.GET)
    single = next(iter(names)) if len(names) == 1 else ""
    try:
        told = told_lines(request, chosen, paged, single, _of_which(chosen, len(names)))
    except NotNow as no:
        return enough(request, None, no)
    for row in paged.rows:
        row.site = names[row.station_id]
    more = {
        "edge": paged.edge,
        "looked": _looked(paged),
        "which": _which(request.GET),
        "single": single,
        "asked_of": texts.sentence("log-of-stations", n=len(names), all=seen.count()),
        "offered": seen.order_by("name", "pk")[:OFFERED],
    }
    return render(request, "hub/log_everywhere.html", {**told, **more})


def lines_of(chosen: EverywhereFilter, keys: Sequence[str], *, silent: bool) -> ManyRanges:
    """What a filter finds at its stations; `keys`: of these stations. `silent`: silent calls are among it."""
    found = chosen.lines(unless_silent(chosen.log(), chosen, silent=silent))
    indexed = chosen.lines(chosen.log(), by_index=True) if chosen.searches else None
    return ManyRanges(stations=chosen.stations, keys=keys, found=found, indexed=indexed)


def _looked(paged: Shown) -> str:
    """How far a search went before the page ended."""
    if paged.edge is None:
        return ""
    back = paged.edge == paged.older
    return texts.sentence("log-looked-back" if back else "log-looked-on", when=clock(paged.edge.at_ms))


def _which(asked: QueryDict) -> str:
    """The stations asked for, as they go on to the other view."""
    kept = {name: asked[name] for name in ("q", "district", "since", "until") if asked.get(name) is not None}
    return f"&{urlencode(kept)}" if kept else ""


def _of_which(chosen: EverywhereFilter, stations: int) -> str:
    """For the trail: of how many stations, and of which district; what was typed is not kept."""
    district = "" if chosen.of_district is None else f"district={chosen.of_district or '-'} "
    return f"{district}stations={stations}"
