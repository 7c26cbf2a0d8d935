"""Accounts for admins: who has which role where, made and changed, with passwords that are shown once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from station_app.hub import accounts, audit, stepup, texts
from station_app.hub.models import Case, Desk, Scope, Shift, Station, Ticket
from station_app.hub.pages.access import page
from station_app.hub.pages.log import page_number
from station_app.hub.request_models import OPEN
from station_app.hub.roles import ADMIN, ROLES

RIGHT: Final = "hub.manage_accounts"
A_PAGE: Final = 50
LONGEST_NAME: Final = 60
LONGEST_DISTRICT: Final = 60
MOST_NUMBER: Final = 2**31 - 1
NOWHERE: Final = "-"
"""The district "" on a form."""
_NAME: Final = re.compile(r"[\w.@+-]+")
_COMMAS: Final = re.compile("[,，、;；]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One account as the list shows it."""

    user: User
    role: str
    every: bool
    """It sees every district."""
    districts: str
    totp: bool
    passkeys: str
    """How many, in words; empty for none."""


class RoleForm(forms.Form):
    """A role, and the districts in which it holds."""

    role = forms.ChoiceField()
    districts = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    more = forms.CharField(required=False, max_length=400)

    def __init__(self, data: Any = None, user: User | None = None) -> None:
        super().__init__(data)
        mine = set(Scope.objects.filter(user=user).values_list("district", flat=True)) if user else set[str]()
        places = (Station.objects.all(), Scope.objects.all())
        known = {each for found in places for each in found.values_list("district", flat=True).distinct()} - {""}
        role: Any = self.fields["role"]
        districts: Any = self.fields["districts"]
        role.label, role.choices = texts.word("acc-role"), [(one, texts.role(one)) for one in ROLES]
        role.initial = user.groups.order_by("name").values_list("name", flat=True).first() if user else "viewer"
        role.help_text = texts.word("acc-role-hint")
        districts.label = texts.word("acc-districts")
        districts.choices = [(NOWHERE, texts.word("acc-no-district")), *((one, one) for one in sorted(known))]
        districts.initial = [one or NOWHERE for one in mine]
        self.fields["more"].label = texts.word("acc-more-districts")

    def clean_more(self) -> Sequence[str]:
        """Each with a name that the hub can keep."""
        found = [" ".join(each.split()) for each in _COMMAS.split(self.cleaned_data["more"])]
        if not all(len(each) <= LONGEST_DISTRICT and each.isprintable() for each in found):
            raise forms.ValidationError(texts.word("acc-districts-wrong"))
        return [each for each in found if each]

    def chosen(self) -> Sequence[str]:
        """The districts; of a valid form."""
        ticked = ["" if one == NOWHERE else one for one in self.cleaned_data["districts"]]
        return [*ticked, *self.cleaned_data["more"]]


class NewForm(RoleForm):
    """The same with a name."""

    name = forms.CharField(max_length=LONGEST_NAME)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["name"].label = texts.word("acc-name")
        self.fields["name"].help_text = texts.word("acc-name-hint")
        self.order_fields(("name", "role", "districts", "more"))

    def clean_name(self) -> str:
        """Letters and digits, so that it can stand in a log."""
        if not _NAME.fullmatch(self.cleaned_data["name"]):
            raise forms.ValidationError(texts.word("acc-name-wrong"))
        return self.cleaned_data["name"]


@require_safe
@page(RIGHT)
def account_list(request: HttpRequest) -> HttpResponse:
    """Fifty accounts at a time, by name."""
    wanted, number = request.GET.get("q", "").strip()[:LONGEST_NAME], page_number(request)
    found = User.objects.filter(username__icontains=wanted) if wanted else User.objects.all()
    start = (number - 1) * A_PAGE
    rows = list(found.order_by("-is_active", "username")[start : start + A_PAGE + 1])
    audit.record(request.user, "accounts-seen", detail=f"page={number}")
    told = {
        "lines": _lines(rows[:A_PAGE]),
        "wanted": wanted,
        "older": number + 1 if len(rows) > A_PAGE else None,
        "newer": number - 1 if number > 1 else None,
    }
    return render(request, "hub/accounts.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(RIGHT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Make an account; its password is in the answer, this once."""
    if (first := stepup.asked(request)) is not None:
        return first
    form = NewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = accounts.make(told["name"], told["role"], form.chosen(), cast(User, request.user))
        if made is not None:
            return _shown(request, User.objects.get(username=told["name"]), secret=made)
        form.add_error("name", texts.word("acc-name-taken"))
    return render(request, "hub/account_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page(RIGHT)
def account(request: HttpRequest, number: int) -> HttpResponseBase:
    """One account, and another role or other districts for it."""
    user = _found(number)
    if request.method != "POST":
        audit.record(request.user, "accounts-seen", detail=f"“{user.get_username()}”")
        return _shown(request, user)
    if (first := stepup.asked(request)) is not None:
        return first
    form = RoleForm(request.POST, user)
    if not form.is_valid():
        return _shown(request, user, form=form)
    try:
        accounts.change(user, form.cleaned_data["role"], form.chosen(), cast(User, request.user))
    except accounts.Refused as no:
        return _shown(request, user, wrong=no.code)
    return _shown(request, _found(number), saved=True)


def _act(deed: Callable[[User, User], str]) -> Callable[..., HttpResponseBase]:
    """A button on an account's page; what comes of it is a password to show, or nothing."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @page(RIGHT)
    @wraps(deed)
    def view(request: HttpRequest, number: int) -> HttpResponseBase:
        user = _found(number)
        if (first := stepup.asked(request)) is not None:
            return first
        if request.method != "POST":  # back from the second factor: the button is pressed again
            return redirect("account", number)
        try:
            secret = deed(user, cast(User, request.user))
        except accounts.Refused as no:
            return _shown(request, user, wrong=no.code)
        return _shown(request, _found(number), secret=secret) if secret else redirect("account", number)

    return view


@_act
def password(user: User, by: User) -> str:
    """A new password."""
    return accounts.new_password(user, by)


@_act
def factors(user: User, by: User) -> str:
    """No second factor any more, and a new password."""
    return accounts.new_password(user, by, forget=True)


@_act
def stop(user: User, by: User) -> str:
    """Switch it off."""
    accounts.stop(user, by)
    return ""


def _found(number: int) -> User:
    if number > MOST_NUMBER:
        raise Http404
    return get_object_or_404(User, pk=number)


def _shown(request: HttpRequest, user: User, **more: Any) -> HttpResponse:
    told = {
        "line": _lines([user])[0],
        "form": RoleForm(None, user),
        "devices": len(UserSession.objects.purge_and_list(user)),
        "own": user.pk == cast(User, request.user).pk,
        "holds": _holds(user),
        **more,
    }
    response = render(request, "hub/account.html", told, status=422 if {"wrong", "form"} & more.keys() else 200)
    response["Cache-Control"] = "no-store, private"
    return response


def _holds(user: User) -> Sequence[str]:
    """What would be nobody's without this account."""
    found = {
        "acc-holds-cases": Case.objects.filter(taken_by=user, closed_ms=None).count(),
        "acc-holds-requests": Ticket.objects.filter(owner=user, state__in=OPEN).count(),
        "acc-holds-desks": Desk.objects.filter(Q(experts__who=user) | Q(lead=user)).distinct().count(),
        "acc-holds-shifts": Shift.objects.filter(who=user).count(),
    }
    return [texts.sentence(word, n=n) for word, n in found.items() if n]


def _lines(found: Sequence[User]) -> Sequence[Line]:
    roles: Mapping[int, str] = dict(Group.objects.filter(user__in=found).order_by("-name").values_list("user", "name"))
    districts: dict[int, list[str]] = defaultdict(list)
    for pk, district in Scope.objects.filter(user__in=found).order_by("district").values_list("user", "district"):
        districts[pk].append(district or texts.word("acc-no-district"))
    kinds = Authenticator.objects.filter(user__in=found).values_list("user", "type")
    factors_of = Counter((pk, kind) for pk, kind in kinds)
    return [_line(one, roles.get(one.pk, ""), districts[one.pk], factors_of) for one in found]


def _line(user: User, role: str, districts: Sequence[str], factors_of: Mapping[tuple[int, str], int]) -> Line:
    passkeys = factors_of.get((user.pk, Authenticator.Type.WEBAUTHN), 0)
    return Line(
        user=user,
        role=role,
        every=role == ADMIN,
        districts=texts.word("list-comma").join(districts),
        totp=(user.pk, Authenticator.Type.TOTP) in factors_of,
        passkeys=texts.sentence("acc-passkeys", n=passkeys) if passkeys else "",
    )
