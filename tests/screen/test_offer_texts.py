"""Every sentence of what is offered stands in every language, and every tile has its word and its drawing."""

from __future__ import annotations

import re

import pytest

from station_app.assets import LANGUAGES, asset, offer_signs, offer_texts
from station_app.core.offers.requests import TOPICS
from station_app.screen.offers.registry import PAGES


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_says_the_same_things(language: str) -> None:
    assert offer_texts(language).keys() == offer_texts(LANGUAGES[0]).keys()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_names_the_same_values(language: str) -> None:
    def named(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    house, other = offer_texts(LANGUAGES[0]), offer_texts(language)

    assert {key for key in house if named(house[key]) != named(other[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_in_two_files(language: str) -> None:
    files = [set(re.findall(r'^\s*"([^"]+)":', path.read_text(encoding="utf-8"), re.M))
             for path in asset("i18n-offers", language).glob("*.json")]  # fmt: skip

    assert sum(len(keys) for keys in files) == len(set().union(*files))


@pytest.mark.parametrize("offer", sorted(PAGES))
def test_every_offer_has_a_title_and_a_drawing_on_the_menu(offer: str) -> None:
    assert (f"{offer}.title" in offer_texts(LANGUAGES[0]), offer in offer_signs()) == (True, True)


@pytest.mark.parametrize("matter", sorted(TOPICS.keys() & PAGES.keys()))
def test_every_topic_has_a_word_and_a_drawing(matter: str) -> None:
    missing = [
        topic
        for topic in TOPICS[matter]
        if f"{matter}.{topic}" not in offer_texts(LANGUAGES[0]) or f"{matter}-{topic}" not in offer_signs()
    ]

    assert missing == []
