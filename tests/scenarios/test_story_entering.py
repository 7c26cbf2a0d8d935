"""People come in: with a card, with a pass, alone and together."""

from __future__ import annotations

from machine import Machine
from people import COURIER, a_pass, card


async def test_a_worker_lays_an_id_card_and_walks_in(station: Machine) -> None:
    station.world.lay_card("id_reader", card())
    await station.advance(1.0)

    assert station.lock == [True]
    await station.walk_in()
    await station.advance(9)
    station.world.lift_card("id_reader")
    await station.advance(2)

    assert station.kinds() == ["access.granted", "door.unlocked", "door.opened", "visit.started", "door.closed"]
    assert station.lock == [True, False]
    assert station.kiosk.moments == ["idle", "reading", "welcome", "take-card", "idle"]
    assert station.kiosk.now.inside == 1
