"""A visitor agrees to be remembered, asks what is held, and is forgotten: at the station and at the hub."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from story_people import COURIER, card

from station_app.store import schema
from station_app.store.audit import verify
from station_app.wire import Intent, line_of

if TYPE_CHECKING:
    from hub_rig import HubRig

DAY = 86_400


@pytest.fixture
async def joined(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that its hub knows, at work."""
    machine = build(Site(hub=URL), hub=hub.transport)
    await make_known(machine, hub)
    await machine.start()
    yield machine
    await machine.stop()  # before the hub ends


async def come(station: Machine) -> None:
    """The courier comes in, and goes out a while later."""
    await station.lay(card(COURIER))
    await station.walk_in()
    await station.lift()


async def go(station: Machine) -> None:
    """Whoever is inside goes out."""
    await station.press_exit()
    await station.walk_in()


async def agree(station: Machine) -> str:
    """Say yes at the kiosk; the name of the year that is recorded from then on."""
    admission = station.bodies("access.granted", "presentation")[-1]
    station.kiosk.touch(line_of(Intent(want="answer", presentation=admission, remember=True, notice="1")))
    await station.until(lambda: bool(station.told("consent.given")))
    return str(station.bodies("consent.given", "person")[-1])


async def wish(station: Machine, want: str) -> None:
    """Ask at the kiosk, and say by the card who asks."""
    station.kiosk.touch(line_of(Intent(want=want)))  # pyright: ignore[reportArgumentType] - tell or forget
    await station.advance(1)
    await station.lay(card(COURIER))
    await station.lift()


async def known_at(hub: HubRig, station: Machine) -> None:
    """Wait until the hub has every row."""
    rows = {(fact["epoch"], fact["seq"], fact["hash"]) for fact in station.facts}
    await station.until(lambda: hub.facts(STATION) >= rows, stride=5)


def holding(folder: Path, name: str) -> list[str]:
    """Files, keys and logs of databases among them, in which a name stands."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if name.encode() in path.read_bytes()]


def naming(station: Machine, name: str) -> list[str]:
    """Kinds of the facts that still name somebody."""
    return [fact["kind"] for fact in station.facts if name in fact["body"].values()]


async def test_who_agreed_came_back_and_asks_is_told_of_the_visits(station: Machine) -> None:
    await come(station)
    await agree(station)
    await go(station)
    await station.leap(DAY, stride=4 * 3600)
    await come(station)
    await wish(station, "tell")
    await station.until(lambda: station.kiosk.now.held_visits is not None)

    assert (station.kiosk.now.held_visits, station.kiosk.now.held_since) == (2, "2027-01-04")


async def test_who_is_forgotten_is_in_no_file_of_station_and_hub_once_the_hub_knows(
    joined: Machine, hub: HubRig
) -> None:
    await come(joined)
    day, name = joined.bodies("access.granted", "person")[-1], await agree(joined)
    await go(joined)
    await joined.leap(DAY, stride=4 * 3600)
    await come(joined)
    await go(joined)
    await known_at(hub, joined)
    before = [bool(holding(folder, each)) for folder in (joined.data, hub.folder) for each in (day, name)]

    await wish(joined, "forget")
    said = joined.kiosk.now.reason
    await known_at(hub, joined)
    await joined.until(lambda: not holding(joined.data, name) + holding(joined.data, day), stride=5)

    assert (before, said) == ([True] * 4, "forgotten")
    assert holding(hub.folder, name) + holding(hub.folder, day) == []


async def test_until_the_hub_knows_only_the_erasure_itself_names_who_is_forgotten(station: Machine) -> None:
    await come(station)
    name = await agree(station)
    await go(station)
    await wish(station, "forget")
    await station.until(lambda: naming(station, name) == ["data.erased"])
    await station.advance(60)

    assert naming(station, name) == ["data.erased"]


async def test_a_journal_from_which_somebody_was_erased_is_whole(joined: Machine, hub: HubRig) -> None:
    await come(joined)
    await agree(joined)
    await go(joined)
    await wish(joined, "forget")
    await known_at(hub, joined)
    await joined.stop()

    report = verify(joined.data / "journal.db")
    assert (report.fault, report.rows) == (None, len(joined.facts))


async def test_who_agreed_is_known_again_after_a_restart(station: Machine) -> None:
    await come(station)
    name = await agree(station)
    await go(station)
    await station.stop()
    await station.start()
    await come(station)

    assert station.bodies("access.granted", "person")[-1] == name


async def test_who_was_forgotten_is_not_known_again_after_a_restart(station: Machine) -> None:
    await come(station)
    name = await agree(station)
    await go(station)
    await wish(station, "forget")
    await station.until(lambda: naming(station, name) == ["data.erased"])
    await station.stop()
    await station.start()
    await come(station)

    assert station.bodies("access.granted", "person")[-1] not in (None, name)


async def test_who_was_forgotten_is_asked_anew(station: Machine) -> None:
    await come(station)
    name = await agree(station)
    await go(station)
    await wish(station, "forget")
    await station.leap(3600, stride=600)
    await come(station)

    assert station.bodies("access.granted", "person")[-1] not in (None, name)


async def test_who_is_forgotten_while_the_journal_is_dead_is_erased_when_it_works_again(
    build: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.0)  # SQLite's patience passes in real time
    station = build()
    await station.start()
    with closing(sqlite3.connect(station.data / "journal.db", isolation_level=None)) as meddler:
        meddler.execute("BEGIN IMMEDIATE")
        await come(station)
        await go(station)
        await wish(station, "forget")
        meddler.execute("ROLLBACK")
    await station.until(lambda: station.bodies("visit.started", "person") == [None], strides=200)

    assert [fact["kind"] for fact in station.facts if "person" in fact["body"]] == ["data.erased"]
