"""A card that is known by its id becomes a pseudonym by the same rule as a document number, and never the same one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from people import citizen, secret

from hardware.devices.readings import CardRead, SecretNumber, TagRead, Technology
from station_app.core.events import Known
from station_app.core.instant import Instant
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys

NOW = Instant(wall_ms=1_795_219_200_000, mono_ms=0, boot="b")
TECHNOLOGIES: tuple[Technology, ...] = ("em4100", "iso14443a", "iso14443b", "wiegand", "unknown")
UID = "6312E0AA01"


@pytest.fixture
def identity(tmp_path: Path) -> Iterator[Identity]:
    made = Identity(Keys(tmp_path / "data"), "s1", lambda: NOW)
    yield made
    made.close()


def tag(uid: str = UID, technology: Technology = "em4100") -> TagRead:
    return TagRead(device="tags", technology=technology, uid=secret(uid))


async def person(identity: Identity, reading: TagRead) -> str:
    found = await identity.tag(reading)
    assert isinstance(found, Known) and found.person is not None
    return found.person


async def test_a_tag_is_the_same_person_each_time(identity: Identity) -> None:
    assert await person(identity, tag()) == await person(identity, tag())


async def test_two_tags_are_two_people(identity: Identity) -> None:
    assert await person(identity, tag()) != await person(identity, tag("6312E0AA02"))


async def test_the_same_id_in_each_technology_is_another_person(identity: Identity) -> None:
    people = {await person(identity, tag(technology=technology)) for technology in TECHNOLOGIES}
    assert len(people) == len(TECHNOLOGIES)


async def test_a_tag_with_the_digits_of_a_document_is_not_that_documents_holder(identity: Identity) -> None:
    number = citizen(1)
    card = await identity.card(CardRead(device="r", kind="citizen", number=secret(number), valid_until=None))
    assert isinstance(card, Known)
    assert await person(identity, tag(number)) != card.person


async def test_a_card_of_26_bits_is_not_one_of_34_that_begins_alike(identity: Identity) -> None:
    short, longer = tag("1ABDD93740", "wiegand"), tag("22BDD9374000", "wiegand")
    assert await person(identity, short) != await person(identity, longer)


async def test_another_station_knows_the_tag_by_another_name(identity: Identity, tmp_path: Path) -> None:
    other = Identity(Keys(tmp_path / "other"), "s2", lambda: NOW)
    mine, theirs = await person(identity, tag()), await person(other, tag())
    other.close()
    assert mine != theirs


async def test_a_tag_is_the_same_person_after_a_restart(identity: Identity, tmp_path: Path) -> None:
    before = await person(identity, tag())
    again = Identity(Keys(tmp_path / "data"), "s1", lambda: NOW)
    after = await person(again, tag())
    again.close()
    assert after == before


async def test_the_id_is_wiped_before_anything_is_awaited(identity: Identity) -> None:
    uid = SecretNumber(bytearray(UID.encode()))
    finding = identity.tag(TagRead(device="tags", technology="em4100", uid=uid))
    waiting = finding.send(None)  # up to the first wait, and no further
    wiped = uid.digits == bytearray()
    finding.close()
    waiting.cancel()
    assert wiped


async def test_the_pseudonym_shows_nothing_of_the_id(identity: Identity) -> None:
    assert UID.lower() not in await person(identity, tag())
