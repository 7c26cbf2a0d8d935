"""The technician's words: what each fault means and what to do next, and the report's, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from station_app.assets import PRINTED, asset, service_texts


@cache
def _report_texts(language: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(asset("i18n-report", f"{language}.json").read_text(encoding="utf-8"))
    return found


def report_words(key: str) -> str:
    """Words of the report, in both languages."""
    return " / ".join(_report_texts(language)[f"report.{key}"] for language in PRINTED)


def next_steps(fault: str) -> tuple[str, ...]:
    """The next thing to do about a fault, in each language; for a code that has no texts, the code."""
    return tuple(service_texts(language).get(f"fault.{fault}.next", fault) for language in PRINTED)


def remedies(fault: str) -> tuple[str, ...]:
    """What a fault means and what to do about it, in each language; for a code that has no texts, the code."""
    every = [service_texts(language) for language in PRINTED]
    return tuple(
        f"{text[f'fault.{fault}.means']}: {text[f'fault.{fault}.next']}" if f"fault.{fault}.means" in text else fault
        for text in every
    )


def warning_steps(warning: str) -> tuple[str, ...]:
    """What a warning means and what to do about it soon, in each language."""
    every = [service_texts(language) for language in PRINTED]
    return tuple(
        f"{text[f'warning.{warning}.means']}: {text[f'warning.{warning}.next']}"
        if f"warning.{warning}.means" in text
        else warning
        for text in every
    )


def proves(kind: str) -> tuple[str, ...]:
    """What a kind of check proves, in each language."""
    return tuple(service_texts(language).get(f"check.{kind}.proves", kind) for language in PRINTED)


def skip_words() -> str:
    """What leaves a step out, in both languages."""
    return " / ".join(service_texts(language)["button.skip"] for language in PRINTED)


def prompt_words(step: str) -> tuple[str, ...]:
    """What a step asks of the person, in each language."""
    return tuple(service_texts(language).get(f"step.{step}.title", step) for language in PRINTED)
