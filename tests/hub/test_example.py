"""A hub that is tried out has something on every shelf of its station, made once."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hub_rig import HubRig, enrolled

from station_app.core.memory.offers import Board
from station_app.core.offers.isbn import isbn13
from station_app.core.offers.requests import TOPICS
from station_app.hub import board, example
from station_app.hub.accounts import set_account
from station_app.hub.desks import desk_for, members
from station_app.hub.models import Activity, Station, Ticket
from station_app.hub.union import branches_to_choose


def filled(times: int) -> Board:
    set_account("clerk", "admin")
    for _ in range(times):
        call_command("example", "ST-1", by="clerk", stdout=io.StringIO())
    return board.board_of(Station.objects.get(pk="ST-1"), "https://hub.example.org/", timezone.now()).board


async def test_every_shelf_has_something(rig: HubRig) -> None:
    await enrolled(rig, "ST-1")
    told = rig.in_thread(lambda: filled(1))

    assert all((told.rounds, told.racks, told.books, told.stock, told.bulletins))


async def test_a_second_time_changes_nothing(rig: HubRig) -> None:
    await enrolled(rig, "ST-1")
    once = rig.in_thread(lambda: filled(1))
    again = rig.in_thread(lambda: filled(2))

    assert (again.rounds, again.racks, again.books, again.stock) == (once.rounds, once.racks, once.books, once.stock)


async def test_every_question_for_advice_has_a_desk_with_somebody_at_it(rig: HubRig) -> None:
    await enrolled(rig, "ST-1")

    def without() -> list[str]:
        filled(2)
        found = {topic: desk_for("advice", topic, "") for topic in TOPICS["advice"]}
        return [topic for topic, desk in found.items() if desk is None or not members(desk)]

    assert rig.in_thread(without) == []


async def test_the_form_for_joining_has_a_branch_to_choose(rig: HubRig) -> None:
    await enrolled(rig, "ST-1")
    rig.in_thread(lambda: filled(2))

    assert rig.in_thread(lambda: [one.handler for one in branches_to_choose()]) == [example.BRANCH["handler"]]


async def test_a_station_that_nobody_knows_is_refused(rig: HubRig) -> None:
    def run() -> None:
        set_account("clerk", "admin")
        call_command("example", "ST-9", by="clerk", stdout=io.StringIO())

    with pytest.raises(CommandError, match="enrol it first"):
        rig.in_thread(run)


def test_the_books_have_numbers_that_a_scanner_reads() -> None:
    assert [isbn13(isbn) for isbn, _, _ in example.BOOKS] == [isbn for isbn, _, _ in example.BOOKS]


async def test_the_inbox_has_each_request_once(rig: HubRig) -> None:
    await enrolled(rig, "ST-1")
    rig.in_thread(lambda: filled(2))
    asked = rig.in_thread(lambda: sorted(Ticket.objects.values_list("request", flat=True)))

    assert asked == sorted(name for name, *_ in example.REQUESTS)


@pytest.mark.parametrize("matter, topic", [(matter, topic) for _, _, matter, topic, _ in example.REQUESTS])
def test_a_request_is_about_something_that_there_is(matter: str, topic: str) -> None:
    assert topic in TOPICS[matter]


async def test_what_was_held_already_is_announced_again_and_nothing_twice(rig: HubRig) -> None:
    await enrolled(rig, "ST-1")

    def announced() -> tuple[int, int]:
        filled(2)
        first = Activity.objects.count()
        Activity.objects.update(ends_at=timezone.now())
        filled(2)
        return first, Activity.objects.count()

    assert rig.in_thread(announced) == (2, 4)
