"""Revoking passes: what was ticked or a whole batch, with a reason, behind the second factor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from station_app.hub import pass_reach, passes, stepup, texts
from station_app.hub.models import Pass, Revocation
from station_app.hub.pages.access import page
from station_app.hub.pages.passes import lines_of
from station_app.identity.lists import MOST_A_DAY

MOST: Final = passes.MOST_AT_ONCE
"""As many as a batch or a page of the list has."""
REASONS: Final = ("lost", "left", "wrong-issue")


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.revoke_pass")
def revoke(request: HttpRequest) -> HttpResponseBase:
    """What is to be revoked stands in the address, so that it outlives the second factor; why, in the form."""
    if not {"one", "batch"} & request.GET.keys():  # nothing was ticked
        return redirect("passes")
    found, now = _chosen(request), timezone.now()
    if (first := stepup.asked(request)) is not None:
        return first
    ending = [one for one in found if pass_reach.state_of(one, now) in ("valid", "ahead")]
    reason = passes.reason_in(request.POST.get("reason", ""))
    if request.method == "POST" and reason:
        passes.revoke(ending, cast(User, request.user), reason, now)
        return _done(found)
    wrong = request.method == "POST"
    told = {
        "lines": lines_of(ending, now),
        "do": texts.sentence("pass-revoke-do", n=len(ending)),
        "many": texts.sentence("pass-revoke-many", most=MOST_A_DAY) if _over_a_day(ending, now) else "",
        "reasons": [texts.word(f"pass-reason-{one}") for one in REASONS],
        "typed": request.POST.get("reason", "")[: passes.LONGEST_REASON],
        "wrong": wrong,
    }
    return render(request, "hub/pass_revoke.html", told, status=422 if wrong else 200)


def _chosen(request: HttpRequest) -> Sequence[Pass]:
    """The passes that the address names, all of the reader's stations; one that is not there makes all unknown."""
    told, batch = set(request.GET.getlist("one")), request.GET.get("batch", "")[:16]
    if len(told) > MOST:
        raise BadRequest("too many at once")
    if not all(each.isascii() and each.isdecimal() and len(each) < 16 for each in told):
        raise Http404
    wanted = {int(each) for each in told}
    either = Q(pk__in=wanted) | (Q(batch=batch) if batch else Q())
    mine = passes.passes_for(request.user).select_related("station", "issued_by")
    found = list(mine.filter(either).order_by("-id")[: 2 * MOST]) if wanted or batch else []
    if not found or wanted - {one.pk for one in found}:
        raise Http404
    return found


def _done(found: Sequence[Pass]) -> HttpResponseBase:
    if len(found) == 1:
        return redirect("pass", found[0].pk)
    batches = {one.batch for one in found}
    narrowed = f"batch={batches.pop()}" if len(batches) == 1 else "state=revoked"
    return redirect(f"{reverse('passes')}?{narrowed}")


def _over_a_day(ending: Sequence[Pass], now: datetime) -> bool:
    """Whether a station has to put some of these off: it lets so many be revoked in 24 hours."""
    lately = Revocation.objects.filter(made_at__gt=now - passes.DAY)
    return any(
        lately.filter(Q(station=station) | Q(station=None)).count()
        + sum(one.station in (station, None) for one in ending)
        > MOST_A_DAY
        for station in {one.station for one in ending}
    )
