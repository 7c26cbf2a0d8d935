"""Every reason for a refusal has words for a manager."""

from __future__ import annotations

from station_app.core.facts import KINDS
from station_app.core.reasons import DENIALS
from station_app.hub import texts


def test_every_refusal_has_words_for_a_manager() -> None:
    assert set(DENIALS) - texts.CODES.keys() == set()


def test_every_kind_of_fact_has_words_for_a_manager() -> None:
    assert KINDS.keys() - texts.KINDS.keys() == set()
