"""Parking at the hub: what is counted, whose plate is opened by whom, and when none is held any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from test_pages import Browser

from station_app.hub import parking, ticket_secrets
from station_app.hub.models import Audit, Fact, ParkedVehicle, Station
from station_app.hub.projections import rebuild
from station_app.identity.contact_seal import sealed

PLATE = "苏B00000"


@pytest.fixture
async def station(rig: HubRig) -> Enrolled:
    """A station with two places whose clock is right."""
    one = await enrolled(rig, title="长安货运司机之家")
    one.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    one.paper.boot()
    await one.push_all()
    Browser(rig, "manager").post("/parking/places/ST-1/", places="2")
    return one


async def parks(rig: HubRig, station: Enrolled, parking_id: str = "v-1", holder: str | None = None) -> None:
    contact = rig.in_thread(lambda: sealed(PLATE, ticket_secrets.public_contact_key(), parking_id))
    body = {"parking": parking_id, "vehicle": "truck", "spot": 1, "contact": contact}
    station.paper.write("vehicle.parked", **body, **({} if holder is None else {"holder": holder}))
    await station.push_all()


async def leaves(station: Enrolled, parking_id: str = "v-1") -> None:
    station.paper.write("vehicle.left", parking=parking_id, vehicle="truck", spot=1)
    await station.push_all()


def held(rig: HubRig) -> tuple[int, int]:
    """Plates in rows, and in facts."""
    return rig.in_thread(
        lambda: (
            ParkedVehicle.objects.exclude(contact="").count(),
            Fact.objects.filter(kind="vehicle.parked", body__contains='"contact"').count(),
        )
    )


def row(rig: HubRig) -> ParkedVehicle:
    return rig.in_thread(lambda: ParkedVehicle.objects.select_related("station").get())


async def test_the_places_stand_on_the_board(rig: HubRig, station: Enrolled) -> None:
    told = (await station.client().board()).parking

    assert told is not None
    assert (told.places, told.calls) == (2, ())


async def test_a_vehicle_is_counted_and_its_plate_stands_nowhere_on_the_page(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    page = Browser(rig, "viewer").get("/parking/").text_now

    assert ("货车" in page, "查看车牌" in page, PLATE in page, held(rig)) == (True, False, False, (1, 1))


async def test_on_leaving_the_plate_is_gone_and_the_vehicle_stays_counted(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    await leaves(station)
    counted = rig.in_thread(lambda: parking.counted(Station.objects.all(), timezone.now()))

    assert (held(rig), counted) == ((0, 0), {"ST-1": 1})


async def test_what_left_before_it_was_told_to_have_parked_holds_no_plate(rig: HubRig, station: Enrolled) -> None:
    await leaves(station)
    await parks(rig, station)

    assert held(rig) == (0, 0)


async def test_after_two_days_the_plate_is_gone(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    rig.in_thread(lambda: parking.forget_old(timezone.now() + timedelta(hours=48)))

    assert held(rig) == (0, 0)


async def test_whoever_is_forgotten_has_no_plate_here(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station, holder="a" * 32)
    station.paper.write("data.erased", scope="person", person="a" * 32)
    await station.push_all()

    assert held(rig) == (0, 0)


async def test_made_anew_from_the_facts_it_is_the_same(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    await leaves(station)
    await parks(rig, station, "v-2")

    def rows() -> list[tuple[object, ...]]:
        return list(ParkedVehicle.objects.order_by("parking").values_list("parking", "left_ms", "contact"))

    before = rig.in_thread(rows)
    rig.in_thread(rebuild)

    assert rig.in_thread(rows) == before


async def test_the_plate_opens_with_a_reason_that_is_audited(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    page = Browser(rig, "manager").post(f"/parking/{row(rig).pk}/plate/", reason="消防通道要让出")
    audited = rig.in_thread(lambda: Audit.objects.filter(what="parking-plate-seen", detail="1: 消防通道要让出").count())

    assert (PLATE in page.content.decode(), audited) == (True, 1)


@pytest.mark.parametrize("reason", ["", " ", "x" * 2001])
async def test_without_a_reason_no_plate_is_opened(rig: HubRig, station: Enrolled, reason: str) -> None:
    await parks(rig, station)
    page = Browser(rig, "manager").post(f"/parking/{row(rig).pk}/plate/", reason=reason)

    assert (page.status_code, PLATE in page.content.decode()) == (422, False)


async def test_a_plate_that_was_sealed_to_another_key_is_told_of(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    rig.in_thread(lambda: ParkedVehicle.objects.update(parking="another"))

    assert Browser(rig, "manager").post(f"/parking/{row(rig).pk}/plate/", reason="挪车").status_code == 422


async def test_where_no_plate_was_left_there_is_none_to_see(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    rig.in_thread(lambda: ParkedVehicle.objects.update(contact=""))

    assert Browser(rig, "manager").get(f"/parking/{row(rig).pk}/plate/").status_code == 404


async def test_a_called_driver_stands_on_the_board_by_number(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    Browser(rig, "manager").post(f"/parking/{row(rig).pk}/call/")
    told = (await station.client().board()).parking

    assert told is not None
    assert told.calls == (1,)


async def test_a_viewer_changes_nothing_and_opens_nothing(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    number, viewer = row(rig).pk, Browser(rig, "viewer")
    answers = [
        viewer.post("/parking/places/ST-1/", places="9").status_code,
        viewer.post(f"/parking/{number}/call/").status_code,
        viewer.get(f"/parking/{number}/plate/").status_code,
    ]

    assert answers == [403, 403, 403]


async def test_of_another_district_nothing_is_shown_or_opened(rig: HubRig, station: Enrolled) -> None:
    await parks(rig, station)
    number = row(rig).pk
    rig.in_thread(lambda: Station.objects.filter(pk="ST-1").update(district="滨湖"))
    manager = Browser(rig, "manager")
    answers = [
        manager.post("/parking/places/ST-1/", places="9").status_code,
        manager.post(f"/parking/{number}/call/").status_code,
        manager.get(f"/parking/{number}/plate/").status_code,
    ]

    assert ("ST-1" in manager.get("/parking/").text_now, answers) == (False, [404, 404, 404])


async def test_a_number_of_places_that_is_none_changes_nothing(rig: HubRig, station: Enrolled) -> None:
    Browser(rig, "manager").post("/parking/places/ST-1/", places="501")
    told = (await station.client().board()).parking

    assert told is not None
    assert told.places == 2


async def test_a_fact_that_is_not_understood_spoils_nothing(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("vehicle.parked", parking="v-9", vehicle="boat", spot=1)
    await station.push_all()

    assert rig.in_thread(ParkedVehicle.objects.count) == 0
