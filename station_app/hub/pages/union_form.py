"""The form by which a worker asks to join the union, on their own phone and without an account."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from station_app.core.occupations import OCCUPATIONS
from station_app.core.offers.requests import ticket_shown
from station_app.hub import union
from station_app.hub.models import Station
from station_app.hub.texts import occupation, sentence

MOST_A_MINUTE: Final = 30
"""Forms of one address; a whole depot may stand behind one."""
MOST_LOOKS: Final = 20
"""States that an address may ask for: whoever tries codes out does not get far."""
FIELDS: Final = ("name", "phone", "occupation", "area", "branch", "agree")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, station: str = "") -> HttpResponse:
    """Empty, or what became of it; whose code was scanned is kept if there is such a station."""
    if request.method != "POST":
        return _form(request, {})
    if not _may(request, "sent", MOST_A_MINUTE):
        return _form(request, _typed(request), often=True, status=429)
    typed = _typed(request)
    found, wrong = union.checked(typed)
    if found is None:
        return _form(request, typed, wrong=wrong, status=422)
    at = station if Station.objects.filter(pk=station).exists() else ""
    return _page(request, "hub/union_sent.html", {"code": ticket_shown(union.submitted(found, at, timezone.now()))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest) -> HttpResponse:
    """How a form stands, by its code; and the form anew where it was returned. The code is never in an address."""
    if request.method != "POST":
        return _page(request, "hub/union_state.html", {})
    if not _may(request, "looked", MOST_LOOKS):
        return _page(request, "hub/union_state.html", {"often": True}, 429)
    code = request.POST.get("code", "")
    row = union.by_code(code)
    if row is None:
        return _page(request, "hub/union_state.html", {"unknown": True}, 404)
    if "again" not in request.POST:
        return _page(request, "hub/union_state.html", {"row": row, "code": code})
    if request.POST["again"] == "open":
        return _form(request, {}, code=code)
    typed = _typed(request)
    found, wrong = union.checked(typed)
    if found is None:
        return _form(request, typed, wrong=wrong, code=code, status=422)
    try:
        union.resubmitted(row, found, timezone.now())
    except union.NotPossible as error:
        return _page(request, "hub/union_state.html", {"row": row, "code": code, "wrong": str(error)}, 422)
    return _page(request, "hub/union_state.html", {"row": union.by_code(code), "code": code})


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:200] for name in FIELDS}


def _may(request: HttpRequest, what: str, most: int) -> bool:
    name = f"union-{what}-{request.META.get('REMOTE_ADDR', '')}-{int(timezone.now().timestamp()) // 60}"
    cache.add(name, 0, 90)
    try:
        return cache.incr(name) <= most
    except ValueError:  # it was thrown out in between
        return True


def _form(request: HttpRequest, typed: dict[str, str], status: int = 200, **more: Any) -> HttpResponse:
    """`more`: what is `wrong` by field, the `code` of a form that is sent again, whether it was too `often`."""
    rows = list(union.branches_to_choose().order_by("kind", "district", "name"))
    told = {
        "typed": typed,
        "wrong": {},
        "occupations": [(one, occupation(one)) for one in OCCUPATIONS],
        "branches": [(kind, list(found)) for kind, found in groupby(rows, key=lambda row: row.kind)],
        "handlers": list(dict.fromkeys((row.name, row.handler, row.contact) for row in rows)),
        "kept": sentence("union-notice-long", **union.KEPT),
        **more,
    }
    return _page(request, "hub/union_form.html", told, status)


def _page(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, told, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
