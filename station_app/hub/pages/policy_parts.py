"""Pieces of the policy forms: lines of closures, weather and notices, and a table of hours."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone

from station_app.core.hours import HOLIDAY, WEEKDAYS
from station_app.hub import policy_words, texts

DAYS = (*WEEKDAYS, HOLIDAY)
CLOSED_WORDS = frozenset({"休", "关", "不开放", "closed", "-", "—"})
FULL_WIDTH = str.maketrans("：，、；;—–～~至到", ":,,,,------")
MOST_LINES = 120
_MOMENT = "%Y-%m-%dT%H:%M"
Table = dict[str, Any]


class Line(forms.Form):
    """One line of a list."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    """What stood there before: what the fields cannot show of it is kept."""

    def made(self) -> Table | None:
        """As in the text; None for an empty line."""
        raise NotImplementedError

    @staticmethod
    def had(row: Table) -> Table:
        """What the fields show of a row of the text."""
        raise NotImplementedError

    def before(self) -> Table:
        """The row of the text that the line stands for; empty for a new one."""
        try:
            found = json.loads(self.cleaned_data.get("was") or "{}")
        except (ValueError, RecursionError):
            return {}
        return cast(Table, found) if isinstance(found, dict) else {}


class Rows:
    """Lines of a list, with two empty ones; a line that is emptied goes."""

    def __init__(self, prefix: str, kind: type[Line], had: Sequence[Table], data: Any) -> None:
        self.prefix = prefix
        count = int(had_count) if data and re.fullmatch(r"\d{1,3}", had_count := data.get(f"{prefix}-count", "")) else 0
        self.count = min(count, MOST_LINES) if data else len(had) + 2
        shown = [{**kind.had(row), "was": json.dumps(row, ensure_ascii=False)} for row in had]
        self.forms = [
            kind(
                data or None,
                prefix=f"{prefix}-{index}",
                initial=shown[index] if index < len(shown) else None,
            )
            for index in range(self.count)
        ]

    def is_valid(self) -> bool:
        """Whether each line can be read; all are looked at."""
        return all([form.is_valid() for form in self.forms])

    def rows(self) -> list[tuple[Line, Table]]:
        """The lines that say something, each with what it makes."""
        return [(form, made) for form in self.forms if (made := form.made()) is not None]


def _moment_input() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, _MOMENT)


class _Span(Line):
    """A stretch of time; seconds that a form cannot show stay as they were."""

    since = forms.DateTimeField(required=False, label="pol-from", widget=_moment_input())
    until = forms.DateTimeField(required=False, label="pol-till", widget=_moment_input())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.label = texts.word(str(field.label)) if field.label else None

    def _times(self) -> Table:
        told = self.cleaned_data
        had = self.before()
        return {"from": _moment(told["since"], had.get("from")), "until": _moment(told["until"], had.get("until"))}

    def clean(self) -> Table:
        """Both times or none."""
        told = super().clean() or self.cleaned_data
        if bool(told.get("since")) != bool(told.get("until")) and not self.errors:
            self.add_error("since" if told.get("until") else "until", texts.word("pol-both-times"))
        return told


class ClosureForm(_Span):
    """A temporary closure."""

    why = forms.CharField(required=False, max_length=80, label="pol-why")

    def made(self) -> Table | None:
        """As in the text; None for an empty line."""
        told = self.cleaned_data
        return {**self._times(), "why": told["why"]} if told.get("since") else None

    @staticmethod
    def had(row: Table) -> Table:
        """What the fields show."""
        return {"since": _shown(row["from"]), "until": _shown(row["until"]), "why": row["why"]}


class GraceForm(_Span):
    """Weather in which anybody is let in."""

    reason = forms.ChoiceField(required=False, label="pol-what-weather")
    field_order = ("was", "reason", "since", "until")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        codes = ("cold", "heat", "storm")
        field = cast(forms.ChoiceField, self.fields["reason"])
        field.choices = [(code, policy_words.value("", code)) for code in codes]

    def made(self) -> Table | None:
        """As in the text; None for an empty line."""
        told = self.cleaned_data
        return {**self._times(), "reason": told["reason"] or "cold"} if told.get("since") else None

    @staticmethod
    def had(row: Table) -> Table:
        """What the fields show."""
        return {"since": _shown(row["from"]), "until": _shown(row["until"]), "reason": row["reason"]}


class NoticeForm(Line):
    """Something to be read at the station for a while."""

    zh = forms.CharField(required=False, max_length=200)
    en = forms.CharField(required=False, max_length=200)
    until = forms.DateTimeField(required=False, widget=_moment_input())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in (("zh", "pol-notice-zh"), ("en", "pol-notice-en"), ("until", "pol-till")):
            self.fields[name].label = texts.word(label)

    def clean(self) -> Table:
        """A text and an end, or nothing."""
        told = super().clean() or self.cleaned_data
        if bool(told.get("zh") or told.get("en")) != bool(told.get("until")) and not self.errors:
            self.add_error("until", texts.word("pol-needs-until"))
        return told

    def made(self) -> Table | None:
        """As in the text; None for an empty line. One that is new is named by its moment and line."""
        told = self.cleaned_data
        if not told.get("until"):
            return None
        had = self.before()
        words = {code: told[name] for code, name in (("zh-CN", "zh"), ("en", "en")) if told[name]}
        name = had.get("id") or f"n{timezone.now():%Y%m%d%H%M%S}-{str(self.prefix).rpartition('-')[2]}"
        return {"id": name, "texts": words, "until": _moment(told["until"], had.get("until"))}

    @staticmethod
    def had(row: Table) -> Table:
        """What the fields show."""
        words = row["texts"]
        return {"zh": words.get("zh-CN", ""), "en": words.get("en", ""), "until": _shown(row["until"])}


class HoursPart:
    """The fields of one table of hours."""

    def __init__(self, form: forms.Form, name: str, told: Any, without: str) -> None:
        """`without`: what no table means, `station` or `none`; empty where there must be one."""
        self.form, self.name, self.told, self.without = form, name, told, without
        self.shown: dict[str, str] = {}
        week = told if _is_week(told) else {}
        modes = [*([without] if without else []), "24h", "week", *(["kept"] if _is_seasonal(told) else [])]
        mode = without if told is None else "24h" if told == "24h" else "week" if _is_week(told) else "kept"
        form.fields[f"{name}-mode"] = forms.ChoiceField(
            choices=[(code, texts.word(f"pol-mode-{code}")) for code in modes],
            initial=mode,
            label=texts.word("pol-hours-mode"),
        )
        for day in DAYS:
            shown = ", ".join(week[day]) or texts.word("pol-closed-word") if day in week else ""
            self.shown[day] = shown
            form.fields[f"{name}-{day}"] = forms.CharField(
                required=False, max_length=200, initial=shown, label=_day_name(day),
                widget=forms.TextInput({"placeholder": "06:00-12:00, 14:00-22:00" if day == "mon" else ""}),
            )  # fmt: skip

    def made(self) -> Any:
        """As in the text; None for no table."""
        told = self.form.cleaned_data
        match told[f"{self.name}-mode"]:
            case "24h":
                return "24h"
            case "kept":
                return self.told
            case "week":
                found = {day: _intervals(told[f"{self.name}-{day}"]) for day in DAYS}
                return {day: spans for day, spans in found.items() if spans is not None}
            case _:
                return None

    @property
    def by_week(self) -> bool:
        """Whether the week is what holds."""
        return self.mode.value() == "week"

    def check(self) -> None:
        """Times that were typed and would not be used are a mistake."""
        typed = any(self.form.cleaned_data.get(f"{self.name}-{day}") != self.shown[day] for day in DAYS)
        if typed and self.form.cleaned_data.get(f"{self.name}-mode") != "week":
            self.form.add_error(f"{self.name}-mode", texts.word("pol-choose-week"))

    @property
    def mode(self) -> Any:
        """The field that chooses."""
        return self.form[f"{self.name}-mode"]

    @property
    def days(self) -> list[Any]:
        """The fields of the week."""
        return [self.form[f"{self.name}-{day}"] for day in DAYS]


def _intervals(typed: str) -> list[str] | None:
    """The intervals of a day; none for a closed one, None where nothing stands."""
    found = typed.strip()
    if not found:
        return None
    if found.casefold() in CLOSED_WORDS:
        return []
    parts = found.translate(FULL_WIDTH).replace("24h", "00:00-24:00").split(",")
    return [re.sub(r"\s*-\s*", "-", part.strip()) for part in parts if part.strip()]


def _is_seasonal(told: Any) -> bool:
    return isinstance(told, dict) and ("seasons" in told or "week" in told)


def _is_week(told: Any) -> bool:
    return isinstance(told, dict) and not _is_seasonal(told)


def _day_name(day: str) -> str:
    if day == HOLIDAY:
        return texts.word("pol-holiday")
    return policy_words.weekday(day)


def _shown(text: str) -> str:
    return timezone.localtime(datetime.fromisoformat(text)).strftime(_MOMENT)


def _moment(value: datetime, had: object) -> str:
    """As in the text; the old one where it shows the same minute."""
    if isinstance(had, str):
        try:
            if _shown(had) == timezone.localtime(value).strftime(_MOMENT):
                return had
        except ValueError:
            pass
    return timezone.localtime(value).isoformat(timespec="minutes")
