"""Somebody comes in for the first time and is asked, answers in two touches, or not at all; the door waits for none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from machine import Machine, Site
from story_people import CLEANER, COURIER, a_pass, card

from station_app.store import schema
from station_app.wire import Intent, Questions, line_of

DAY = 86_400


def asked(station: Machine) -> Questions:
    """What the kiosk asks now."""
    found = station.kiosk.now.questions
    assert found is not None
    return found


def say(station: Machine, *, remember: bool = False, occupation: str = "", about: Questions | None = None) -> None:
    """Answer at the kiosk."""
    told = about or asked(station)
    station.kiosk.touch(
        line_of(
            Intent(
                want="answer",
                presentation=told.presentation,
                notice=told.notice,
                remember=remember,
                occupation=occupation,
            )
        )
    )


async def come(station: Machine, number: str = COURIER) -> None:
    """Somebody comes in, and takes the card along."""
    await station.lay(card(number))
    await station.walk_in()
    await station.lift()


async def go(station: Machine) -> None:
    """Whoever is inside goes out."""
    await station.press_exit()
    await station.walk_in()


async def test_two_touches_are_in_the_journal_with_the_version_of_the_notice(station: Machine) -> None:
    await come(station)
    say(station, remember=True, occupation="courier")
    await station.until(lambda: bool(station.told("consent.given")))

    (given,) = station.bodies("consent.given", "notice", "occupation", "presentation")
    assert given == ("1", "courier", station.bodies("access.granted", "presentation")[0])


async def test_whoever_agreed_counts_under_the_name_of_the_year_and_is_asked_no_more(station: Machine) -> None:
    await come(station)
    say(station, remember=True, occupation="courier")
    await station.until(lambda: bool(station.told("consent.given")))
    await go(station)
    await station.leap(DAY, stride=4 * 3600)
    await come(station)

    assert station.bodies("access.granted", "person")[-1] == station.bodies("consent.given", "person")[0]
    assert (asked(station).consent, asked(station).occupation) == (False, False)
    assert station.bodies("visit.started", "occupation")[-1] == "courier"


async def test_without_an_answer_the_visit_counts_under_the_name_of_the_day(station: Machine) -> None:
    await come(station)
    first = station.bodies("visit.started", "person")[-1]
    await go(station)
    await station.leap(DAY, stride=4 * 3600)
    await come(station)

    assert station.told("consent.given") == []
    assert station.bodies("visit.started", "person")[-1] not in (None, first)


async def test_without_a_screen_everybody_comes_in_as_ever(station: Machine) -> None:
    await station.kiosk.die()
    await come(station)

    assert station.kinds()[:4] == ["access.granted", "door.unlocked", "door.opened", "visit.started"]


async def test_the_lock_moves_before_anybody_is_asked(station: Machine) -> None:
    await station.lay(card(COURIER))

    assert (station.lock, station.kiosk.now.moment, asked(station).consent) == ([True], "welcome", True)


async def test_after_a_minute_nobody_is_asked_any_more(station: Machine) -> None:
    await come(station)
    await station.advance(95)

    assert station.kiosk.now.questions is None


async def test_a_second_card_takes_the_questions_of_the_first_away_at_once(station: Machine) -> None:
    await station.show(a_pass(station))
    await station.walk_in()
    first, shown = asked(station), len(station.kiosk.shown)
    await station.lay(card(CLEANER))

    later = [snapshot.questions for snapshot in station.kiosk.shown[shown:]]
    assert len(later) > 1
    assert [told for told in later if told is not None and told.presentation == first.presentation] == []


async def test_a_code_of_another_system_takes_them_away_and_says_what_to_do(station: Machine) -> None:
    await come(station)
    before = station.kiosk.now.questions
    await station.show("https://example.org/pay?order=1")

    now = station.kiosk.now
    assert (before is None, now.questions, now.moment, now.reason) == (False, None, "refused", "code-unknown")


async def test_an_answer_about_the_first_that_comes_late_is_not_taken_for_the_second(station: Machine) -> None:
    await come(station)
    first = asked(station)
    await come(station, CLEANER)
    say(station, remember=True, occupation="courier", about=first)
    await station.advance(1)

    assert station.told("consent.given", "visit.described") == []


async def test_an_answer_given_twice_is_one(station: Machine) -> None:
    await come(station)
    told = asked(station)
    say(station, remember=True, occupation="courier", about=told)
    say(station, remember=True, occupation="courier", about=told)
    await station.advance(1)

    assert len(station.told("consent.given")) == 1


async def test_companions_told_beside_the_questions_are_inside_too(station: Machine) -> None:
    await station.lay(card(COURIER))
    told = asked(station)
    station.kiosk.touch(line_of(Intent(want="companions", presentation=told.presentation, adults=1, children=2)))
    await station.walk_in()

    assert station.kiosk.now.inside == 4


async def test_whoever_could_not_be_recorded_reads_why_and_is_asked_nothing(
    build: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.0)  # SQLite's patience passes in real time
    station = build(Site(when_store_fails="refuse"))
    await station.start()
    with closing(sqlite3.connect(station.data / "journal.db", isolation_level=None)) as meddler:
        meddler.execute("BEGIN IMMEDIATE")
        await station.lay(card(COURIER))
        now = station.kiosk.now
        meddler.execute("ROLLBACK")

    assert (now.moment, now.reason, now.questions) == ("refused", "not-recorded", None)


async def test_nothing_that_is_asked_tells_who_is_asked(station: Machine) -> None:
    await come(station)
    names = [name for name in station.bodies("access.granted", "person") if name]

    assert [name for name in names for shown in station.kiosk.shown if name in str(shown)] == []
