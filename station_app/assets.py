"""Where the files of `resources/` are, beside the package or (in a wheel) inside it, and the texts in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

_PACKAGE = Path(__file__).resolve().parent
ROOT = _PACKAGE / "resources" if (_PACKAGE / "resources").is_dir() else _PACKAGE.parent / "resources"

LANGUAGES = ("zh-CN", "zh-TW", "en")
"""The languages that workers and technicians have texts in, the house language first."""

PRINTED = ("zh-CN", "en")
"""The two that stand beside each other in reports, on terminals and at the hub."""

MIRRORED: frozenset[str] = frozenset()
"""Those of them whose lines are read from the right."""


def asset(*parts: str) -> Path:
    """The path of a file or folder under resources/."""
    return ROOT.joinpath(*parts)


@cache
def texts(language: str) -> Mapping[str, str]:
    """All sentences for people in one language, by code. Raises ValueError for a language without texts."""
    if language not in LANGUAGES:
        raise ValueError(f"no texts in {language!r}; there are {', '.join(LANGUAGES)}")
    found: dict[str, str] = json.loads(asset("i18n", f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(found)


@cache
def entry_texts(language: str) -> Mapping[str, str]:
    """All sentences for people, those of the pages at entry among them. Raises ValueError without texts."""
    said = texts(language)
    found: dict[str, str] = json.loads(asset("i18n-entry", f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType({**said, **found})


@cache
def service_texts(language: str) -> Mapping[str, str]:
    """All sentences for technicians in one language: checks, faults, steps. Raises ValueError without texts."""
    if language not in LANGUAGES:
        raise ValueError(f"no texts in {language!r}; there are {', '.join(LANGUAGES)}")
    found: dict[str, str] = json.loads(asset("i18n-service", f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(found)


@cache
def offer_texts(language: str) -> Mapping[str, str]:
    """All sentences of what is offered behind the door, of every offer's file. Raises ValueError without texts."""
    if language not in LANGUAGES:
        raise ValueError(f"no texts in {language!r}; there are {', '.join(LANGUAGES)}")
    found: dict[str, str] = {}
    for path in sorted(asset("i18n-offers", language).glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType(found)


@cache
def offer_signs() -> Mapping[str, str]:
    """Name -> line drawing, an SVG path within 100 x 100, of every offer's file."""
    found: dict[str, str] = {}
    for path in sorted(asset("signs").glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType(found)


@cache
def offline_matrix() -> Mapping[str, str]:
    """Capability -> `here`, `later` or `network`: what works without a network, as worked out from the code."""
    found: dict[str, str] = json.loads(asset("offline.json").read_text(encoding="utf-8"))
    return MappingProxyType(found)


@cache
def lint_texts(language: str) -> Mapping[str, str]:
    """All sentences on what is likely wrong with a policy, in one language, by code."""
    found: dict[str, str] = json.loads(asset("i18n-lint", f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(found)


@cache
def holidays() -> Mapping[int, str]:
    """Day since 1970 -> `holiday`, or the weekday that a shifted workday of China stands for, as far as announced."""
    found: dict[str, str] = json.loads(asset("calendar", "china.json").read_text(encoding="utf-8"))["days"]
    first = date(1970, 1, 1).toordinal()
    return MappingProxyType({date.fromisoformat(day).toordinal() - first: name for day, name in found.items()})
