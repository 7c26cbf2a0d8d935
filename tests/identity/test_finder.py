import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from make_pass_vectors import HUB, NOW_MS, OWN, STATION, STRANGER, UNTIL, ordinary
from people import citizen, secret

from hardware.devices.readings import CardRead
from station_app.core.events import Known, Unknown
from station_app.core.instant import Instant
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.identity.passes import issue
from station_app.identity.vault import KeyFault


def at(text: str) -> Instant:
    """A moment in the station's local time (UTC+8)."""
    wall = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() - 8 * 3600
    return Instant(wall_ms=int(wall * 1000), mono_ms=0, boot="b")


def card(number: str, valid_until: str | None = None) -> CardRead:
    return CardRead(device="id_reader", kind="citizen", number=secret(number), valid_until=valid_until)


class Station:
    """An identity with a clock that can be set."""

    def __init__(self, data):
        self.now = at("2026-11-21T12:00")
        self.data = data
        self.keys = Keys(data)
        self.keys.save_issuers([HUB.issuer()])
        self.identity = Identity(self.keys, STATION, lambda: self.now)


@pytest.fixture
def station(tmp_path):
    made = Station(tmp_path / "data")
    yield made
    made.identity.close()


async def test_a_card_becomes_a_pseudonym_and_its_last_day(station):
    found = await station.identity.card(card(citizen(1), "20301231"))
    assert found == Known(person=found.person, lasting=found.lasting, valid_until="20301231")
    assert (found.person[0], found.lasting[0]) == ("d", "p")


async def test_who_comes_back_on_the_same_day_is_the_same_person(station):
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2026-11-22T03:59")
    assert await station.identity.card(card(citizen(1))) == before


async def test_who_comes_back_the_next_day_has_another_name_and_the_same_lasting_one(station):
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2026-11-22T04:00")
    after = await station.identity.card(card(citizen(1)))
    assert after.person != before.person
    assert after.lasting == before.lasting


async def test_the_key_of_a_day_does_not_outlive_it_where_nobody_comes(station):
    station.now = at("2026-11-22T04:00")
    station.identity.turn()
    days = [path.name for path in (station.data / "keys").glob("day-*.key")]
    assert days == [f"day-{station.now.station_day}.key"]


async def test_the_next_start_destroys_the_key_of_a_day_that_ended_while_the_station_was_off(station):
    station.now = at("2026-11-25T09:00")
    Identity(station.keys, STATION, lambda: station.now).close()
    days = [path.name for path in (station.data / "keys").glob("day-*.key")]
    assert days == [f"day-{station.now.station_day}.key"]


async def test_a_clock_that_cannot_be_believed_keeps_the_key_of_the_day(station):
    before = await station.identity.card(card(citizen(1)))
    station.now = replace(at("2026-11-29T12:00"), clock="unknown")
    assert await station.identity.card(card(citizen(1))) == before


async def test_yesterdays_names_cannot_be_made_again_from_what_a_stolen_disk_holds(station):
    yesterday = await station.identity.card(card(citizen(1)))
    station.now = at("2026-11-22T04:00")
    station.identity.turn()
    thief = Identity(Keys(station.data), STATION, lambda: replace(at("2026-11-21T12:00"), clock="unknown"))
    found = await thief.card(card(citizen(1)))
    thief.close()
    assert found.lasting == yesterday.lasting
    assert found.person != yesterday.person


async def test_the_holder_of_a_pass_has_a_name_of_the_day_and_one_of_the_year(station):
    _, found = station.identity.code(issue(HUB, ordinary(1, subject="k7h2m9xq")), NOW_MS)
    assert (found.person[0], found.lasting[0]) == ("d", "s")


async def test_the_number_of_a_card_is_wiped(station):
    reading = card(citizen(1))
    await station.identity.card(reading)
    assert reading.number.digits == bytearray()


async def test_a_number_with_a_wrong_check_character_is_a_person_too(station):
    assert isinstance(await station.identity.card(card("320299198501010010")), Known)


async def test_a_card_is_the_same_person_after_a_restart(station):
    before = await station.identity.card(card(citizen(1)))
    again = Identity(station.keys, STATION, lambda: station.now)
    assert await again.card(card(citizen(1))) == before
    again.close()


async def test_who_returns_after_midnight_of_the_new_year_is_the_same_person(station):
    station.now = at("2026-12-31T23:50")
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2027-01-01T00:10")
    assert await station.identity.card(card(citizen(1))) == before


async def test_a_new_year_makes_a_new_person_without_a_restart(station):
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2027-01-01T04:00")
    assert await station.identity.card(card(citizen(1))) != before


async def test_a_dead_clock_battery_makes_no_new_person(station):
    before = await station.identity.card(card(citizen(1)))
    station.now = replace(at("2000-01-01T12:00"), clock="unknown")
    assert await station.identity.card(card(citizen(1))) == before


async def test_a_clock_that_can_be_believed_again_ends_the_old_year(station):
    station.now = replace(at("2027-03-01T12:00"), clock="unknown")
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2027-03-01T12:01")
    assert await station.identity.card(card(citizen(1))) != before


@pytest.fixture
def full_disk(monkeypatch):
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        yield patched


async def test_a_disk_full_at_the_turn_of_the_year_lets_the_old_key_serve(station, full_disk):
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2027-01-01T04:00")
    assert await station.identity.card(card(citizen(1))) == before
    assert "No space left" in str(station.identity.fault)


async def test_a_start_with_a_full_disk_in_a_new_year_lets_the_old_key_serve(station, full_disk):
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2027-01-01T04:00")
    restarted = Identity(station.keys, STATION, lambda: station.now)
    assert await restarted.card(card(citizen(1))) == before
    restarted.close()


async def test_a_first_start_that_cannot_write_a_key_is_refused_with_a_sentence(tmp_path, full_disk):
    with pytest.raises(KeyFault, match="No space left"):
        Identity(Keys(tmp_path / "new"), STATION, lambda: at("2026-11-21T12:00"))


async def test_a_full_disk_without_an_issuing_key_still_reads_cards(station, full_disk):
    (station.data / "keys" / "issuer.key").unlink()
    restarted = Identity(station.keys, STATION, lambda: station.now)
    assert isinstance(await restarted.card(card(citizen(1))), Known)
    assert "No space left" in str(restarted.fault)
    restarted.close()


async def test_the_new_year_begins_once_the_disk_has_room(station, full_disk):
    before = await station.identity.card(card(citizen(1)))
    station.now = at("2027-01-01T04:00")
    await station.identity.card(card(citizen(1)))
    full_disk.undo()
    assert await station.identity.card(card(citizen(1))) != before
    assert station.identity.fault is None


@pytest.mark.parametrize(
    ("moment", "year"),
    [("2026-01-01T03:59", 2025), ("2026-01-01T04:00", 2026), ("2026-12-31T23:59", 2026), ("2027-01-01T04:00", 2027)],
)
def test_the_year_of_a_station_turns_at_four_in_the_morning(moment, year):
    assert at(moment).station_year == year


def test_a_genuine_pass_is_a_pass(station):
    credential, found = station.identity.code(issue(HUB, ordinary(1)), NOW_MS)
    assert (credential, found.pass_id) == ("pass", "hub:0101010101010101")


def test_an_expired_pass_is_still_a_pass(station):
    answer = station.identity.code(issue(HUB, ordinary(1)), UNTIL * 1000)
    assert answer == ("pass", Unknown(reason="pass-expired"))


def test_what_no_accepted_issuer_has_signed_is_a_code_like_any_other(station):
    answer = station.identity.code(issue(STRANGER, ordinary(1)), NOW_MS)
    assert answer == ("code", Unknown(reason="pass-foreign"))


def test_the_holder_of_two_passes_is_one_person(station):
    people = {station.identity.code(issue(HUB, ordinary(n, subject="k7h2m9xq")), NOW_MS)[1].person for n in (1, 2)}
    assert len(people) == 1


def test_a_holder_is_never_named_as_the_issuer_names_him(station):
    _, found = station.identity.code(issue(HUB, ordinary(1, subject="k7h2m9xq")), NOW_MS)
    assert "k7h2m9xq" not in found.person


def test_a_running_station_accepts_the_first_pass_that_it_issues(station):
    text = issue(station.keys.issuing(), ordinary(1))
    assert isinstance(station.identity.code(text, NOW_MS)[1], Known)


def test_an_issuer_no_longer_accepted_is_foreign(station):
    station.identity.accept([OWN.issuer()])
    assert station.identity.code(issue(HUB, ordinary(1)), NOW_MS)[1] == Unknown(reason="pass-foreign")


def test_warming_up_in_a_thread_leaves_everything_working(station):
    station.identity.warm()
    assert isinstance(station.identity.code(issue(HUB, ordinary(1)), NOW_MS)[1], Known)
