"""Who wants to join the union, for the officers of each branch; and the branches, for managers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from station_app.hub import audit, union
from station_app.hub.downloads import Block, Cells, Named, csv_response, watermark
from station_app.hub.models import Enrolment, EnrolmentPerson, UnionBranch, UnionOfficer
from station_app.hub.pages.access import page
from station_app.hub.scope import EVERY_DISTRICT, districts_of
from station_app.hub.texts import occupation, word
from station_app.hub.union_models import KINDS, STATES

MOST: Final = 200
MOST_LETTERS: Final = {"name": 40, "area": 60, "handler": 60, "contact": 60}
"""What a branch says of itself -> how long that may be."""


@require_safe
@page("hub.review_enrolment")
def inbox(request: HttpRequest) -> HttpResponse:
    """The forms of the reader's branches, without anybody's name."""
    mine = union.branches_of(request.user).order_by("name")
    state, branch = request.GET.get("state", "pending"), request.GET.get("branch", "")
    rows = union.seen_by(request.user)
    if state in STATES:
        rows = rows.filter(state=state)
    if branch.isascii() and branch.isdigit():
        rows = rows.filter(branch=int(branch))
    told = {"rows": rows[:MOST], "mine": mine, "state": state, "branch": branch, "states": STATES}
    return render(request, "hub/enrolments.html", told)


@require_safe
@page("hub.review_enrolment")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One form with who it is; each look stands in the trail."""
    row = get_object_or_404(union.seen_by(request.user), pk=number)
    audit.record(request.user, "enrolment-seen", detail=str(row.pk))
    return _one(request, row)


@require_POST
@page("hub.review_enrolment")
def decide(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Accept it, or return it with why."""
    row = get_object_or_404(union.seen_by(request.user), pk=number)
    who, now = cast(User, request.user), timezone.now()
    try:
        match what:
            case "accept":
                union.accept(row, who, now)
            case "return":
                union.send_back(row, who, request.POST.get("reason", ""), now)
            case _:
                raise Http404
    except union.NotPossible as error:
        row.refresh_from_db()
        return _one(request, row, wrong=str(error), status=422)
    return redirect("enrolments")


def _one(request: HttpRequest, row: Enrolment, wrong: str = "", status: int = 200) -> HttpResponse:
    who = EnrolmentPerson.objects.filter(enrolment=row).first()
    told: dict[str, Any] = {"row": row, "who": who, "reasons": union.REASONS, "wrong": wrong}
    told["occupation"] = occupation(who.occupation) if who is not None else ""
    return render(request, "hub/enrolment.html", told, status=status)


@require_safe
@page("hub.review_enrolment")
def download(request: HttpRequest) -> HttpResponseBase:
    """All forms of the reader's branches, for the union's own register."""
    numbers = list(union.seen_by(request.user).values_list("pk", flat=True))
    audit.record(request.user, "enrolments-exported", detail=f"{len(numbers)} rows")

    def rows() -> Iterator[Cells]:
        yield tuple(word(key) for key in (
            "enrolment-number", "enrolment-state", "union-branch", "union-name", "union-phone", "union-occupation",
            "union-area",
        ))  # fmt: skip
        for row in Enrolment.objects.filter(pk__in=numbers).select_related("branch", "who").order_by("pk"):
            who: EnrolmentPerson | None = getattr(row, "who", None)
            person = ("", "", "", "") if who is None else (who.name, who.phone, occupation(who.occupation), who.area)
            yield (row.pk, row.state, row.branch.name, *person)

    name = Named(plain="enrolments", spoken=word("enrolments-title"))
    return csv_response(name, watermark(request, ""), [Block(title=word("enrolments-title"), rows=rows)])


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.change_branch")
def branches(request: HttpRequest) -> HttpResponse:
    """The branches of the reader's districts; a form adds one or changes one."""
    wrong = _changed(request) if request.method == "POST" else ""
    if request.method == "POST" and not wrong:
        return redirect("branches")
    every = request.user.has_perm(EVERY_DISTRICT)  # pyright: ignore[reportAttributeAccessIssue] # `page` has signed in
    mine = None if every else districts_of(request.user)
    rows: list[dict[str, Any]] = [
        {
            "branch": row,
            "officers": set(UnionOfficer.objects.filter(branch=row).values_list("who", flat=True)),
            "people": union.able(row.district),
        }
        for row in union.branches_seen(request.user)
    ]
    first = mine[0] if mine else ""
    told: dict[str, Any] = {
        "rows": [*rows, {"branch": None, "officers": set[int](), "people": union.able(first)}],
        "kinds": KINDS,
        "districts": mine,
        "wrong": wrong,
    }
    return render(request, "hub/branches.html", told, status=422 if wrong else 200)


def _changed(request: HttpRequest) -> str:
    """Keep what was typed; a key of the words for why not."""
    form, user = request.POST, request.user
    told: dict[str, Any] = {key: " ".join(form.get(key, "").split()) for key in MOST_LETTERS}
    kind, district = form.get("kind", ""), form.get("district", "").strip()
    if not user.has_perm(EVERY_DISTRICT) and district not in districts_of(user):  # pyright: ignore[reportAttributeAccessIssue] # `page` has signed in
        raise PermissionDenied
    whole = all(1 <= len(told[key]) <= most for key, most in MOST_LETTERS.items())
    if not (whole and kind in KINDS and len(district) <= 60):
        return "branch-wrong"
    told |= {"kind": kind, "district": district, "open": form.get("open") == "yes"}
    chosen = {int(one) for one in form.getlist("officers") if one.isascii() and one.isdigit() and len(one) < 10}
    people = list(union.able(district).filter(pk__in=chosen))
    if len(people) < len(chosen):
        return "branch-wrong-officer"
    return _kept(user, form.get("number", ""), told, people)


def _kept(user: Any, number: str, told: dict[str, Any], people: list[User]) -> str:
    try:
        with transaction.atomic():
            if number:
                row = get_object_or_404(union.branches_seen(user), pk=int(number) if number.isdigit() else 0)
                UnionBranch.objects.filter(pk=row.pk).update(**told)
            else:
                row = UnionBranch.objects.create(**told)
            UnionOfficer.objects.filter(branch=row).delete()
            UnionOfficer.objects.bulk_create([UnionOfficer(branch=row, who=one) for one in people])
            audit.record(user, "branch-changed", detail=f"{row.pk} {', '.join(one.username for one in people)}")
    except IntegrityError:
        return "branch-wrong"
    return ""
