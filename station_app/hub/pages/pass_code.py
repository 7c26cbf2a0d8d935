"""A code for somebody who stands before a door with nothing to show: made while he telephones, and read out to him."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from station_app.hub import passes, stepup, texts, typed_codes
from station_app.hub.models import Station
from station_app.hub.pages.access import page
from station_app.hub.pages.pass_form import batch_in, new_token, station_choices
from station_app.hub.pages.passes import has, issuing_right
from station_app.hub.pass_sheet import mark
from station_app.hub.passes import LONGEST_LABEL, NotIssued
from station_app.hub.scope import stations_for
from station_app.hub.typed_codes import IssuedCode


class CodeForm(forms.Form):
    """For which station, and what for."""

    def __init__(self, user: User, data: Any = None, station: str = "") -> None:
        super().__init__(data)
        self._user = user
        choices = station_choices(user)
        self.fields["station"] = forms.CharField(
            label=texts.word("pass-where" if choices else "pass-where-id"),
            max_length=32,
            initial=choices[0][0] if len(choices) == 1 else station,
            widget=forms.Select(choices=[("", "–"), *choices]) if choices else forms.TextInput(),
        )
        hint = texts.word("code-label-hint")
        self.fields["label"] = forms.CharField(
            label=texts.word("pass-label"), max_length=LONGEST_LABEL, help_text=hint, required=False
        )

    def clean_station(self) -> Station:
        """A station of the reader's that the hub still talks to."""
        found = stations_for(self._user).filter(pk=self.cleaned_data["station"], revoked_at=None).first()
        if found is None:
            raise forms.ValidationError(texts.word("pass-where-wrong"))
        return found

    def clean_label(self) -> str:
        """What it is for, never whose it is."""
        try:
            return passes.label_in(self.cleaned_data["label"])
        except NotIssued as error:
            raise forms.ValidationError(texts.word(error.code)) from error


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.view_pass")
def code(request: HttpRequest) -> HttpResponseBase:
    """A new code; the answer to the form shows it, and nobody can ask for it again."""
    if not has(request, issuing_right(typed_codes.KIND)):
        raise PermissionDenied
    if (first := stepup.asked(request)) is not None:
        return first
    user, now = cast(User, request.user), timezone.now()
    form = CodeForm(user, request.POST if request.method == "POST" else None, request.GET.get("station", "")[:32])
    wrong = ""
    if request.method == "POST":
        batch = batch_in(request.POST.get("once", ""), user)
        wrong = "" if batch else "pass-form-old"
        if batch and form.is_valid():
            told = form.cleaned_data
            try:
                return _shown(request, typed_codes.issue(told["station"], user, told["label"], batch, now))
            except NotIssued as error:
                wrong = error.code
    told = {"form": form, "once": new_token(user), "wrong": wrong}
    return render(request, "hub/pass_code.html", told, status=422 if wrong or form.errors else 200)


def _shown(request: HttpRequest, made: IssuedCode) -> HttpResponse:
    digits = made.digits
    told = {"one": made.row, "mark": mark(made.row.fingerprint), "digits": f"{digits[:4]} {digits[4:]}"}
    response = render(request, "hub/pass_code_shown.html", told)
    response["Cache-Control"] = "no-store, private"  # whoever has this page has the code
    return response
