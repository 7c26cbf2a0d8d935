"""What a thing is called, in the reader's words."""

from __future__ import annotations

from django.utils import translation

from station_app.hub.thing_texts import ITEM_WORDS


def item_of(code: str) -> str:
    """A code that nobody knows stands for itself."""
    return ITEM_WORDS[code][1 if translation.get_language() == "en" else 0] if code in ITEM_WORDS else code
