"""Leads a whole conversation on a site, with time moved by hand."""

from __future__ import annotations

import asyncio

from miswired_site import Site, passing
from site_technician import Technician

from station_app.selftest.commissioning.hands import Hands
from station_app.selftest.commissioning.host import lead
from station_app.selftest.commissioning.learned import Brief, Learned, Plan
from station_app.selftest.commissioning.script import commissioning
from station_app.selftest.commissioning.talk import Answer, Conversation


class Visit:
    """One technician at one site; may leave, and come back to go on."""

    def __init__(self, site: Site, technician: Technician, plan: Plan | None = None) -> None:
        self.site, self.technician = site, technician
        self.brief = Brief(ports=site.ports, plan=plan or Plan())
        self.kept: tuple[Answer, ...] = ()
        self.conversation = Conversation(lambda: commissioning(self.brief))

    async def run(self) -> Learned | None:
        """To the end, or to where the technician stops."""
        site = self.site
        hands = Hands(site.open_port, site.clock, lambda _port, _what: None)
        async with site.at_work():
            talking = asyncio.ensure_future(lead(self.conversation, hands, self.technician, self._keep))
            try:
                await passing(site.clock, talking)
            finally:
                talking.cancel()
                await hands.close()
        return talking.result()

    def conversation_after(self, answers: tuple[Answer, ...]) -> Conversation[Learned]:
        """The same conversation, with a record to go on from."""
        return Conversation(lambda: commissioning(self.brief), answers)

    def _keep(self, answers: tuple[Answer, ...]) -> None:
        self.kept = answers


async def commissioned(site: Site, technician: Technician, plan: Plan | None = None) -> Learned | None:
    """What was learned in one go."""
    return await Visit(site, technician, plan).run()
