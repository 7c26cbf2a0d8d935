"""Policies in words: hours, differences, findings, and what is wrong with a text; in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.utils import translation

from station_app.assets import lint_texts
from station_app.core import past
from station_app.core.hours import HOLIDAY, WEEKDAYS
from station_app.hub import texts
from station_app.hub.policy_diff import Change
from station_app.hub.policy_texts import ERRORS, PATHS, POLICY_WORDS
from station_app.hub.policy_trial import Finding


def hours(value: Any) -> str:
    """`周一至周五 06:00-22:00；周六 不开放`: a table of hours as it stands in a text."""
    if value is None:
        return texts.word("pol-as-station")
    if value == "24h":
        return texts.word("pol-24h")
    table = cast("dict[str, Any]", value)
    if "week" not in table and "seasons" not in table:
        return _week(table)
    seasons = [
        f"{season['name']} {season['from']}–{season['to']}: {hours(season['week'])}" for season in table["seasons"]
    ]
    return texts.word("pol-stop").join([*seasons, f"{texts.word('pol-otherwise')} {hours(table.get('week', '24h'))}"])


def change(one: Change) -> str:
    """A difference as a sentence, without its zone."""
    if not one.path:
        return texts.word(f"pol-zone-{one.what}")
    label = path(one.path)
    if one.before is None:
        return texts.sentence("pol-is-new", what=label, now=value(one.path, one.after))
    if one.after is None:
        return texts.sentence("pol-is-gone", what=label, was=value(one.path, one.before))
    if isinstance(one.after, list) and one.path.rpartition(".")[2] in ("closures", "notices", "grace"):
        return _of_a_list(label, one)
    if one.path == "days":
        return _of_days(label, one)
    return texts.sentence("pol-was-is", what=label, was=value(one.path, one.before), now=value(one.path, one.after))


def path(key: str) -> str:
    """What a key of the text is called."""
    return PATHS[key][_column()] if key in PATHS else key


def value(key: str, told: Any) -> str:
    """A value of the text for people."""
    last = key.rpartition(".")[2]
    if last in ("hours", "duty"):
        return hours(told) if last == "hours" or told is not None else texts.word("pol-none")
    if isinstance(told, bool):
        return texts.word("pol-yes" if told else "pol-no")
    if told is None or told in ("", [], {}):
        return texts.word("pol-none")
    if isinstance(told, list):
        return texts.word("pol-comma").join(_item(one) for one in cast("list[Any]", told))
    if isinstance(told, dict):
        return texts.word("pol-comma").join(f"{name} {one}" for name, one in cast("dict[str, Any]", told).items())
    word = PATHS.get(f"={told}")
    return word[_column()] if word is not None else texts.code(str(told))


def finding(one: Finding) -> str:
    """What a finding of the lint says."""
    told = {
        name: texts.code(str(value)) if name in ("credential", "reason") else value for name, value in one.told.items()
    }
    return lint_texts("en" if _column() else "zh-CN")[one.code].format(**told)


def outcome(code: str) -> str:
    """`granted`, or the reason of a refusal."""
    return texts.word("pol-let-in") if code == past.GRANTED else texts.code(code)


def refusal(code: str) -> str:
    """Why a station did not take a policy; a code that nobody knows stands for itself."""
    key = f"pol-reason-{code}"
    return POLICY_WORDS[key][_column()] if key in POLICY_WORDS else code


def error(message: str) -> tuple[str, str]:
    """Path and sentence of what is wrong with a text, as `PolicyError` tells it."""
    found = re.fullmatch(r"([A-Za-z][\w.\[\]-]*): (.+)", message, re.S)
    where, what = (found[1], found[2]) if found else ("", message)
    return where, _translated(what)


def weekday(day: str) -> str:
    """The name of a weekday of the text, as `mon`."""
    return texts.WEEKDAYS[WEEKDAYS.index(day)][_column()]


def _translated(what: str) -> str:
    if _column():
        return f"{what[:1].upper()}{what[1:]}."
    for pattern, chinese in ERRORS:
        if found := re.fullmatch(pattern, what, re.S):
            return chinese.format(*(group or "" for group in found.groups()))
    return what


def _week(table: Mapping[str, Sequence[str]]) -> str:
    told: list[tuple[list[str], str]] = []
    for day in WEEKDAYS:
        spans = texts.word("pol-comma").join(table.get(day, ())) or texts.word("pol-shut")
        if told and told[-1][1] == spans:
            told[-1][0].append(day)
        else:
            told.append(([day], spans))
    parts = [f"{_days(days)} {spans}" for days, spans in told]
    if HOLIDAY in table:
        spans = texts.word("pol-comma").join(table[HOLIDAY]) or texts.word("pol-shut")
        parts.append(f"{texts.word('pol-holiday')} {spans}")
    return texts.word("pol-stop").join(parts)


def _days(days: Sequence[str]) -> str:
    names = [weekday(day) for day in days]
    if len(names) == 7:
        return texts.word("pol-daily")
    return names[0] if len(names) == 1 else f"{names[0]}{texts.word('pol-to')}{names[-1]}"


def _of_a_list(label: str, one: Change) -> str:
    was, now = [_item(item) for item in one.before], [_item(item) for item in one.after]
    parts = [texts.sentence("pol-added", what=item) for item in now if item not in was]
    parts += [texts.sentence("pol-removed", what=item) for item in was if item not in now]
    return f"{label}: {texts.word('pol-stop').join(parts or [texts.word('pol-reordered')])}"


def _of_days(label: str, one: Change) -> str:
    was, now = cast("dict[str, str]", one.before), cast("dict[str, str]", one.after)
    parts = [
        texts.sentence("pol-added", what=f"{day} {value('', name)}")
        for day, name in now.items()
        if was.get(day) != name
    ]
    parts += [texts.sentence("pol-removed", what=f"{day} {value('', was[day])}") for day in was if day not in now]
    return f"{label}: {texts.word('pol-stop').join(parts)}"


def _item(one: Any) -> str:
    if not isinstance(one, dict):
        return value("", one)
    told = cast("dict[str, Any]", one)
    if "why" in told:
        return f"{_moment(told['from'])}–{_moment(told['until'])} {told['why']}"
    if "texts" in told:
        return f"“{' / '.join(told['texts'].values())}” {texts.word('pol-until')} {_moment(told['until'])}"
    if "reason" in told:
        return f"{value('', told['reason'])} {_moment(told['from'])}–{_moment(told['until'])}"
    return " ".join(str(part) for part in told.values())


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M")


def _column() -> int:
    return 1 if translation.get_language() == "en" else 0
