"""The fleet, the wall and the station's page: what is known of now, what is old, and whose it is to see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hub_rig import HubRig, enrolled
from paper_journal import Paper, person

from station_app.hub import peers
from station_app.hub.accounts import set_account
from station_app.hub.known import Known, Week, known_of
from station_app.hub.models import Epoch, Silence, Station, StationState, Vitals
from station_app.hub.needs import needs_of
from station_app.hub.telling import code_of, sentence_of
from station_app.upstream.vitals_message import TestedNow, ZoneNow
from station_app.upstream.vitals_message import Vitals as Told

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


def zone(inside: str = "3", **more: Any) -> ZoneNow:
    return ZoneNow(**{"name": "rest", "inside": inside, "capacity": 20, "open": True, "temperature": 21.2, **more})


def told(**changes: Any) -> Told:
    tested = TestedNow(verdict="ready", oldest_ms=NOW_MS - 6 * 3_600_000)
    values: dict[str, Any] = {"zones": (zone(),), "tested": tested, "wall_ms": NOW_MS, **changes}
    return Told(station="ST-1", boot="b", mono_ms=1, clock=values.pop("clock", "trusted"), version="1", **values)


def known(now_told: Told | None = None, minutes: float = 0, contact: float | None = None, **more: Any) -> Known:
    """A station that told something so many minutes ago, and was heard of then, too, or `contact` minutes ago."""
    heard = NOW - timedelta(minutes=minutes if contact is None else contact)
    station = Station(id="ST-1", enrolled_at=NOW - timedelta(days=90), last_contact=heard)
    return Known(
        station=station, state=StationState(station=station), told=now_told, now=NOW,
        told_at=NOW - timedelta(minutes=minutes) if now_told else None, **more,
    )  # fmt: skip


def english(one: Known) -> str:
    with translation.override("en"):
        return sentence_of(one)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station_app.hub.templatetags.hub.timezone.now", lambda: NOW)


# -- the sentence ------------------------------------------------------------------------------------------------------


def test_a_station_is_told_in_one_sentence() -> None:
    with translation.override("zh-hans"):
        assert sentence_of(known(told())) == "营业中 · 3 人在内 · 21 ℃ · 06:00 全部测试通过"
    assert english(known(told())) == "open · 3 inside · 21 ℃ · all tested 06:00"


SENTENCES = [
    (told(zones=(zone("0"),)), "open · nobody inside · 21 ℃ · all tested 06:00"),
    (told(zones=(zone("2-4"),)), "open · 2–4 inside · 21 ℃ · all tested 06:00"),
    (told(zones=(zone("0-20"),)), "open · unknown how many inside · 21 ℃ · all tested 06:00"),
    (told(zones=(zone(open=False, opens_at="4 06:00", inside="0"),)),
     "closed · opens Fri 06:00 · nobody inside · 21 ℃ · all tested 06:00"),
    (told(zones=(zone(private=True, inside="occupied", temperature=None),)), "open · all tested 06:00"),
    (told(zones=(zone(), zone("1", name="b"))), "open · 4 inside · 21 ℃ · all tested 06:00"),
    (told(mode="evacuation", tested=TestedNow(failed=2, verdict="not-ready")),
     "evacuation · 3 inside · 21 ℃ · 2 failed tests"),
    (told(maintenance=True, tested=TestedNow(never=5)), "under maintenance · 3 inside · 21 ℃ · 5 never tested"),
    (told(zones=(zone(temperature=-0.3),), tested=TestedNow()), "open · 3 inside · 0 ℃"),
]  # fmt: skip


@pytest.mark.parametrize(("live", "sentence"), SENTENCES)
def test_a_sentence_says_what_is_so(live: Told, sentence: str) -> None:
    assert english(known(live)) == sentence


def test_a_silent_station_is_told_with_its_age_and_never_as_of_now() -> None:
    one = known(told(), minutes=12)

    assert (code_of(one), one.live) == ("silent", None)
    assert english(one).startswith("no word for 12 min · last known: open · 3 inside")


def test_live_state_that_is_old_is_not_live_though_the_journal_speaks() -> None:
    one = known(told(), minutes=30, contact=0)

    assert (one.live, code_of(one)) == (None, "running")
    assert english(one) == "running · nobody inside · its live state is 30 min old"


def test_a_station_that_never_tells_is_said_to() -> None:
    assert english(known(None)) == "running · nobody inside · no live state"


def test_a_revoked_station_is_nobody_s_to_look_after() -> None:
    one = known(told(mode="evacuation"))
    one.station.revoked_at = NOW

    assert (english(one), needs_of(one)) == ("revoked", [])


def test_an_evacuation_comes_before_a_full_disk() -> None:
    one = known(told(mode="evacuation", disk_days=2, clock="unknown", troubles=("disk-low",)))
    with translation.override("en"):
        found = [need.what for need in needs_of(one)]

    assert (found[0], len(found)) == ("evacuation", 4)


def test_of_a_silent_station_nothing_is_needed_that_it_told_long_ago() -> None:
    with translation.override("en"):
        assert [need.what for need in needs_of(known(told(disk_days=2), minutes=60))] == ["no word for 60 min"]


def test_rows_that_wait_although_the_station_is_heard_of_are_looked_after() -> None:
    one = known(told(backlog=9, oldest_unsent_ms=NOW_MS - 5 * 3_600_000))
    with translation.override("en"):
        assert [need.what for need in needs_of(one)] == ["its oldest unsent record is 5 h old"]


# -- unlike its peers --------------------------------------------------------------------------------------------------


def week(number: int, **figures: int) -> Known:
    station = Station(id=f"ST-{number}", tier="busy", enrolled_at=NOW - timedelta(days=90), last_contact=NOW)
    return Known(station=station, state=StationState(station=station), now=NOW, week=Week(**figures))


def odd(*weeks: Known) -> list[tuple[str, str]]:
    return [(one.known.station.pk, one.measure) for one in peers.unlike_peers(weeks)]


USUAL = [week(number, visits=150 + 9 * number, refusals=number % 3) for number in range(9)]


def test_stations_alike_are_all_in_order() -> None:
    assert odd(*USUAL) == []


@pytest.mark.parametrize(
    ("figures", "measure"),
    [
        ({"visits": 3}, "visits"),
        ({"visits": 900}, "visits"),
        ({"visits": 180, "refusals": 60}, "refusals"),
        ({"visits": 180, "silent_minutes": 900}, "silence"),
    ],
)
def test_a_station_far_from_its_peers_is_found(figures: dict[str, int], measure: str) -> None:
    assert odd(*USUAL, week(99, **figures)) == [("ST-99", measure)]


def test_two_odd_stations_do_not_hide_each_other() -> None:
    assert {key for key, _ in odd(*USUAL, week(98, visits=0), week(99, visits=0))} == {"ST-98", "ST-99"}


def test_too_few_peers_say_nothing() -> None:
    assert odd(*USUAL[:3], week(99, visits=0)) == []


def test_a_young_station_is_not_judged() -> None:
    young = week(99, visits=0)
    young.station.enrolled_at = NOW - timedelta(days=2)

    assert odd(*USUAL, young) == []


def test_a_station_that_was_enrolled_again_is_as_old_as_its_journal() -> None:
    replaced = week(99, visits=0, known_before=True)
    replaced.station.enrolled_at = NOW - timedelta(days=2)

    assert odd(*USUAL, replaced) == [("ST-99", "visits")]


def test_the_reason_is_one_sentence() -> None:
    (one,) = peers.unlike_peers([*USUAL, week(99, visits=3)])
    with translation.override("en"):
        assert one.told == "3 visits in 7 days; the middle one of its 10 peers has 182"


# -- pages -------------------------------------------------------------------------------------------------------------


def reader(rig: HubRig, role: str = "viewer", districts: tuple[str, ...] = ("梁溪",)) -> Client:
    client = Client(SERVER_NAME="localhost")

    def sign_in() -> None:
        set_account("reader", role, districts)
        client.force_login(User.objects.get(username="reader"), "django.contrib.auth.backends.ModelBackend")

    rig.in_thread(sign_in)
    return client


def text(rig: HubRig, client: Client, path: str) -> str:
    return rig.in_thread(lambda: client.get(path)).content.decode()


def stand(number: int, district: str = "梁溪", **changes: Any) -> None:
    """A station with vitals of now."""
    now = datetime.now(UTC)
    key = f"ST-{number}"
    values: dict[str, Any] = {"name": f"驿站{number:03}", "district": district, "last_contact": now, **changes}
    station = Station.objects.create(id=key, public_key="0" * 64, enrolled_at=now, **values)
    StationState.objects.create(station=station, epoch="e")
    Epoch.objects.create(station=station, epoch="e", first_seen=now)
    content = msgspec.json.encode(msgspec.structs.replace(told(), station=key)).decode()
    Vitals.objects.create(station=station, boot="b", mono=1, came_at=now, content=content)


@pytest.mark.parametrize("path", ["/", "/?view=grid", "/wall/"])
def test_the_number_of_queries_does_not_grow_with_the_fleet(rig: HubRig, path: str) -> None:
    client = reader(rig)

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    rig.in_thread(lambda: stand(1))
    few = rig.in_thread(queries)
    rig.in_thread(lambda: [stand(number) for number in range(2, 42)])
    many = rig.in_thread(queries)

    assert (many, many <= 20) == (few, True)


@pytest.mark.parametrize("path", ["/", "/?view=grid", "/?district=滨湖", "/?q=ST-2", "/wall/"])
def test_another_districts_stations_are_nowhere(rig: HubRig, path: str) -> None:
    rig.in_thread(lambda: [stand(1), stand(2, "滨湖")])
    page = text(rig, reader(rig), path)

    assert ("驿站002" in page, "/stations/ST-2/" in page) == (False, False)


def test_another_districts_figures_are_in_no_sum(rig: HubRig) -> None:
    rig.in_thread(lambda: [stand(1), stand(2, "滨湖")])
    page = text(rig, reader(rig), "/wall/")

    assert ("梁溪" in page, "滨湖" in page, "<b>1<small> / 1</small></b>" in page) == (True, False, True)


@pytest.mark.parametrize("path", ["/", "/wall/"])
async def test_no_page_of_the_fleet_shows_a_person(rig: HubRig, path: str) -> None:
    station = await enrolled(rig, title="信成花园驿站")
    station.paper.visit(who=1, minutes=None)
    await station.push_all()

    assert person(1)[:8] not in text(rig, reader(rig, "manager", ("",)), path)


async def test_the_timeline_shows_no_person(rig: HubRig) -> None:
    station = await enrolled(rig)
    station.paper.visit(who=1)
    station.paper.deny("full")
    await station.push_all()
    page = text(rig, reader(rig, "manager", ("",)), "/stations/ST-1/")

    assert ("已满员" in page, person(1)[:8] in page) == (True, False)


async def test_the_wall_keeps_silent_calls_even_from_managers(rig: HubRig) -> None:
    station = await enrolled(rig)
    station.paper.write("incident.opened", incident="i1", cause="silent-help", severity="urgent", silent=True)
    await station.push_all()
    client = reader(rig, "manager", ("",))

    assert ["无声求助" in text(rig, client, path) for path in ("/", "/wall/")] == [True, False]


async def test_a_viewer_s_timeline_has_no_silent_call(rig: HubRig) -> None:
    station = await enrolled(rig)
    station.paper.boot()
    station.paper.write("incident.opened", incident="i1", cause="silent-help", severity="urgent", silent=True)
    await station.push_all()

    assert "无声求助" not in text(rig, reader(rig, "viewer", ("",)), "/stations/ST-1/")


@pytest.mark.parametrize("query", ["show=x", "page=0", "page=99999999999", "page=²", "q=%00", "district=%00", "view=x"])
def test_no_filter_breaks_the_list(rig: HubRig, query: str) -> None:
    rig.in_thread(lambda: stand(1))
    client = reader(rig)

    assert rig.in_thread(lambda: client.get(f"/?{query}").status_code) == 200


def test_a_long_list_goes_on_to_its_next_page(rig: HubRig) -> None:
    rig.in_thread(lambda: [stand(number) for number in range(1, 71)])
    client = reader(rig)
    first, second = (text(rig, client, path) for path in ("/", "/?page=2"))

    assert (first.count('class="card station"'), second.count('class="card station"')) == (60, 10)


def test_a_search_that_finds_nothing_says_so(rig: HubRig) -> None:
    rig.in_thread(lambda: stand(1))

    assert "没有符合条件的站点" in text(rig, reader(rig), "/?q=nowhere")


@pytest.mark.parametrize(
    ("role", "districts", "asked", "became"),
    [
        ("manager", ("梁溪",), {"tier": "busy"}, ("梁溪", "busy")),
        ("manager", ("梁溪",), {"tier": "enormous"}, ("梁溪", "")),
        ("manager", ("梁溪",), {"district": "滨湖"}, ("梁溪", "")),
        ("manager", ("梁溪", "滨湖"), {"district": "滨湖"}, ("滨湖", "")),
        ("admin", (), {"district": "新区", "tier": "hub"}, ("新区", "hub")),
        ("viewer", ("梁溪",), {"tier": "busy"}, ("梁溪", "")),
        ("manager", ("滨湖",), {"tier": "busy"}, ("梁溪", "")),
    ],
)
def test_who_may_say_where_a_station_belongs(
    rig: HubRig, role: str, districts: tuple[str, ...], asked: dict[str, str], became: tuple[str, str]
) -> None:
    rig.in_thread(lambda: stand(1))
    client = reader(rig, role, districts)
    rig.in_thread(lambda: client.post("/stations/ST-1/place/", asked))

    assert rig.in_thread(lambda: Station.objects.values_list("district", "tier").get()) == became


# -- figures -----------------------------------------------------------------------------------------------------------


def _week_of(rig: HubRig) -> Week:
    (one,) = rig.in_thread(lambda: known_of(Station.objects.all(), datetime.now(UTC), silent=True))
    return one.week


async def test_a_week_is_counted_from_the_days(rig: HubRig) -> None:
    station = await enrolled(rig)
    station.paper = Paper(start=datetime.now(UTC) - timedelta(days=3))
    station.paper.visit()
    station.paper.deny("full")
    station.paper.wall = datetime.now(UTC) - timedelta(minutes=2)
    station.paper.visit(minutes=None)
    await station.push_all()
    counted = _week_of(rig)

    # Both, as the day may turn meanwhile.
    assert (counted.visits + counted.today, counted.refusals) == (2, 1)


async def test_a_journal_that_was_replaced_is_told(rig: HubRig) -> None:
    def changed() -> bool:
        (one,) = known_of(Station.objects.all(), datetime.now(UTC), silent=True)
        return one.journal_changed

    station = await enrolled(rig)
    station.paper.boot()
    await station.push_all()
    before = rig.in_thread(changed)
    station.paper.replace_journal("epoch-2")
    station.paper.boot()
    await station.push_all()

    assert (before, rig.in_thread(changed)) == (False, True)


async def test_a_silence_counts_as_far_as_it_lies_in_the_week(rig: HubRig) -> None:
    await enrolled(rig)
    now = datetime.now(UTC)

    def silences() -> None:
        station = Station.objects.get()
        Silence.objects.create(
            station=station, since=now - timedelta(days=8), until=now - timedelta(days=7, minutes=-30)
        )
        Silence.objects.create(station=station, since=now - timedelta(hours=2), until=now - timedelta(hours=1))
        Station.objects.update(last_contact=now - timedelta(minutes=10))

    rig.in_thread(silences)

    assert _week_of(rig).silent_minutes == pytest.approx(100, abs=1)
