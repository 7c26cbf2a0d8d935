"""What the product says of itself without a network is what its code can do."""

from __future__ import annotations

import pytest
from offline_matrix import CAPABILITIES, README, RESOURCE, as_resource, in_readme, kinds

from station_app.assets import LANGUAGES, service_texts


def test_the_readme_says_what_the_code_can_do() -> None:
    text = README.read_text(encoding="utf-8")

    assert text == in_readme(text)


def test_the_technicians_page_says_what_the_code_can_do() -> None:
    assert RESOURCE.read_text(encoding="utf-8") == as_resource()


def test_nothing_that_lets_people_in_or_out_needs_the_network() -> None:
    doors = {"entry-card", "entry-pass", "entry-union-card", "entry-staff", "exit", "evacuation", "hours", "capacity"}

    assert {kinds()[code] for code in doors} == {"here"}


def test_what_goes_to_the_hub_needs_the_network() -> None:
    assert {kinds()[code] for code in ("journal-sent", "enrolment", "canary")} == {"network"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_capability_has_words(language: str) -> None:
    wanted = {f"offline.{capability.code}" for capability in CAPABILITIES}

    assert wanted - service_texts(language).keys() == set()
