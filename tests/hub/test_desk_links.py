"""The page on the web of a desk: set by managers, https alone, told to the stations of its district at once."""

from __future__ import annotations

from typing import Any

import pytest
from hub_rig import Enrolled, HubRig
from request_rig import asking_station, desk
from test_pages import Browser

from station_app.hub.models import BoardNews, Desk

LINK = "https://zghz.example.org/apply"


def save(rig: HubRig, link: str, role: str = "manager") -> Any:
    """Save the desk for mutual aid with this page."""
    number = rig.in_thread(lambda: (Desk.objects.first() or desk("mutual-aid")).pk)
    form = {"district": "", "do": "desk-set", "desk": str(number), "minutes": "5", "hours": "24", "link": link}
    return Browser(rig, role).post("/requests/desks/change/", **form)


@pytest.fixture
async def asking(rig: HubRig) -> Enrolled:
    return await asking_station(rig)


async def test_the_page_is_on_the_board_of_its_district_s_stations(rig: HubRig, asking: Enrolled) -> None:
    save(rig, LINK)

    assert (await asking.client().board()).links == {"mutual-aid": LINK}


async def test_another_district_s_station_is_told_of_none(rig: HubRig) -> None:
    other = await asking_station(rig, district="滨湖")
    save(rig, LINK)

    assert (await other.client().board()).links == {}


async def test_its_stations_are_rung(rig: HubRig, asking: Enrolled) -> None:
    save(rig, LINK)

    assert rig.in_thread(lambda: list(BoardNews.objects.values_list("station", flat=True))) == ["ST-1"]


async def test_nobody_is_rung_for_what_stays_the_same(rig: HubRig, asking: Enrolled) -> None:
    save(rig, "")

    assert not rig.in_thread(BoardNews.objects.exists)


@pytest.mark.parametrize("link", ["http://zghz.example.org/", "zghz.example.org", "https://a.example@b.example/"])
def test_a_page_that_nobody_is_to_be_sent_to_is_not_kept(rig: HubRig, link: str) -> None:
    assert (save(rig, link).status_code, rig.in_thread(lambda: Desk.objects.get().link)) == (422, "")


def test_the_page_can_be_taken_away(rig: HubRig) -> None:
    save(rig, LINK)
    save(rig, "")

    assert rig.in_thread(lambda: Desk.objects.get().link) == ""


def test_experts_do_not_set_it(rig: HubRig) -> None:
    assert save(rig, LINK, role="expert").status_code == 403
