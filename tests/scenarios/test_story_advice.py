"""A worker asks for advice while the network is away; the answer is read here by card, elsewhere by slip, and rated."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from machine import Machine, Site
from story_hub import STATION, URL
from story_people import COURIER, card
from test_story_hub import Way

from station_app.upstream.address import HubAddress
from station_app.upstream.client import Newcomer, enrol
from station_app.upstream.feed_messages import POLL_MS
from station_app.wire import Ask, Intent, OfferAnswer, line_of

if TYPE_CHECKING:
    from hub_rig import HubRig

ELSEWHERE = "320206002"
OFFERED = Site(hub=URL, offers='["advice", "fault"]')


async def known(machine: Machine, hub: HubRig) -> None:
    """Enrol a station under the name in its config."""
    machine.make_keys()
    name = machine.settings.station.id
    newcomer = Newcomer(station=name, key=machine.keys.station(), code=hub.code(name))
    answer = await enrol(HubAddress(url=URL), newcomer, below=hub.transport)
    machine.keys.save_hub(URL, bytes.fromhex(answer.hub_public_key))


class Touches:
    """Whoever stands at a kiosk: asks, and reads what the core answers."""

    def __init__(self, station: Machine) -> None:
        self.station = station
        self._asked = 0

    async def ask(self, act: str, *choice: str, offer: str = "answers", about: str = "") -> str:
        """Touch something."""
        self._asked += 1
        name = f"ask-{self._asked:08d}"
        self.station.kiosk.touch(line_of(Ask(id=name, offer=offer, act=act, about=about, choice=choice)))
        await self.station.advance(0.5)
        return name

    async def told(self, ask: str, *results: str) -> OfferAnswer:
        """Wait for one of these results."""

        def there() -> bool:
            answer = self.now
            return answer is not None and answer.ask == ask and answer.result in results

        # The clock crawls: a real thread answers, and what waits for it gives up by the clock.
        await self.station.until(there, stride=0.01)
        answer = self.now
        assert answer is not None
        return answer

    @property
    def now(self) -> OfferAnswer | None:
        """The answer that stands."""
        return self.station.kiosk.offers[-1].answer

    async def leave(self) -> None:
        """Go away."""
        self.station.kiosk.touch(line_of(Intent(want="offers-left")))
        await self.station.advance(0.5)


def the_ticket(hub: HubRig) -> Any:
    """The one request that the hub knows, or None."""
    from station_app.hub.models import Ticket

    return hub.in_thread(Ticket.objects.first)


def answers(hub: HubRig) -> None:
    """An expert takes the request on and answers it."""
    from django.contrib.auth.models import User

    from station_app.hub import ticket_acts
    from station_app.hub.accounts import set_account
    from station_app.hub.models import Ticket

    set_account("expert", "expert", ("",))
    who = User.objects.get(username="expert")
    ticket = ticket_acts.accept(Ticket.objects.get(), who)
    ticket_acts.answer(ticket, who, "请带合同和工资记录来工会法律援助站")


async def test_asked_offline_answered_by_the_hub_read_here_and_elsewhere_and_rated(
    build: Callable[..., Machine], hub: HubRig, tmp_path: Path
) -> None:
    way = Way(hub.transport)
    here = build(OFFERED, hub=way, wall=time.time())
    await known(here, hub)
    await here.start()
    worker = Touches(here)
    way.down = True

    asked = await worker.ask("sign", "wages", offer="advice")
    await worker.told(asked, "present")
    await here.lay(card(COURIER))
    code = str((await worker.told(asked, "made")).values["ticket"]).replace(" ", "")
    await here.lift()
    await worker.leave()
    assert (here.kinds()[-1], the_ticket(hub)) == ("request.made", None)

    way.down = False
    await here.until(lambda: the_ticket(hub) is not None, stride=5)
    hub.in_thread(lambda: answers(hub))
    await here.until(lambda: state_here(here) == "answered", stride=20)

    mine = await worker.ask("mine")
    await worker.told(mine, "present")
    await here.lay(card(COURIER))
    read = await worker.told(mine, "told")
    await here.lift()
    assert read.values["text"] == "请带合同和工资记录来工会法律援助站"
    await worker.leave()

    away = Way(hub.transport)
    site = Site(hub=URL, offers='["advice"]', station=ELSEWHERE)
    other = build(site, hub=away, wall=time.time(), data=tmp_path / "elsewhere")
    await here.stop()  # the two share one socket
    await known(other, hub)
    await other.start()
    await other.until(lambda: other.core._shell.state.offers.board is not None, stride=1)  # it asks the hub by now
    visitor = Touches(other)
    away.down = True
    await visitor.told(await visitor.ask("read", code), "no-hub")
    away.down = False
    found = await visitor.told(await visitor.ask("read", code), "told")
    assert found.values["text"] == read.values["text"]

    rated = await visitor.ask("rate", "5", about=str(found.values["request"]))
    await visitor.told(rated, "rated")
    await other.until(lambda: the_ticket(hub).stars == 5, stride=5)
    await other.stop()  # before the hub ends
    assert the_ticket(hub).station_id == STATION


async def test_an_answer_is_at_the_kiosk_seconds_after_it_was_given(build: Callable[..., Machine], hub: HubRig) -> None:
    here = build(OFFERED, hub=Way(hub.transport), wall=time.time())
    await known(here, hub)
    await here.start()
    worker = Touches(here)
    asked = await worker.ask("sign", "wages", offer="advice")
    await worker.told(asked, "present")
    await here.lay(card(COURIER))
    await worker.told(asked, "made")
    await here.until(lambda: here.core._shell.state.offers.board is not None, stride=1)
    await here.until(lambda: the_ticket(hub) is not None, stride=1)

    hub.in_thread(lambda: answers(hub))
    given = here.clock.monotonic()
    await here.until(lambda: state_here(here) == "answered", stride=0.5)
    waited = here.clock.monotonic() - given
    await here.stop()  # before the hub ends
    assert waited < 2 * POLL_MS / 1000  # this hub lets nobody wait, and is asked every few seconds


async def test_the_page_that_a_manager_sets_at_a_desk_is_at_the_kiosk_at_once(
    build: Callable[..., Machine], hub: HubRig
) -> None:
    here = build(OFFERED, hub=Way(hub.transport), wall=time.time())
    await known(here, hub)
    await here.start()
    await here.until(lambda: here.core._shell.state.offers.board is not None, stride=1)

    hub.in_thread(sets_a_page)
    await here.until(lambda: bool(here.kiosk.offers and here.kiosk.offers[-1].links), stride=0.5)
    told = here.kiosk.offers[-1].links
    await here.stop()  # before the hub ends
    assert told == {"mutual-aid": "https://zghz.example.org/apply"}


def sets_a_page() -> None:
    """A manager has set the page of the desk for mutual aid."""
    from django.http import QueryDict

    from station_app.hub.models import Desk, Station
    from station_app.hub.pages import desks

    district = Station.objects.get().district
    desk = Desk.objects.create(field_id="mutual-aid", district=district)
    desks._desk_set(QueryDict(f"desk={desk.pk}&minutes=5&hours=24&link=https://zghz.example.org/apply"), district)


def state_here(station: Machine) -> str:
    """Where the one request stands, as this station knows."""
    from station_app.core.offers.requests import reply_of

    state = station.core._shell.state  # what the board has brought is on no screen by itself
    (made,) = state.offers.requests.values()
    return reply_of(state, made.request).state
