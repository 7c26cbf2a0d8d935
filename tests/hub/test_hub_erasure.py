"""What a station has erased names nobody at the hub either."""

from __future__ import annotations

import msgspec
from hub_rig import Enrolled, HubRig, enrolled
from paper_journal import person

from station_app.hub.models import Fact, SetAside, Visit


def _people() -> list[str | None]:
    bodies = Fact.objects.filter(kind="visit.started").order_by("seq").values_list("body", flat=True)
    return [msgspec.json.decode(body).get("person") for body in bodies]


def _aside() -> list[tuple[int, bool]]:
    return [(kept.seq, kept.row != "") for kept in SetAside.objects.order_by("seq")]


def _salts() -> set[str]:
    return set(Fact.objects.exclude(kind="boot").values_list("salt", flat=True))


def _visitors() -> list[str]:
    return list(Visit.objects.order_by("started_ms").values_list("person", flat=True))


async def test_who_is_forgotten_at_the_station_is_forgotten_at_the_hub(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=5)
    station.paper.visit(who=2, minutes=5)
    await station.push_all()
    one, other = rig.in_thread(_people)

    station.paper.write("data.erased", scope="person", person=one)
    await station.push_all()

    assert rig.in_thread(_people) == [None, other]
    assert rig.in_thread(_visitors) == ["", other]


async def test_a_consent_goes_at_the_hub_with_the_name_of_the_day(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("consent.given", presentation="p", notice="1", person=person(1), day_person=person(2))
    await station.push_all()

    station.paper.write("data.erased", scope="person", person=person(2))
    await station.push_all()

    assert not rig.holds(person(1))


async def test_a_withdrawal_goes_at_the_hub_with_its_owner(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("consent.withdrawn", presentation="p", person=person(1))
    await station.push_all()
    known = rig.holds(person(1))

    station.paper.write("data.erased", scope="person", person=person(1))
    await station.push_all()

    # The wish itself names its owner until the hub has answered it.
    assert (known, rig.holds(person(1))) == (True, False)


async def test_what_is_old_names_nobody_at_the_hub(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=5)
    station.paper.write("data.erased", 60, scope="age", before=2**52)

    await station.push_all()

    assert rig.in_thread(_people) == [None]
    assert rig.in_thread(_salts) == {""}


async def test_an_erasure_that_names_nobody_any_more_erases_nothing(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=5)
    station.paper.write("data.erased", 60, scope="person")

    await station.push_all()

    assert rig.in_thread(_people) != [None]


async def test_who_is_forgotten_is_in_no_row_that_was_set_aside(rig: HubRig, station: Enrolled) -> None:
    for who in (1, 2):
        station.paper.visit(who=who, minutes=None)
    station.paper.damage(4, clock="changed")
    station.paper.damage(9, mono="late")

    station.paper.write("data.erased", scope="person", person=person(1))
    await station.push_all()

    assert rig.in_thread(_aside) == [(4, False), (9, True)]


async def test_a_row_that_was_set_aside_is_emptied_when_names_have_grown_old(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=None)
    station.paper.damage(4, clock="changed")

    station.paper.write("data.erased", scope="age", before=2**52)
    await station.push_all()

    assert rig.in_thread(_aside) == [(4, False)]


async def test_an_emptied_row_that_comes_again_is_not_kept_again(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit(who=1, minutes=None)
    station.paper.damage(4, clock="changed")
    station.paper.write("data.erased", scope="person", person=person(1))
    again = station.paper.batch()
    assert again is not None
    await station.push_all()

    await station.client().push(again)

    assert rig.in_thread(_aside) == [(4, False)]


async def test_rows_set_aside_of_another_station_stay(rig: HubRig, station: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    other.paper.visit(who=1, minutes=None)
    other.paper.damage(4, clock="changed")
    await other.push_all()

    station.paper.write("data.erased", scope="person", person=person(1))
    await station.push_all()

    assert rig.in_thread(_aside) == [(4, True)]
