"""What a manager changes of a policy: forms over its text. Whether it is right, the station's own reader says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms

from station_app.assets import holidays
from station_app.core.policy import EVERY_CREDENTIAL
from station_app.core.policy_text import PolicyError, policy_of, text_of
from station_app.hub import policy_words, texts
from station_app.hub.pages.policy_parts import (
    DAYS,
    FULL_WIDTH,
    ClosureForm,
    GraceForm,
    HoursPart,
    Line,
    NoticeForm,
    Rows,
    Table,
)

_TURN = ("minutes", "remind_minutes", "no_show_minutes", "extend_minutes", "places")
_COMFORT = ("cool_to", "heat_to", "never_below", "beyond", "lights_minutes")


class RulesForm(forms.Form):
    """A part of a policy's text: fields for its keys, lists beside them, and mistakes told at their field."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, text: str, zone: str, data: Any = None) -> None:
        super().__init__(data)
        self.whole: Table = json.loads(text)
        self.zone = zone
        self.table: Table = self.whole.setdefault("zones", {}).setdefault(zone, {}) if zone else self.whole
        self.lists: dict[str, Rows] = {}
        self.places: dict[str, str] = {}
        """Path within the table -> field."""
        self.text = ""

    def list_of(self, key: str, kind: type[Line]) -> None:
        """Lines for a list of the table."""
        self.lists[key] = Rows(key, kind, self.table.get(key, ()), self.data)

    def is_valid(self) -> bool:
        """Whether the whole policy can be read with these values; `text` is it then."""
        fields, lists = super().is_valid(), [rows.is_valid() for rows in self.lists.values()]
        if not (fields and all(lists)):
            return False
        self.apply()
        for key, rows in self.lists.items():
            self.table[key] = [made for _, made in rows.rows()]
        try:
            self.text = text_of(policy_of(json.dumps(self.whole, ensure_ascii=False)))
        except PolicyError as error:
            self._tell(*policy_words.error(str(error)))
            return False
        return True

    def apply(self) -> None:
        """Put the fields' values into the table."""

    def _tell(self, path: str, what: str) -> None:
        """At the field that a path means, or above all of them."""
        mine = path.removeprefix(f"zones.{self.zone}.") if self.zone else path
        if listed := re.fullmatch(r"(\w+)\[(\d+)\]\.?(\w*).*", mine):
            rows = self.lists.get(listed[1])
            made = rows.rows() if rows is not None else []
            if int(listed[2]) < len(made):
                form = made[int(listed[2])][0]
                field = {"from": "since", "texts": "zh"}.get(listed[3], listed[3])
                form.add_error(field if field in form.fields else None, what)
                return
        place = self.places.get(mine, mine)
        heads = [place, *(self.places.get(head, head) for head in _heads(mine))]
        at = next((name for name in heads if name in self.fields), None)
        self.add_error(at, what if at else f"{policy_words.path(mine)}: {what}" if mine else what)


class ZoneForm(RulesForm):
    """One zone."""

    def __init__(self, text: str, zone: str, data: Any = None) -> None:
        super().__init__(text, zone, data)
        told = self.table
        turn, comfort, audience = told.get("turn", {}), told.get("comfort", {}), told.get("audience", {})
        self._text("title", told.get("title", ""), 40)
        self._number("capacity", told.get("capacity"))
        self._flag("essential", told.get("essential", True))
        accepted = audience.get("credentials", sorted(EVERY_CREDENTIAL))
        self.fields["credentials"] = forms.MultipleChoiceField(
            choices=[(code, policy_words.value("", code)) for code in sorted(EVERY_CREDENTIAL)],
            initial=accepted, required=False, widget=forms.CheckboxSelectMultiple,
            label=policy_words.path("audience.credentials"),
        )  # fmt: skip
        needs, label = ", ".join(audience.get("needs", ())), policy_words.path("audience.needs")
        self.fields["needs"] = forms.CharField(required=False, max_length=200, initial=needs, label=label)
        self.hours = HoursPart(self, "hours", told.get("hours"), "station")
        self._flag("needs_staff", told.get("needs_staff", False))
        self.duty = HoursPart(self, "duty", told.get("duty"), "none")
        self._flag("turns", bool(turn), label=texts.word("pol-turns"))
        for key in _TURN:
            self._number(f"turn-{key}", turn.get(key), label=policy_words.path(f"turn.{key}"))
        for key in _COMFORT:
            label = policy_words.path(f"comfort.{key}")
            if key == "beyond":
                self._text(f"comfort-{key}", comfort.get(key, ""), 80, label=label)
            else:
                self._number(f"comfort-{key}", comfort.get(key), label=label, whole=key.endswith("minutes"))
        self._number("still_minutes", told.get("still_minutes"))
        self.list_of("closures", ClosureForm)
        self.list_of("notices", NoticeForm)
        self.places = {
            "audience.credentials": "credentials",
            "audience.needs": "needs",
            **{f"turn.{key}": f"turn-{key}" for key in _TURN},
            **{f"comfort.{key}": f"comfort-{key}" for key in _COMFORT},
            **{f"{part}.{day}": f"{part}-{day}" for part in ("hours", "duty") for day in DAYS},
            "hours": "hours-mode",
            "duty": "duty-mode",
        }

    def apply(self) -> None:
        """Put the fields' values into the zone's table."""
        told, table = self.cleaned_data, self.table
        table.update({key: told[key] for key in ("title", "essential", "needs_staff")})
        _put(table, "capacity", told["capacity"])
        _put(table, "still_minutes", told["still_minutes"])
        _put(table, "hours", self.hours.made())
        _put(table, "duty", self.duty.made())
        needs = [word for word in re.split(r"[\s,]+", told["needs"].translate(FULL_WIDTH)) if word]
        table["audience"] = {"credentials": told["credentials"], "needs": needs}
        _put(table, "turn", {key: told[f"turn-{key}"] for key in _TURN if told[f"turn-{key}"] is not None}
             if told["turns"] else None)  # fmt: skip
        comfort = table.setdefault("comfort", {})
        for key in _COMFORT:
            _put(comfort, key, told[f"comfort-{key}"])

    def clean(self) -> dict[str, Any]:
        """What would not be used is not typed for nothing."""
        told = super().clean() or self.cleaned_data
        self.hours.check()
        self.duty.check()
        return told

    def clean_credentials(self) -> list[str]:
        """Some way in there must be."""
        if not self.cleaned_data["credentials"]:
            raise forms.ValidationError(texts.word("pol-no-credential"))
        return self.cleaned_data["credentials"]

    def part(self, prefix: str) -> Iterator[Any]:
        """The fields of a part, as `turn-`."""
        return (self[name] for name in self.fields if name.startswith(prefix))

    @property
    def turn_fields(self) -> Iterator[Any]:
        """How turns are taken."""
        return self.part("turn-")

    @property
    def comfort_fields(self) -> Iterator[Any]:
        """Light, heat and cold."""
        return self.part("comfort-")

    def _text(self, name: str, initial: str, most: int, label: str = "") -> None:
        self.fields[name] = forms.CharField(
            required=False, max_length=most, initial=initial, label=label or policy_words.path(name)
        )

    def _number(self, name: str, initial: Any, label: str = "", *, whole: bool = True) -> None:
        kind = forms.IntegerField if whole else forms.FloatField
        self.fields[name] = kind(required=False, initial=initial, label=label or policy_words.path(name))

    def _flag(self, name: str, initial: bool, label: str = "") -> None:
        self.fields[name] = forms.BooleanField(required=False, initial=initial, label=label or policy_words.path(name))


class GeneralForm(RulesForm):
    """What holds at the whole station."""

    def __init__(self, text: str, data: Any = None) -> None:
        super().__init__(text, "", data)
        told = self.table
        self.fields["version"] = forms.CharField(
            max_length=40, initial=told.get("version", ""), label=policy_words.path("version")
        )
        self.hours = HoursPart(self, "hours", told.get("hours", "24h"), "")
        for key in ("same_person_minutes", "max_stay_minutes"):
            self.fields[key] = forms.IntegerField(initial=told.get(key), label=policy_words.path(key))
        self.fields["union_cards"] = forms.ChoiceField(
            choices=[(code, policy_words.value("", code)) for code in ("admit", "refuse")],
            initial=told.get("union_cards", "admit"), label=policy_words.path("union_cards"),
        )  # fmt: skip
        self.fields["calendar"] = forms.BooleanField(required=False, label=texts.word("pol-calendar"))
        self.list_of("closures", ClosureForm)
        self.list_of("grace", GraceForm)
        self.places = {"hours": "hours-mode", **{f"hours.{day}": f"hours-{day}" for day in DAYS}}

    def clean(self) -> dict[str, Any]:
        """What would not be used is not typed for nothing."""
        told = super().clean() or self.cleaned_data
        self.hours.check()
        return told

    @property
    def calendar_told(self) -> str:
        """How far the table of holidays reaches, and how far it could."""
        days = self.table.get("days", {})
        announced = _date(max(holidays()))
        key, until = ("pol-calendar-told", max(days)) if days else ("pol-calendar-none", "")
        return texts.sentence(key, until=until, announced=announced)

    def apply(self) -> None:
        """Put the fields' values into the policy's table."""
        told = self.cleaned_data
        for key in ("version", "same_person_minutes", "max_stay_minutes", "union_cards"):
            self.table[key] = told[key]
        self.table["hours"] = self.hours.made()
        if told["calendar"]:
            named = {_date(day): name for day, name in holidays().items()}
            self.table["days"] = dict(sorted({**self.table.get("days", {}), **named}.items()))


class TextForm(forms.Form):
    """The whole text."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        widget=forms.Textarea({"rows": 30, "spellcheck": "false", "autocapitalize": "off"}), max_length=512 * 1024
    )

    def clean_text(self) -> str:
        """The one text of the policy that is meant."""
        try:
            return text_of(policy_of(self.cleaned_data["text"]))
        except PolicyError as error:
            path, what = policy_words.error(str(error))
            raise forms.ValidationError(f"{path}: {what}" if path else what) from None


def pretty(text: str) -> str:
    """A policy's text as people read it."""
    return json.dumps(json.loads(text), ensure_ascii=False, indent=2)


def _put(table: Table, key: str, value: Any) -> None:
    """A value, or nothing where there is none."""
    if value is None or value == "":
        table.pop(key, None)
    else:
        table[key] = value


def _heads(path: str) -> list[str]:
    """`a.b.c` -> `a.b`, `a`."""
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]


def _date(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
