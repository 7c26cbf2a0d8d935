"""What a manager fills in for passes, and the token by which one form issues once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core import signing

from station_app.hub import passes, texts
from station_app.hub.models import Pass, Station
from station_app.hub.passes import LONGEST_LABEL, MOST_AT_ONCE, NotIssued, Wanted
from station_app.hub.scope import EVERY_DISTRICT, stations_for

EVERYWHERE: Final = "*"
MOST_CHOICES: Final = 300
"""With more stations than this their id is typed: a phone scrolls through no longer list."""
TOKEN_SECONDS: Final = 3600
AS_TYPED: Final = "%Y-%m-%dT%H:%M"
USUAL: Final = {"worker": timedelta(hours=24), "phone": timedelta(days=7), "staff": timedelta(hours=8)}
_SALT: Final = "hub.passes"


class Moment(forms.DateTimeField):
    """A moment in China's time, to be chosen on a phone."""

    def __init__(self, word: str, **told: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=AS_TYPED)
        super().__init__(label=texts.word(word), widget=widget, input_formats=[AS_TYPED, f"{AS_TYPED}:%S"], **told)


class IssueForm(forms.Form):
    """New passes of one kind, for one station of the reader's, or for all where he sees them all."""

    def __init__(self, user: User, kind: str, now: datetime, data: Any = None, station: str = "") -> None:
        super().__init__(data)
        self._user, self._kind, self._now = user, kind, now
        choices = station_choices(user)
        every = [(EVERYWHERE, texts.word("pass-everywhere"))] if self._may_everywhere() else []
        known = choices[0][0] if len(choices) == 1 and not every else station
        self.fields["station"] = forms.CharField(
            label=texts.word("pass-where" if choices else "pass-where-id"),
            max_length=32,
            initial=known,
            widget=forms.Select(choices=[("", "–"), *every, *choices]) if choices else forms.TextInput(),
        )
        if kind == "staff":
            self.fields["subject"] = _text("pass-subject", 24, hint="pass-subject-hint")
        else:
            self.fields["count"] = forms.IntegerField(
                label=texts.word("pass-count"), min_value=1, max_value=MOST_AT_ONCE, initial=1
            )
        self.fields["begins"] = Moment("pass-from", required=False)
        self.fields["until"] = Moment("pass-until", initial=now + USUAL[kind])
        self.fields["label"] = _text("pass-label", LONGEST_LABEL, hint="pass-label-hint", required=False)

    def clean_station(self) -> Station | None:
        """A station of the reader's that the hub still talks to; None for all of them."""
        told = self.cleaned_data["station"]
        if told == EVERYWHERE and self._may_everywhere():
            return None
        found = stations_for(self._user).filter(pk=told, revoked_at=None).first()
        if found is None:
            raise forms.ValidationError(texts.word("pass-where-wrong"))
        return found

    def clean_label(self) -> str:
        """What it is for, never whose it is."""
        try:
            return passes.label_in(self.cleaned_data["label"])
        except NotIssued as error:
            raise forms.ValidationError(texts.word(error.code)) from error

    def clean_until(self) -> datetime:
        """After the beginning."""
        until = self.cleaned_data["until"]
        if until <= self._begins():
            raise forms.ValidationError(texts.word("pass-until-wrong"))
        return until

    def wanted(self, batch: str) -> Wanted:
        """What is to be issued; of a valid form."""
        told = self.cleaned_data
        return Wanted(
            kind=self._kind,
            station=told["station"],
            begins=told["begins"],
            valid=told["until"] - self._begins(),
            count=told.get("count", 1),
            label=told["label"],
            subject=told.get("subject", ""),
            batch=batch,
        )

    def _begins(self) -> datetime:
        return max(self.cleaned_data.get("begins") or self._now, self._now)

    def _may_everywhere(self) -> bool:
        return self._kind != "staff" and self._user.has_perm(EVERY_DISTRICT)


class RenewForm(forms.Form):
    """When the old one ends."""

    def __init__(self, old: Pass, now: datetime, data: Any = None) -> None:
        super().__init__(data)
        self._old, self._now = old, now
        self.fields["ends"] = Moment("pass-renew-ends", required=False)

    def clean_ends(self) -> datetime | None:
        """None for at once; a moment in which there is still something to end."""
        ends = self.cleaned_data["ends"]
        if ends is not None and not self._now < ends < self._old.until:
            raise forms.ValidationError(texts.word("pass-renew-ends-wrong"))
        return ends


def station_choices(user: AbstractBaseUser | AnonymousUser) -> Sequence[tuple[str, str]]:
    """The reader's stations to choose from; none where there are too many to choose."""
    found = stations_for(user).filter(revoked_at=None).order_by("name", "pk")[: MOST_CHOICES + 1]
    choices = [(one.pk, str(one)) for one in found]
    return choices if len(choices) <= MOST_CHOICES else []


def new_token(who: User) -> str:
    """Goes out with a form: the batch that comes of it, so that one form issues once."""
    return signing.dumps([who.pk, secrets.token_hex(8)], salt=_SALT)


def batch_in(token: str, who: User) -> str:
    """The batch in a token of this account's form; empty where it is none, or too old."""
    try:
        meant, batch = signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(batch) if meant == who.pk else ""


def _text(word: str, most: int, *, hint: str, required: bool = True) -> forms.CharField:
    told = texts.word(hint)
    return forms.CharField(label=texts.word(word), max_length=most, help_text=told, required=required)
