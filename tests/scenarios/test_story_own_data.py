"""A visitor asks at the kiosk what is held, takes a consent back, or thinks better of it."""

from __future__ import annotations

from machine import Machine
from story_people import CLEANER, COURIER, card
from test_story_asked import DAY, asked, come, go, say

from station_app.wire import Intent, line_of


async def agree(station: Machine) -> str:
    """Come in and agree; the name of the year."""
    await come(station)
    say(station, remember=True, occupation="courier")
    await station.until(lambda: bool(station.told("consent.given")))
    await go(station)
    return str(station.bodies("consent.given", "person")[-1])


async def want(station: Machine, what: str) -> None:
    """Touch a key."""
    station.kiosk.touch(line_of(Intent(want=what)))  # pyright: ignore[reportArgumentType] - one of the wire's
    await station.advance(0.5)


async def test_the_kiosk_awaits_the_card_and_says_for_what(station: Machine) -> None:
    await want(station, "forget")
    during = station.kiosk.now.wish
    await station.advance(31)

    assert (during, station.kiosk.now.wish) == ("forget", "")


async def test_what_is_held_is_told_with_the_consent_and_its_notice(station: Machine) -> None:
    await agree(station)
    await want(station, "tell")
    await station.lay(card(COURIER))
    await station.until(lambda: station.kiosk.now.held_visits is not None)

    now = station.kiosk.now
    assert (now.held_visits, now.held_notice, now.held_occupation) == (1, "1", "courier")


async def test_nothing_of_it_is_left_after_twenty_seconds(station: Machine) -> None:
    await agree(station)
    await want(station, "tell")
    await station.lay(card(COURIER))
    await station.until(lambda: station.kiosk.now.held_visits is not None)
    await station.lift()
    await station.advance(21)

    now = station.kiosk.now
    assert (now.moment, now.held_visits, now.held_since, now.held_notice) == ("idle", None, "", "")


async def test_a_touch_on_back_takes_it_away_at_once(station: Machine) -> None:
    await agree(station)
    await want(station, "tell")
    await station.lay(card(COURIER))
    await station.until(lambda: station.kiosk.now.held_visits is not None)
    await want(station, "back")

    assert (station.kiosk.now.moment, station.kiosk.now.held_visits) == ("idle", None)


async def test_a_consent_taken_back_is_in_the_journal_and_days_are_nobody_s_again(station: Machine) -> None:
    name = await agree(station)
    await want(station, "withdraw")
    await station.lay(card(COURIER))
    said = station.kiosk.now.reason
    await station.lift()
    await station.leap(DAY, stride=4 * 3600)
    await come(station)

    assert (said, station.bodies("consent.withdrawn", "person")) == ("withdrawn", [name])
    assert station.bodies("access.granted", "person")[-1] != name
    assert asked(station).consent


async def test_a_consent_taken_back_stays_so_after_a_restart_of_the_machine(station: Machine) -> None:
    name = await agree(station)
    await want(station, "withdraw")
    await station.lay(card(COURIER))
    await station.lift()
    await station.leap(3 * DAY, stride=4 * 3600)
    await station.stop()
    await station.start()
    await come(station)

    assert station.bodies("access.granted", "person")[-1] != name


async def test_a_consent_that_was_taken_back_leaves_nothing_behind_when_its_owner_is_forgotten(
    station: Machine,
) -> None:
    name = await agree(station)
    await want(station, "withdraw")
    await station.lay(card(COURIER))
    await station.lift()
    await want(station, "forget")
    await station.lay(card(COURIER))
    await station.lift()
    await station.until(
        lambda: [fact["kind"] for fact in station.facts if name in fact["body"].values()] == ["data.erased"]
    )

    assert station.kiosk.now.reason in ("forgotten", "")


async def test_whoever_comes_next_is_not_forgotten_in_place_of_who_went_back(station: Machine) -> None:
    await want(station, "forget")
    await want(station, "back")
    await come(station, CLEANER)

    assert (station.kinds()[0], station.told("data.erased")[1:]) == ("access.granted", [])


async def test_a_card_that_cannot_be_read_does_not_use_the_wish_up(station: Machine) -> None:
    await want(station, "tell")
    await station.show("https://example.org/")
    await station.advance(9)

    assert (station.kiosk.now.moment, station.kiosk.now.wish) == ("idle", "tell")
