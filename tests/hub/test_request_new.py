"""What was said on the hotline, on a talk day or by telephone comes into the same inbox by a form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hub_rig import HubRig
from request_rig import account, asking_station, desk, only, taken
from test_pages import Browser

from station_app.core.offers.requests import ticket_hash
from station_app.hub.models import Ticket, TicketWord

TOKEN = "0190a000-0000-7000-8000-000000000001"


def noted(rig: HubRig, role: str = "manager", **more: str) -> Any:
    form = {"token": TOKEN, "source": "hotline", "about": "advice/wages", "district": "", "text": "欠薪两个月"} | more
    return Browser(rig, role).post("/requests/new/", **form)


def test_a_hotline_note_is_a_request_with_a_desk_a_code_and_its_words_apart(rig: HubRig) -> None:
    rig.in_thread(lambda: desk("labour", "", None, account("li")))

    page = noted(rig).content.decode()
    code = re.search(r"\d{4} \d{4} \d{4}", page)
    one = only(rig)
    words = rig.in_thread(lambda: TicketWord.objects.get().text)
    assert code is not None
    assert (one.source, one.station, one.desk is not None, one.code_hash, words) == (
        "hotline",
        None,
        True,
        ticket_hash(code[0]),
        "欠薪两个月",
    )


def test_the_same_form_twice_is_one_request(rig: HubRig) -> None:
    statuses = [noted(rig).status_code for _ in range(2)]

    assert (statuses, rig.in_thread(Ticket.objects.count)) == ([200, 302], 1)


async def test_a_station_is_found_by_its_whole_name(rig: HubRig) -> None:
    await asking_station(rig)
    noted(rig, station="信成花园驿站")

    assert only(rig).station.pk == "ST-1"


def test_its_clocks_run_from_when_it_was_said(rig: HubRig) -> None:
    said = (timezone.now() + timedelta(hours=8) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    noted(rig, said=said)

    age = timezone.now().timestamp() * 1000 - only(rig).made_ms
    assert 2 * 3_600_000 <= age < 2 * 3_600_000 + 120_000


def test_a_number_to_call_back_is_sealed_at_once(rig: HubRig) -> None:
    noted(rig, phone="130 0000 0000")

    contact = only(rig).contact
    page = taken(rig).post(f"/requests/{only(rig).pk}/contact/", reason="回电").content.decode()
    assert (rig.holds("13000000000"), "13000000000" in page, len(contact) > 60) == (False, True, True)


WRONG = [
    {"about": "advice/weather"},
    {"about": ""},
    {"source": "kiosk"},
    {"district": "滨湖"},
    {"station": "ST-9"},
    {"text": ""},
    {"text": "x" * 4001},
    {"said": "yesterday"},
    {"said": "2020-01-01T00:00"},
    {"phone": "call me"},
    {"token": "x"},
]


@pytest.mark.parametrize("more", WRONG)
def test_what_cannot_be_is_given_back_with_what_was_typed(rig: HubRig, more: dict[str, str]) -> None:
    response = noted(rig, **more)

    assert (response.status_code, rig.in_thread(Ticket.objects.count)) == (422, 0)


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("expert", 403), ("technician", 200), ("manager", 200)])
def test_who_may_note_a_request_down(rig: HubRig, role: str, status: int) -> None:
    assert noted(rig, role).status_code == status


def test_a_note_of_another_district_is_not_there(rig: HubRig) -> None:
    noted(rig)
    rig.in_thread(lambda: Ticket.objects.update(district="滨湖"))

    assert Browser(rig, "manager").get(f"/requests/{only(rig).pk}/").status_code == 404
