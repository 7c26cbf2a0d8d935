"""What a request is about, in the reader's words."""

from __future__ import annotations

from django.utils import translation

from station_app.hub.request_texts import MATTER_WORDS, TOPIC_WORDS


def about(matter: str, topic: str) -> str:
    """Its matter and topic; a code that nobody knows stands for itself."""
    what, of = matter_of(matter), topic_of(matter, topic)
    return f"{what} · {of}" if of else what


def matter_of(matter: str) -> str:
    """Its matter."""
    return MATTER_WORDS[matter][_column()] if matter in MATTER_WORDS else matter


def topic_of(matter: str, topic: str) -> str:
    """Its topic."""
    pair = TOPIC_WORDS.get(f"{matter}/{topic}") or TOPIC_WORDS.get(topic)
    return pair[_column()] if pair else topic


def _column() -> int:
    return 1 if translation.get_language() == "en" else 0
