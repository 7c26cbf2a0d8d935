"""Desks: who changes them, and what stays true of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hub_rig import HubRig
from request_rig import account, ask, asking_station, desk, only
from test_pages import Browser

from station_app.hub import desks, ticket_offers
from station_app.hub.models import Desk, DeskField, Expert, TicketOffer


def change(rig: HubRig, do: str, role: str = "manager", **more: Any) -> Any:
    form = {"district": "", "do": do} | {name: str(value) for name, value in more.items()}
    return Browser(rig, role).post("/requests/desks/change/", **form)


def sitting(rig: HubRig) -> list[str]:
    return rig.in_thread(lambda: list(Expert.objects.order_by("position").values_list("who__username", flat=True)))


@pytest.fixture
def people(rig: HubRig) -> dict[str, int]:
    """Two experts at the desk for labour, and a third one."""

    def made() -> dict[str, int]:
        wang, li, zhao = (account(name) for name in ("wang", "li", "zhao"))
        one = desk("labour", "", None, wang, li)
        return {"desk": one.pk, "wang": wang.pk, "li": li.pk, "zhao": zhao.pk}

    return rig.in_thread(made)


def test_a_new_hub_has_fields_for_every_matter(rig: HubRig) -> None:
    from station_app.hub.tickets import MATTERS

    fields = rig.in_thread(lambda: list(DeskField.objects.all()))
    assert all(desks.field_for(matter, "anything", fields) for matter in MATTERS)


def test_a_desk_is_set_up_for_a_field_once(rig: HubRig) -> None:
    statuses = [change(rig, "desk-add", field="legal").status_code for _ in range(2)]

    assert (statuses, rig.in_thread(Desk.objects.count)) == ([302, 422], 1)


def test_an_expert_is_added_at_the_end_and_can_be_made_the_first(rig: HubRig, people: dict[str, int]) -> None:
    change(rig, "expert-add", desk=people["desk"], who=people["zhao"])
    before = sitting(rig)
    number = rig.in_thread(lambda: Expert.objects.get(who__username="zhao").pk)
    change(rig, "expert-first", expert=number)

    assert (before, sitting(rig)) == (["wang", "li", "zhao"], ["zhao", "wang", "li"])


@pytest.mark.parametrize(("role", "districts"), [("viewer", ("",)), ("expert", ("滨湖",))])
def test_nobody_sits_there_who_may_not_take_requests_on(
    rig: HubRig, people: dict[str, int], role: str, districts: tuple[str, ...]
) -> None:
    whom = rig.in_thread(lambda: account("other", role, districts).pk)

    assert (change(rig, "expert-add", desk=people["desk"], who=whom).status_code, len(sitting(rig))) == (422, 2)


def test_whoever_loses_the_right_is_asked_no_more_and_the_page_says_so(rig: HubRig, people: dict[str, int]) -> None:
    rig.in_thread(lambda: account("wang", "viewer", channel=False, sleeps=True))

    order = rig.in_thread(lambda: desks.order_of(Desk.objects.get()))
    page = Browser(rig, "manager").get("/requests/desks/").text_now
    assert (order, "不再有权受理" in page) == ([people["li"]], True)


async def test_a_desk_s_hours_are_those_of_what_is_open_there(rig: HubRig, people: dict[str, int]) -> None:
    await ask(await asking_station(rig))
    change(rig, "desk-set", desk=people["desk"], minutes=7, hours=48, lead=people["zhao"])

    one = only(rig)
    told = rig.in_thread(lambda: Desk.objects.values_list("minutes", "answer_hours", "lead__username").get())
    assert (one.answer_by_ms - one.made_ms, told) == (48 * 3_600_000, (7, 48, "zhao"))


@pytest.mark.parametrize("more", [{"minutes": 0}, {"minutes": 241}, {"hours": 0}, {"hours": "x"}, {"lead": 99}])
def test_a_desk_takes_no_odd_number(rig: HubRig, people: dict[str, int], more: dict[str, Any]) -> None:
    form = {"desk": people["desk"], "minutes": 5, "hours": 24, **more}

    assert change(rig, "desk-set", **form).status_code == 422


async def test_what_waits_at_a_desk_that_is_closed_goes_to_whoever_takes_it_now(
    rig: HubRig, people: dict[str, int]
) -> None:
    await ask(await asking_station(rig))
    change(rig, "desk-close", desk=people["desk"])
    rig.in_thread(lambda: ticket_offers.tick(timezone.now(), "https://hub"))

    asked = rig.in_thread(lambda: set(TicketOffer.objects.values_list("who__username", flat=True)))
    assert (only(rig).desk, {"wang", "li", "zhao"} <= asked) == (None, True)


def test_a_desk_of_another_district_is_not_touched(rig: HubRig, people: dict[str, int]) -> None:
    rig.in_thread(lambda: Desk.objects.update(district="滨湖"))

    assert (change(rig, "desk-close", desk=people["desk"]).status_code, rig.in_thread(Desk.objects.count)) == (422, 1)


def test_another_district_has_no_page(rig: HubRig) -> None:
    assert Browser(rig, "manager").get("/requests/desks/?district=滨湖").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "expert", "technician"])
def test_who_may_not_change_desks(rig: HubRig, role: str) -> None:
    assert change(rig, "desk-add", role, field="legal").status_code == 403


@pytest.mark.parametrize(("role", "status"), [("manager", 403), ("admin", 302)])
def test_the_list_of_fields_is_for_who_sees_every_district(rig: HubRig, role: str, status: int) -> None:
    answer = change(
        rig, "field-add", role, code="insurance", name="保险", english="Insurance", takes="advice/insurance"
    )

    assert answer.status_code == status


FIELDS = [
    {"code": "Big"}, {"code": "legal"}, {"name": ""}, {"name": "x" * 25}, {"takes": "weather"}, {"takes": "advice/Ä"},
]  # fmt: skip


@pytest.mark.parametrize("more", FIELDS)
def test_an_odd_field_is_not_kept(rig: HubRig, more: dict[str, str]) -> None:
    form = {"code": "insurance", "name": "保险", "english": "", "takes": "advice/insurance"} | more

    assert change(rig, "field-add", "admin", **form).status_code == 422


def test_a_field_with_a_desk_is_not_retired(rig: HubRig, people: dict[str, int]) -> None:
    statuses = [change(rig, "field-remove", "admin", code=code).status_code for code in ("labour", "mind")]

    assert statuses == [422, 302]
