"""What the log page can be narrowed to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from station_app.core.reasons import DENIALS
from station_app.hub import texts
from station_app.hub.models import Fact, Station, Visit
from station_app.hub.templatetags.hub import CHINA

CREDENTIALS = ("id-card", "pass", "union-card", "staff", "code")
FIRST_DAYS = 7


class LogFilter(forms.Form):
    """The filters of both logs, as the address line carries them."""

    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(required=False)
    reason = forms.ChoiceField(required=False)
    credential = forms.ChoiceField(required=False)
    zone = forms.CharField(required=False, max_length=40)

    def __init__(self, data: QueryDict, *, visits: bool) -> None:
        asked = data.copy()
        today = timezone.now().astimezone(CHINA).date()
        asked.setdefault("since", (today - timedelta(days=FIRST_DAYS - 1)).isoformat())
        super().__init__(asked)
        self.visits = visits
        self.fields["kind"] = _choice(tuple(texts.KINDS))
        self.fields["reason"] = _choice(DENIALS)
        self.fields["credential"] = _choice(CREDENTIALS)
        if visits:
            del self.fields["kind"], self.fields["reason"]
        for name, field in self.fields.items():
            field.label = texts.word({"since": "from", "until": "to"}.get(name, name))

    @property
    def when(self) -> str:
        """The field by whose moment the rows stand in order."""
        return "started_ms" if self.visits else "wall_ms"

    def apply(self, station: Station) -> QuerySet[Any]:
        """The rows asked for, newest first; a filter that cannot be read narrows nothing."""
        self.is_valid()
        chosen: dict[str, Any] = self.cleaned_data
        when = self.when
        rows: QuerySet[Any] = (Visit if self.visits else Fact).objects.filter(station=station)
        if chosen.get("since"):
            rows = rows.filter(**{f"{when}__gte": _midnight(chosen["since"])})
        if chosen.get("until") and chosen["until"] < date.max:
            rows = rows.filter(**{f"{when}__lt": _midnight(chosen["until"] + timedelta(days=1))})
        for name in ("kind", "reason", "credential", "zone"):
            if chosen.get(name):
                rows = rows.filter(**{name: chosen[name]})
        if chosen.get("reason"):
            rows = rows.exclude(reason="")  # as the index says it, since SQLite cannot conclude it
        return rows.order_by(f"-{when}", "-id")

    def canonical(self) -> str:
        """The filter as an address line that means the same on any later day."""
        self.is_valid()
        chosen = [(name, value.isoformat() if isinstance(value, date) else str(value))
                  for name, value in sorted(self.cleaned_data.items()) if value]  # fmt: skip
        return urlencode([("view", "visits" if self.visits else "events"), *chosen])

    def told(self) -> list[str]:
        """What was asked for, in words."""
        self.is_valid()
        return [f"{self.fields[name].label} {_said(value)}" for name, value in self.cleaned_data.items() if value]


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else texts.code(str(value))


def _choice(codes: tuple[str, ...]) -> forms.ChoiceField:
    every = [("", texts.word("any")), *((code, texts.code(code)) for code in codes)]
    return forms.ChoiceField(required=False, choices=every)


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), CHINA).timestamp() * 1000)
