"""Notices for workers: a list, a form, one of them, and the page that anybody's phone may read."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from station_app.hub import bulletins
from station_app.hub.board import public_url
from station_app.hub.bulletin_texts import PHONE_WORDS
from station_app.hub.models import Bulletin, BulletinStation
from station_app.hub.pages.access import page
from station_app.hub.pages.moments import local_moment
from station_app.hub.pages.paging import page_of
from station_app.hub.pages.things import chosen_stations
from station_app.hub.scope import stations_for

SEE, CHANGE = "hub.view_bulletins", "hub.change_bulletins"
KEPT_SECONDS: Final = 300
"""So long a phone or a cache may keep the public page; never beyond the notice's end."""
MOST_TYPED: Final = 5000
"""Letters of a field that are given back to whoever typed too much."""


@require_safe
@page(SEE)
def bulletin_list(request: HttpRequest) -> HttpResponse:
    """Those at the reader's stations, the newest first."""
    shown = page_of(_seen(request).annotate(count=Count("places")), "made_ms", request.GET)
    told = {"rows": [(one, _state(one)) for one in shown.rows], "older": shown.older, "newer": shown.newer}
    return render(request, "hub/bulletins.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(CHANGE)
def new(request: HttpRequest) -> HttpResponse:
    """Make one."""
    told: dict[str, Any] = {"typed": {name: str(value)[:MOST_TYPED] for name, value in request.POST.items()}}
    told["districts"] = sorted({one.district for one in stations_for(request.user)})
    told["chosen"] = request.POST.getlist("district")
    if request.method == "POST":
        try:
            made = bulletins.make(_words(request), chosen_stations(request), cast(User, request.user), timezone.now())
        except bulletins.NotPossible as error:
            told["wrong"] = str(error)
            return render(request, "hub/bulletin_new.html", told, status=422)
        return redirect("bulletin", made.pk)
    return render(request, "hub/bulletin_new.html", told)


@require_safe
@page(SEE)
def one_bulletin(request: HttpRequest, number: int) -> HttpResponse:
    """One of them, as it is read, and where it stands."""
    one = _of(request, number)
    places = BulletinStation.objects.filter(bulletin=one, station__in=stations_for(request.user))
    state = _state(one)
    told = {
        "one": one,
        "state": state,
        "words": [(language, title, text) for language, title, text in bulletins.languages(one) if title],
        "places": places.select_related("station").order_by("station__district", "station_id"),
        "may_withdraw": state in ("on", "soon") and _whole(request, one),
        "address": f"{public_url(request.build_absolute_uri('/'))}/n/{one.code}" if state == "on" else "",
    }
    return render(request, "hub/bulletin.html", told)


@require_POST
@page(CHANGE)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take it down everywhere."""
    one = _of(request, number)
    if not _whole(request, one):
        raise Http404  # it is other districts' notice, too
    bulletins.withdraw(one, cast(User, request.user), timezone.now())
    return redirect("bulletin", number)


@require_safe
def public(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may read who has the code: no account, no cookie, nothing counted."""
    now = timezone.now()
    one = bulletins.public(code, now)
    if one is None:
        response = render(request, "hub/bulletin_gone.html", status=404)
        response["X-Robots-Tag"] = "noindex"
        return response
    words = [
        (language, title, text, PHONE_WORDS[language])
        for language, title, text in bulletins.languages(one)
        if title
    ]  # fmt: skip
    response = render(request, "hub/bulletin_public.html", {"one": one, "words": words})
    kept = min(KEPT_SECONDS, int((one.ends_at - now).total_seconds()))
    response["Cache-Control"] = f"public, max-age={kept}"
    response["X-Robots-Tag"] = "noindex"
    return response


def _seen(request: HttpRequest) -> QuerySet[Bulletin]:
    mine = BulletinStation.objects.filter(station__in=stations_for(request.user)).values("bulletin")
    return Bulletin.objects.filter(pk__in=mine)


def _of(request: HttpRequest, number: int) -> Bulletin:
    one = _seen(request).select_related("made_by").filter(pk=number).first()
    if one is None:
        raise Http404
    return one


def _whole(request: HttpRequest, one: Bulletin) -> bool:
    """Whether the reader sees every station of it."""
    return not BulletinStation.objects.filter(bulletin=one).exclude(station__in=stations_for(request.user)).exists()


def _state(one: Bulletin) -> str:
    now = timezone.now()
    if one.withdrawn_at:
        return "withdrawn"
    return "over" if one.ends_at <= now else "soon" if one.begins_at > now else "on"


def _words(request: HttpRequest) -> bulletins.Words:
    typed = request.POST
    titles = {one: " ".join(str(typed.get(columns[0]) or "").split()) for one, columns in bulletins.COLUMNS.items()}
    return bulletins.Words(
        titles=titles,
        texts={one: _lines(str(typed.get(columns[1]) or "")) for one, columns in bulletins.COLUMNS.items()},
        link=str(typed.get("link") or "").strip(),
        urgent="urgent" in typed,
        begins=local_moment(typed.get("begins")),
        ends=local_moment(typed.get("ends")),
    )


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.replace("\t", " ").splitlines()).strip()
