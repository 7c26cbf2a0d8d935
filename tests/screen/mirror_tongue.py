"""A language that nobody speaks, neither shipped nor offered: English, a quarter longer, read from the right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pytest

from station_app.assets import LANGUAGES, entry_texts, offer_texts, texts
from station_app.screen import controls, display, kiosk
from station_app.screen.entry import pages
from station_app.screen.offers import pages as offers_pages

MIRROR = "x-mirror"
_PIECES = re.compile(r"(\{[^}]*\})")
_RIGHT_TO_LEFT = "\u200f"
"""A letter of no width with the direction of Arabic."""


@cache
def mirror_texts(language: str) -> Mapping[str, str]:
    """The sentences of a language, of this one too."""
    if language != MIRROR:
        return texts(language)
    return {key: mirrored(sentence) for key, sentence in texts("en").items()}


@cache
def mirror_entry_texts(language: str) -> Mapping[str, str]:
    """The same for the pages at entry."""
    if language != MIRROR:
        return entry_texts(language)
    return {key: mirrored(sentence) for key, sentence in entry_texts("en").items()}


@cache
def mirror_offer_texts(language: str) -> Mapping[str, str]:
    """The same for what is offered."""
    if language != MIRROR:
        return offer_texts(language)
    return {key: mirrored(sentence) for key, sentence in offer_texts("en").items()}


def mirrored(sentence: str) -> str:
    """Longer words, its blanks as they were, in paragraphs that run from the right."""
    pieces = [piece if piece.startswith("{") else _longer(piece) for piece in _PIECES.split(sentence)]
    return f"{_RIGHT_TO_LEFT}{''.join(pieces)}{_RIGHT_TO_LEFT}"


def teach(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the kiosk speak it, until the test is over."""
    monkeypatch.setattr(controls, "LANGUAGES", (*LANGUAGES, MIRROR))
    monkeypatch.setattr(display, "MIRRORED", frozenset({MIRROR}))
    for module in (kiosk, display):
        monkeypatch.setattr(module, "texts", mirror_texts)
    monkeypatch.setattr(pages, "entry_texts", mirror_entry_texts)
    monkeypatch.setattr(offers_pages, "offer_texts", mirror_offer_texts)


def _longer(words: str) -> str:
    """Short words grow, and every third is said twice; a long one stays a word that somebody may have."""
    longer = re.sub(r"\b[A-Za-z]{2,7}\b", lambda word: re.sub("[aeiou]", r"\g<0>\g<0>", word[0], count=1), words)
    return re.sub(r"((?:\S+ ){2})(\S+) ", r"\1\2 \2 ", longer)
