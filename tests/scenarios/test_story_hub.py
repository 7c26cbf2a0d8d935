"""The way to the hub: slow, gone for a month, restored from a copy. In the end it has each fact once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from machine import Machine, Site
from story_hub import URL, make_known
from story_people import CLEANER, COURIER, a_pass, card

from station_app.store import schema

if TYPE_CHECKING:
    from hub_rig import HubRig, InProcess


class Way(httpx.AsyncBaseTransport):
    """The network between station and hub."""

    def __init__(self, below: InProcess) -> None:
        self._below = below
        self.down = False
        self.answers: int | None = None
        """Status of what somebody on the way answers in the hub's place."""

    @property
    def underway(self) -> int:
        """Requests that the hub is answering."""
        return self._below.underway

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("no route")
        if self.answers is not None:
            page = b"<html>sign in to the network</html>"
            return httpx.Response(self.answers, stream=httpx.ByteStream(page))
        return await self._below.handle_async_request(request)


@pytest.fixture
async def enrolled(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station that the hub knows, not switched on yet."""
    machine = build(Site(hub=URL), hub=Way(hub.transport))
    await make_known(machine, hub)
    yield machine
    await machine.stop()  # before the hub ends


def everything(station: Machine) -> set[tuple[str, int, str]]:
    """Epoch, number and hash of each fact that the journal holds."""
    return {(fact["epoch"], fact["seq"], fact["hash"]) for fact in station.facts}


async def caught_up(station: Machine, hub: HubRig) -> None:
    """Wait until the hub has exactly what the journal has."""
    await station.until(lambda: hub.facts("320206001") == everything(station), stride=5)


def way(station: Machine) -> Any:
    """The network."""
    return station.hub


async def test_a_visit_reaches_the_hub(enrolled: Machine, hub: HubRig) -> None:
    await enrolled.start()
    await enrolled.lay(card())
    await enrolled.walk_in()
    await caught_up(enrolled, hub)
    from station_app.hub.models import Visit

    assert hub.in_thread(lambda: list(Visit.objects.values_list("credential", flat=True))) == ["id-card"]


async def test_nothing_personal_reaches_the_hub(enrolled: Machine, hub: HubRig) -> None:
    from story_people import traces_in_bytes

    await enrolled.start()
    for number in (COURIER, CLEANER):
        await enrolled.lay(card(number))
        await enrolled.walk_in()
        await enrolled.lift()
    await caught_up(enrolled, hub)
    hub.back_up()

    files = [path.read_bytes() for path in hub.folder.iterdir()]
    assert [trace for raw in files for trace in traces_in_bytes(raw)] == []


async def test_a_hub_that_was_away_for_thirty_days_gets_each_fact_once(enrolled: Machine, hub: HubRig) -> None:
    way(enrolled).down = True
    await enrolled.start()
    for _ in range(30):
        await enrolled.show(a_pass(enrolled))
        await enrolled.walk_in()
        await enrolled.leap(86_400, stride=14_400)
    before = hub.facts("320206001")
    way(enrolled).down = False
    await caught_up(enrolled, hub)

    assert before == set()
    assert len(enrolled.told("visit.started")) == 30


async def test_a_hub_restored_from_yesterdays_copy_gets_everything_again(enrolled: Machine, hub: HubRig) -> None:
    await enrolled.start()
    await enrolled.show(a_pass(enrolled))
    await enrolled.walk_in()
    await caught_up(enrolled, hub)
    yesterday = hub.back_up()
    await enrolled.advance(10)
    await enrolled.show(a_pass(enrolled))
    await enrolled.walk_in()
    await caught_up(enrolled, hub)
    all_of_it = hub.facts("320206001")
    hub.restore(yesterday)
    after_the_restore = hub.facts("320206001")
    await caught_up(enrolled, hub)

    assert after_the_restore < all_of_it


@pytest.mark.parametrize("status", [200, 500])
async def test_an_answer_that_is_not_the_hubs_acknowledges_nothing(enrolled: Machine, hub: HubRig, status: int) -> None:
    way(enrolled).answers = status
    await enrolled.start()
    await enrolled.show(a_pass(enrolled))
    await enrolled.walk_in()
    await enrolled.leap(60, stride=5)
    acknowledged = list((await enrolled.journal.cursors()).values())
    way(enrolled).answers = None
    await caught_up(enrolled, hub)

    assert acknowledged == [0]


async def test_what_a_damaged_journal_still_held_reaches_the_hub_and_the_rest_is_declared_lost(
    enrolled: Machine, hub: HubRig
) -> None:
    await enrolled.start()
    await caught_up(enrolled, hub)
    way(enrolled).down = True
    for _ in range(4):
        await enrolled.show(a_pass(enrolled))
        await enrolled.walk_in()
        await enrolled.advance(5)
    written = everything(enrolled)
    await enrolled.stop()
    path = enrolled.data / "journal.db"
    at = path.read_bytes().index(enrolled.facts[11]["id"].encode())
    with path.open("r+b") as file:
        file.seek(at - at % schema.PAGE)
        file.write(bytes(schema.PAGE))
    way(enrolled).down = False
    await enrolled.start()
    await enrolled.until(lambda: hub.facts("320206001") >= everything(enrolled), stride=5)
    from station_app.hub.models import LostRange

    lost = hub.in_thread(lambda: list(LostRange.objects.values_list("epoch", "first", "last")))
    missing = written - hub.facts("320206001")
    declared = {(epoch, seq) for epoch, first, last in lost for seq in range(first, last + 1)}
    assert missing
    assert declared == {(epoch, seq) for epoch, seq, _ in missing}


async def test_a_station_put_back_from_a_copy_begins_a_new_epoch_and_no_row_is_dropped(
    enrolled: Machine, hub: HubRig
) -> None:
    await enrolled.start()
    await caught_up(enrolled, hub)
    await enrolled.stop()
    copy = (enrolled.data / "journal.db").read_bytes()
    await enrolled.start()
    await enrolled.show(a_pass(enrolled))
    await enrolled.walk_in()
    await caught_up(enrolled, hub)
    lived = hub.facts("320206001")
    await enrolled.stop()
    (enrolled.data / "journal.db").write_bytes(copy)
    await enrolled.start()
    await enrolled.until(lambda: "journal-recovered" in enrolled.journal.troubles)
    await enrolled.until(lambda: hub.facts("320206001") | aside(hub) == lived | everything(enrolled), stride=5)

    assert len({epoch for epoch, _, _ in hub.facts("320206001")}) == 2
    assert enrolled.bodies("journal.recovered", "reason") == ["restored-copy"]


def aside(hub: HubRig) -> set[tuple[str, int, str]]:
    """What the hub keeps beside its facts: rows whose number another row has."""
    from station_app.hub.models import SetAside

    kept = hub.in_thread(lambda: list(SetAside.objects.values_list("epoch", "seq", "row")))
    return {(epoch, seq, json.loads(row)["hash"]) for epoch, seq, row in kept}
