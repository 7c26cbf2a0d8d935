"""Names and choices of the registry in the reader's language."""

from __future__ import annotations

from django.utils import translation

from station_app.hub.registry_texts import CHOICES, FIELD_HINTS, FIELD_NAMES


def name_of(field: str) -> str:
    """What a field is called."""
    return FIELD_NAMES[field][_column()]


def hint_of(field: str) -> str:
    """How it is filled in; empty where nobody needs to be told."""
    return FIELD_HINTS[field][_column()] if field in FIELD_HINTS else ""


def choice(code: str) -> str:
    """What a choice is called; one without words, as a datum, stands for itself."""
    return CHOICES[code][_column()] if code in CHOICES else code


def _column() -> int:
    return 1 if translation.get_language() == "en" else 0
