import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import citizen, secret

from hardware.devices.readings import SecretNumber
from station_app.identity.keys import YearKey
from station_app.identity.pseudonym import Pseudonymer, Stretcher

KEY = YearKey(year=2026, secret=bytes(range(32)))
NEXT_YEAR = YearKey(year=2027, secret=bytes(range(1, 33)))


@pytest.fixture
def stretcher():
    made = Stretcher()
    yield made
    made.close()


async def test_one_person_has_one_pseudonym(stretcher):
    desk, after_restart = Pseudonymer(KEY, stretcher), Pseudonymer(KEY, stretcher)
    assert await desk.pseudonym(secret(citizen(1))) == await after_restart.pseudonym(secret(citizen(1)))


async def test_a_pseudonym_stays_what_it_was_in_an_older_program(stretcher):
    # A change of the parameters would silently make a stranger of everybody in the middle of a year.
    assert await Pseudonymer(KEY, stretcher).pseudonym(secret("110105190101010017")) == "ptuh3ja6kt3sk4f6cxemetllqri"


async def test_many_people_have_as_many_pseudonyms(stretcher):
    desk = Pseudonymer(KEY, stretcher)
    found = [await desk.pseudonym(secret(citizen(serial))) for serial in range(60)]
    assert len(set(found)) == 60


async def test_the_pseudonyms_of_two_years_have_nothing_in_common(stretcher):
    found = {await Pseudonymer(key, stretcher).pseudonym(secret(citizen(1))) for key in (KEY, NEXT_YEAR)}
    assert len(found) == 2


async def test_a_pseudonym_is_a_short_word_that_shows_no_digit_of_the_number(stretcher):
    name = await Pseudonymer(KEY, stretcher).pseudonym(secret(citizen(1)))
    assert re.fullmatch("p[a-z2-7]{26}", name)


async def test_the_number_is_gone_before_anything_is_awaited(stretcher):
    number = secret(citizen(1))
    waiting = Pseudonymer(KEY, stretcher).pseudonym(number)
    assert number.digits == bytearray()
    await waiting


async def test_the_buffer_itself_is_overwritten(stretcher):
    class Witness(bytearray):
        before_clear = b""

        def clear(self) -> None:
            self.before_clear = bytes(self)
            super().clear()

    buffer = Witness(citizen(1).encode())
    await Pseudonymer(KEY, stretcher).pseudonym(SecretNumber(buffer))
    assert buffer.before_clear == bytes(18)


async def test_a_number_whose_pseudonym_is_given_up_is_gone_too(stretcher):
    number = secret(citizen(1))
    task = asyncio.ensure_future(Pseudonymer(KEY, stretcher).pseudonym(number))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert number.digits == bytearray()


def test_outside_a_loop_the_number_is_gone_and_the_bug_is_loud(stretcher):
    number = secret(citizen(1))
    with pytest.raises(RuntimeError, match="no running event loop"):
        Pseudonymer(KEY, stretcher).pseudonym(number).send(None)
    assert number.digits == bytearray()


async def test_cards_that_come_at_once_each_get_their_own_pseudonym(stretcher):
    desk = Pseudonymer(KEY, stretcher)
    together = await asyncio.gather(*(desk.pseudonym(secret(citizen(serial))) for serial in range(8)))
    assert together == [await desk.pseudonym(secret(citizen(serial))) for serial in range(8)]


def test_warming_up_ends_with_the_library_loaded(stretcher):
    assert len(stretcher.warm().result(timeout=60)) == 16


@settings(max_examples=200)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=16)), min_size=2, max_size=8, unique=True))
def test_holders_are_told_apart_however_issuer_and_subject_are_cut(holders):
    desk = Pseudonymer(KEY, Stretcher())
    assert len({desk.subject(issuer, subject) for issuer, subject in holders}) == len(holders)


def test_a_holder_is_somebody_else_in_the_next_year(stretcher):
    found = {Pseudonymer(key, stretcher).subject("hub", "k7h2m9xq") for key in (KEY, NEXT_YEAR)}
    assert len(found) == 2


def test_a_holder_and_a_card_never_share_a_name(stretcher):
    assert Pseudonymer(KEY, stretcher).subject("hub", "k7h2m9xq").startswith("s")


def test_a_pseudonymer_does_not_print_its_key(stretcher):
    assert "x01" not in repr(Pseudonymer(KEY, stretcher))
