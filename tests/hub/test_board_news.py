"""Stations hear of a change of their board at once: of their own, once each, whatever programs both ends are of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from request_rig import ask, asking_station, path, taken

from station_app.hub import board_news
from station_app.hub.live.missed import Missed
from station_app.hub.models import BoardNews, Station
from station_app.upstream.feed_messages import FeedAnswer


@pytest.fixture
async def asking(rig: HubRig) -> Enrolled:
    """A station with one request, which has heard all that there is."""
    mine = await asking_station(rig)
    await ask(mine)
    return mine


async def heard(station: Enrolled, after: str = "") -> FeedAnswer:
    return (await station.client().feed(after, 0)).answer


def change(rig: HubRig, *stations: str) -> None:
    rig.in_thread(lambda: board_news.changed(*stations))


async def test_an_answer_to_a_request_is_news_for_its_station(rig: HubRig, asking: Enrolled) -> None:
    after = (await heard(asking)).after
    taken(rig).post(path(rig, "answer"), text="请到仲裁窗口")

    assert (await heard(asking, after)).board


async def test_a_note_among_colleagues_is_none(rig: HubRig, asking: Enrolled) -> None:
    mine = taken(rig)
    after = (await heard(asking)).after
    mine.post(path(rig, "note"), text="明天再打一次")

    assert not (await heard(asking, after)).board


async def test_another_station_hears_nothing_of_it(rig: HubRig, asking: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    taken(rig)

    assert not (await heard(neighbour)).board


async def test_news_is_told_once(rig: HubRig, asking: Enrolled) -> None:
    change(rig, "ST-1")
    first = await heard(asking)

    assert (first.board, (await heard(asking, first.after)).board) == (True, False)


@pytest.mark.parametrize("cursor", ["0.0", "0.0.0.00000000.0"])
async def test_a_cursor_of_an_older_hub_has_heard_of_no_news(rig: HubRig, asking: Enrolled, cursor: str) -> None:
    change(rig, "ST-1")

    assert (await heard(asking, cursor)).board


async def test_a_hub_put_back_from_a_copy_is_believed(rig: HubRig, asking: Enrolled) -> None:
    change(rig, "ST-1")
    after = (await heard(asking)).after
    rig.in_thread(lambda: BoardNews.objects.update(mark=1))

    assert (await heard(asking, after)).board


async def test_a_hub_that_knows_no_news_gives_the_cursor_of_before(rig: HubRig, asking: Enrolled) -> None:
    assert (await heard(asking)).after.count(".") == 4


async def test_a_ring_that_was_not_heard_is_made_up_for(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: BoardNews.objects.create(station_id="ST-1", mark=1, at=timezone.now()))

    assert "ST-1" in rig.in_thread(Missed().look).stations


async def test_old_news_wakes_nobody(rig: HubRig, asking: Enrolled) -> None:
    ago = timezone.now() - board_news.FRESH - timedelta(seconds=1)
    rig.in_thread(lambda: BoardNews.objects.create(station_id="ST-1", mark=1, at=ago))

    assert rig.in_thread(Missed().look).stations == set()


async def test_many_stations_are_told_in_two_statements(rig: HubRig) -> None:
    def made() -> int:
        names = [f"ST-{number}" for number in range(300)]
        Station.objects.bulk_create(Station(id=name, public_key="", enrolled_at=timezone.now()) for name in names)
        board_news.changed(*names, "ST-0")
        return BoardNews.objects.count()

    assert rig.in_thread(made) == 300
