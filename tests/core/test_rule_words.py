"""Every rule and every refusal has a sentence for whoever asks, in each language."""

from __future__ import annotations

import json

import pytest

from station_app.assets import LANGUAGES, PRINTED, asset, service_texts, texts
from station_app.core.reasons import DENIALS
from station_app.core.rules import RULES

READERS = ("worker", "manager", "technician")


@pytest.mark.parametrize("language", PRINTED)
def test_every_rule_has_a_sentence_for_worker_manager_and_technician(language: str) -> None:
    words = json.loads(asset("i18n-rules", f"{language}.json").read_text(encoding="utf-8"))

    assert set(words) == {f"rule.{rule.id}.{reader}" for rule in RULES for reader in READERS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("denial", DENIALS)
def test_every_refusal_has_a_sentence_for_worker_and_technician(language: str, denial: str) -> None:
    assert texts(language)[f"reason.{denial}.headline"] and service_texts(language)[f"fault.{denial}.next"]
