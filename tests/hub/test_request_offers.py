"""A new request is offered to one expert after the other, and whoever has it is reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from request_rig import account, ask, asking_station, desk, moved, only, path, taken

from station_app.hub import oncall, ticket_offers
from station_app.hub.models import Message, TicketOffer


@pytest.fixture
async def asking(rig: HubRig) -> Enrolled:
    return await asking_station(rig)


def asked_of(rig: HubRig) -> list[tuple[int, str]]:
    """Step and account of each offer, in their order."""
    offers = TicketOffer.objects.order_by("id")
    return rig.in_thread(lambda: list(offers.values_list("step", "who__username")))


async def test_a_request_is_offered_to_one_expert_after_the_other_then_to_all(rig: HubRig, asking: Enrolled) -> None:
    def people() -> None:
        lead, *experts = (account(name) for name in ("lead", "wang", "li"))
        desk("labour", "", lead, *experts)

    rig.in_thread(people)
    await ask(asking)
    for minutes in (0, 4, 5, 11):
        moved(rig, minutes)

    assert asked_of(rig) == [(1, "wang"), (2, "li"), (3, "lead"), (3, "wang"), (3, "li")]


async def test_each_offer_is_told_by_the_expert_s_own_channel_and_names_nobody(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: desk("labour", "", None, account("wang")))
    await ask(asking, person="p-secret", contact="sealed")
    moved(rig, 0)

    (text,) = rig.in_thread(lambda: list(Message.objects.values_list("text", flat=True)))
    assert ("拖欠工资" in text, f"https://hub/requests/{only(rig).pk}/" in text, "secret" in text) == (
        True,
        True,
        False,
    )


async def test_without_a_desk_everybody_who_may_is_asked(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: [account("wang"), account("far", districts=("滨湖",)), account("looker", "viewer")])
    await ask(asking)
    moved(rig, 0)

    assert asked_of(rig) == [(1, "wang")]


async def test_a_desk_that_is_set_up_later_takes_what_waits(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    rig.in_thread(lambda: desk("labour", "", None, account("wang")))
    moved(rig, 0)

    assert (only(rig).desk is not None, asked_of(rig)) == (True, [(1, "wang")])


async def test_what_is_taken_on_is_offered_to_nobody_any_more(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: desk("labour", "", None, account("wang"), account("li")))
    await ask(asking)
    moved(rig, 0)
    taken(rig)
    moved(rig, 10)

    assert asked_of(rig) == [(1, "wang")]


async def test_of_two_loops_one_asks(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: desk("labour", "", None, account("wang")))
    await ask(asking)
    at = timezone.now()
    stale = only(rig)
    rig.in_thread(lambda: ticket_offers.tick(at, "https://hub"))
    rig.in_thread(lambda: ticket_offers._Round(at).see_to(stale))

    assert len(asked_of(rig)) == 1


async def test_whoever_gave_it_back_is_not_the_first_to_be_asked_again(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: desk("labour", "", None, account("expert"), account("li")))
    await ask(asking)
    moved(rig, 0)
    taken(rig).post(path(rig, "give-back"))
    moved(rig, 1)

    assert (asked_of(rig), only(rig).state) == ([(1, "expert"), (1, "li")], "waiting")


async def test_a_hazard_wakes_people_and_a_suggestion_does_not(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: account("wang", sleeps=True))
    await ask(asking, "r1", "hazard", "fire")
    await ask(asking, "r2", "suggestion", "hours")
    night = (timezone.now() + timedelta(days=1)).astimezone(oncall.CHINA).replace(hour=2)
    rig.in_thread(lambda: ticket_offers.tick(night, "https://hub"))

    told = rig.in_thread(lambda: list(TicketOffer.objects.order_by("ticket").values_list("ticket__matter", "told")))
    assert told == [("hazard", True), ("suggestion", False)]


async def test_an_owner_is_reminded_an_hour_before_the_answer_is_due(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: account("expert"))
    await ask(asking)
    taken(rig)
    told = [rig.in_thread(Message.objects.count) for hours in (22, 23.5, 23.6) if moved(rig, hours * 60) is not None]

    assert told == [0, 1, 1]
