"""What is left of a person: a pseudonym. Each story ends with a search for more; here is whether it would find it."""

from __future__ import annotations

import pytest
from machine import Machine
from story_people import COURIER, NAME, card, traces, traces_in_bytes


@pytest.mark.parametrize("secret", [COURIER, NAME])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_the_search_finds_what_a_tap_would_show_unmasked(secret: str, encoding: str) -> None:
    assert traces("AA " + secret.encode(encoding).hex(" ").upper()) == [secret]


@pytest.mark.parametrize("secret", [COURIER, NAME])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_the_search_finds_what_a_file_would_hold(secret: str, encoding: str) -> None:
    assert traces_in_bytes(bytes(100) + secret.encode(encoding)) == [secret]


async def test_the_tap_tells_that_a_card_was_read_and_the_journal_by_which_pseudonym(station: Machine) -> None:
    await station.lay(card())
    await station.stop()

    (person,) = station.bodies("access.granted", "person")
    assert person.startswith("d")
    assert any("AA AA AA 96 69 05 08" in shown for shown in station.taps)
