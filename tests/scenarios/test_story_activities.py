"""A class with two places: signing up with no network, waiting, moving up, coming; the hub has it all in the end."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest
from machine import Machine, Site
from story_hub import STATION, URL, make_known
from story_people import CLEANER, COURIER, card
from test_story_books import ask, said
from test_story_hub import Way, way

if TYPE_CHECKING:
    from hub_rig import HubRig


def announce() -> None:
    """What a manager did at the hub: one place, one who may wait, beginning in twenty minutes."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.utils import timezone

    from station_app.hub.accounts import set_account
    from station_app.hub.models import Activity

    set_account("manager", "manager")
    begins = timezone.now() + timedelta(minutes=20)
    Activity.objects.create(
        code="skills-1", station_id=STATION, kind="skills", title="电工课", where="会议室", begins_at=begins,
        ends_at=begins + timedelta(hours=2), join_until=begins, places=1, waiting=1, made_by=User.objects.get(),
        made_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
async def school(build: Callable[..., Machine], hub: HubRig) -> AsyncIterator[Machine]:
    """A station whose hub has announced a class."""
    machine = build(Site(hub=URL, offers='["activities"]'), hub=Way(hub.transport), wall=time.time())
    await make_known(machine, hub)
    hub.in_thread(announce)
    await machine.start()
    await machine.until(lambda: machine.core._shell.state.offers.board is not None, stride=1.0)
    yield machine
    await machine.stop()  # before the hub ends


async def does(station: Machine, act: str, number: str) -> str:
    """Somebody touches, lays a card, and takes it away again."""
    await ask(station, "activities", act, "skills-1")
    await station.lay(card(number))
    await station.advance(1)
    told = said(station)
    await station.lift()
    return told


async def test_places_go_round_with_no_network_and_the_hub_counts_who_came(school: Machine, hub: HubRig) -> None:
    from station_app.hub import activities

    way(school).down = True
    told = [
        await does(school, act, who)
        for act, who in (("join", COURIER), ("join", CLEANER), ("leave", COURIER), ("join", CLEANER), ("come", CLEANER))
    ]
    way(school).down = False

    def counted() -> tuple[int, ...]:
        return hub.in_thread(lambda: activities.turnout(["skills-1"]).get("skills-1", ()))

    await school.until(lambda: counted() == (1, 1, 1), stride=5)
    assert told == ["joined", "listed", "left", "yours", "came"]
    assert school.told("access.granted") == []
