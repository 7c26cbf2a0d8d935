"""What people answered in the survey, by station and district."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.core.offers.survey import QUESTIONS
from station_app.hub import surveys
from station_app.hub.models import Station
from station_app.hub.pages.access import page
from station_app.hub.scope import stations_for


@require_safe
@page("hub.view_ticket")
def results(request: HttpRequest) -> HttpResponse:
    """Of the reader's districts, the last three months."""
    shown = surveys.months(timezone.now())
    stations = list(stations_for(cast(User, request.user)).order_by("district", "id"))
    found = surveys.counts([one.pk for one in stations], shown)
    of_district: dict[str, list[Station]] = defaultdict(list)
    for one in stations:
        if one.pk in found:
            of_district[one.district].append(one)
    districts = [
        (district, surveys.cells(surveys.together(found[one.pk] for one in there)),
         [(one, surveys.cells(found[one.pk])) for one in there])
        for district, there in of_district.items()
    ]  # fmt: skip
    told = {"districts": districts, "questions": list(QUESTIONS), "months": f"{shown[-1]} – {shown[0]}"}
    return render(request, "hub/surveys.html", told | {"fewest": surveys.FEWEST})
