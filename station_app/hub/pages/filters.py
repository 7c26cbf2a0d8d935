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
from station_app.hub.pages.paging import Lines
from station_app.hub.templatetags.hub import CHINA

CREDENTIALS = ("id-card", "pass", "union-card", "staff", "code")
NARROWING = ("kind", "reason", "credential", "zone")
LABELS = {"since": "from", "until": "to", "q": "log-stations"}
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
            field.label = texts.word(LABELS.get(name, name))

    @property
    def when(self) -> str:
        """The field by whose moment the rows stand in order."""
        return "started_ms" if self.visits else "wall_ms"

    @property
    def indexed(self) -> str:
        """The filter beside station and time that an index knows, or empty."""
        self.is_valid()
        return next((name for name in ("reason", "kind") if self.cleaned_data.get(name)), "")

    @property
    def searches(self) -> bool:
        """Whether a filter is among them that no index knows, so that rows are looked through for it."""
        self.is_valid()
        return any(self.cleaned_data.get(name) for name in NARROWING if name != self.indexed)

    def apply(self, station: Station) -> QuerySet[Any]:
        """The rows asked for, newest first; a filter that cannot be read narrows nothing."""
        return self.lines(self.log().filter(station=station)).ordered(up=False)

    def log(self) -> QuerySet[Any]:
        """All rows of the log that is asked for, of whatever station."""
        return (Visit if self.visits else Fact).objects.all()

    def lines(self, rows: QuerySet[Any], *, by_index: bool = False) -> Lines:
        """Those of these rows that are asked for; `by_index`: as far as an index knows."""
        self.is_valid()
        chosen: dict[str, Any] = self.cleaned_data
        for name in NARROWING if not by_index else (self.indexed,):
            if chosen.get(name):
                rows = rows.filter(**{name: chosen[name]})
        if chosen.get("reason"):
            rows = rows.exclude(reason="")  # as the index says it, since SQLite cannot conclude it
        since, until = chosen.get("since"), chosen.get("until")
        low = _midnight(since) if since else None
        high = _midnight(until + timedelta(days=1)) - 1 if until and until < date.max else None
        return Lines(rows=rows, when=self.when, low=low, high=high)

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
