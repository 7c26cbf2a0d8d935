"""Classes and events at the hub: announced, told to their station, signed up for by number, cancelled with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from test_pages import Browser

from station_app.core.offers.activities import KINDS
from station_app.hub import activities
from station_app.hub.accounts import set_account
from station_app.hub.activity_texts import ACTIVITY_WORDS
from station_app.hub.models import Activity, ActivityPlace, Audit
from station_app.hub.projections import rebuild

BACKEND = "django.contrib.auth.backends.ModelBackend"


def at(hours: float) -> str:
    """As a browser sends a moment."""
    return f"{timezone.localtime() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def form(**changes: str) -> dict[str, str]:
    return {
        "station": "ST-1", "kind": "skills", "title": "电工课", "where": "会议室", "begins": at(24), "ends": at(26),
        "places": "2", "waiting": "1", **changes,
    }  # fmt: skip


@pytest.fixture
async def station(rig: HubRig) -> Enrolled:
    """A station whose clock is right."""
    one = await enrolled(rig, title="惠南二社区")
    one.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    one.paper.boot()
    await one.push_all()
    return one


def announced(rig: HubRig, **changes: str) -> Activity:
    """One that a manager has announced."""
    Browser(rig, "manager").post("/activities/new/", **form(**changes))
    return rig.in_thread(Activity.objects.get)


async def places(station: Enrolled, code: str, *told: tuple[str, Mapping[str, object]]) -> None:
    for kind, body in told:
        station.paper.write(kind, event=code, **body)
    await station.push_all()


def turnout(rig: HubRig, one: Activity) -> activities.Turnout:
    return rig.in_thread(lambda: activities.turnout([one.code]))[one.code]


async def test_what_is_announced_stands_on_the_board_of_its_station(rig: HubRig, station: Enrolled) -> None:
    one = announced(rig, english="Electricity")
    (told,) = (await station.client().board()).activities

    assert (told.id, told.title, told.places, told.waiting) == (
        one.code, {"zh-CN": "电工课", "en": "Electricity"}, 2, 1,
    )  # fmt: skip
    assert told.until_ms - told.from_ms == 2 * 3_600_000
    assert told.join_until_ms == told.from_ms


async def test_another_station_is_told_of_nothing(rig: HubRig, station: Enrolled) -> None:
    announced(rig)
    other = await enrolled(rig, "ST-2")

    assert (await other.client().board()).activities == ()


async def test_who_signed_up_gave_back_and_came_is_counted(rig: HubRig, station: Enrolled) -> None:
    one = announced(rig)
    await places(
        station, one.code,
        ("place.taken", {"place": "a"}), ("place.taken", {"place": "b"}), ("place.freed", {"place": "a"}),
        ("place.taken", {"place": "b", "came": True}), ("place.taken", {"place": "c", "came": True}),
    )  # fmt: skip

    assert turnout(rig, one) == activities.Turnout(signed_up=2, gave_back=1, came=2)


async def test_what_is_made_anew_from_the_facts_is_the_same(rig: HubRig, station: Enrolled) -> None:
    one = announced(rig)
    await places(station, one.code, ("place.taken", {"place": "a"}), ("place.taken", {"place": "a", "came": True}))
    before = turnout(rig, one)
    rig.in_thread(rebuild)

    assert (turnout(rig, one), before.came) == (before, 1)


async def test_a_fact_without_a_place_makes_no_row(rig: HubRig, station: Enrolled) -> None:
    await places(station, "", ("place.taken", {"place": "a"}))

    assert rig.in_thread(ActivityPlace.objects.count) == 0


async def test_the_page_shows_numbers(rig: HubRig, station: Enrolled) -> None:
    one = announced(rig)
    await places(station, one.code, *(("place.taken", {"place": name}) for name in "abc"))
    page = Browser(rig, "viewer").get(f"/activities/{one.pk}/").text_now

    assert "报名 <b>3</b>" in page
    assert "候补 <b>1</b>" in page
    assert "取消活动" not in page


async def test_what_is_cancelled_is_told_with_its_reason(rig: HubRig, station: Enrolled) -> None:
    one = announced(rig)
    Browser(rig, "manager").post(f"/activities/{one.pk}/change/", do="cancel", reason="老师生病")

    assert [told.cancelled for told in (await station.client().board()).activities] == ["老师生病"]


@pytest.mark.parametrize(
    "told", [{"do": "cancel"}, {"do": "cancel", "reason": "长" * 61}, {"places": "1"}, {"places": "x"}]
)
async def test_what_does_not_fit_changes_nothing(rig: HubRig, station: Enrolled, told: dict[str, str]) -> None:
    one = announced(rig)
    Browser(rig, "manager").post(f"/activities/{one.pk}/change/", **told)

    assert rig.in_thread(lambda: Activity.objects.values_list("places", "cancelled").get()) == (2, "")


async def test_places_become_more_and_the_trail_says_who(rig: HubRig, station: Enrolled) -> None:
    one = announced(rig)
    Browser(rig, "manager").post(f"/activities/{one.pk}/change/", places="5")
    found = rig.in_thread(
        lambda: (Activity.objects.get().places, Audit.objects.filter(what="activity-changed").count())
    )

    assert found == (5, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"where": ""}, {"title": "长" * 25}, {"begins": "soon"}, {"ends": at(23)}, {"ends": at(49)},
        {"begins": at(24 * 101), "ends": at(24 * 101 + 1)}, {"join_until": at(27)}, {"places": "0"}, {"places": "501"},
        {"station": "ST-9"}, {"kind": "party"}, {"begins": at(-3), "ends": at(-1)},
    ],
)  # fmt: skip
async def test_a_form_that_cannot_be_is_given_back(rig: HubRig, station: Enrolled, wrong: dict[str, str]) -> None:
    answer = Browser(rig, "manager").post("/activities/new/", **form(**wrong))

    assert (answer.status_code, rig.in_thread(Activity.objects.count)) == (422, 0)


@pytest.mark.parametrize("where", ["/activities/new/", "/activities/{}/change/"])
async def test_a_viewer_changes_nothing(rig: HubRig, station: Enrolled, where: str) -> None:
    one = announced(rig)

    assert Browser(rig, "viewer").post(where.format(one.pk), do="cancel", reason="x").status_code == 403


async def test_an_activity_of_another_district_does_not_exist(rig: HubRig, station: Enrolled) -> None:
    one = announced(rig)
    elsewhere = Browser(rig, "manager")
    rig.in_thread(lambda: set_account("manager", "manager", ("elsewhere",)))
    rig.in_thread(lambda: elsewhere.client.force_login(User.objects.get(), BACKEND))

    assert elsewhere.get(f"/activities/{one.pk}/").status_code == 404
    assert "电工课" not in elsewhere.get("/activities/").text_now


def test_no_number_is_too_large(rig: HubRig) -> None:
    assert Browser(rig, "manager").get(f"/activities/{2**64}/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_word(kind: str) -> None:
    assert f"activity-{kind}" in ACTIVITY_WORDS
