"""The parts of the live process by themselves: who waits, how rings are heard, who may look."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled

from station_app.hub import feed, orders, pass_feed
from station_app.hub.accounts import set_account
from station_app.hub.idle import IDLE
from station_app.hub.live import rings
from station_app.hub.live.missed import Found, Missed
from station_app.hub.live.quiet import Quiet
from station_app.hub.live.waiting import Holds
from station_app.hub.live.watching import Watch, _seen, _signed_in
from station_app.hub.models import PassKeyList, PublishedPolicy, Station
from station_app.upstream.address import HubAddress
from station_app.upstream.faults import HubFault
from station_app.upstream.feed_messages import FeedAnswer

SOON = 20.0


async def test_a_newer_question_of_a_station_ends_its_older_one() -> None:
    holds = Holds()
    with holds.held("ST-1") as older, holds.held("ST-1") as newer:
        assert older is not None
        assert newer is not None
        assert (older.over, newer.over, len(holds)) == (True, False, 1)
    assert len(holds) == 0


async def test_an_older_question_that_ends_takes_no_place_from_the_newer() -> None:
    holds = Holds()
    older = holds.held("ST-1")
    older.__enter__()
    with holds.held("ST-1"):
        older.__exit__(None, None, None)
        assert list(holds.stations) == ["ST-1"]


async def test_without_room_nobody_new_waits() -> None:
    holds = Holds(most=1)
    with holds.held("ST-1"), holds.held("ST-2") as none, holds.held("ST-1") as again:
        assert (none, again is not None) == (None, True)


async def test_a_ring_before_the_wait_is_heard() -> None:
    holds = Holds()
    with holds.held("ST-1") as hold:
        assert hold is not None
        holds.ring("ST-2")
        holds.ring("ST-1")
        assert (await hold.rung(SOON), await hold.rung(0)) == (True, False)


@pytest.mark.parametrize("folder", ["short", "/".join(["a-deep-directory"] * 12)])
async def test_rings_are_heard_however_deep_the_directory_lies(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / folder / "live.sock"
    path.parent.mkdir(parents=True)
    monkeypatch.setattr(settings, "HUB_LIVE_SOCKET", path, raising=False)
    heard: list[tuple[str, str]] = []
    enough = asyncio.Event()

    def hears(matter: rings.Matter, station: str) -> None:
        heard.append((matter, station))
        if len(heard) == 452:
            enough.set()

    ear = rings.Ear(path, hears)
    rings.state("ST-1")
    rings.feed([f"ST-{number}" for number in range(451)])
    async with asyncio.timeout(SOON):
        await enough.wait()
    mode = path.stat().st_mode & 0o777
    ear.close()

    assert (heard[0], heard[1], heard[-1], mode) == (("state", "ST-1"), ("feed", "ST-0"), ("feed", "ST-450"), 0o600)
    assert not path.exists()


def test_without_a_live_process_a_ring_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_LIVE_SOCKET", tmp_path / "live.sock", raising=False)

    rings.state("ST-1")

    assert list(tmp_path.iterdir()) == []


async def test_nonsense_on_the_line_is_no_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_LIVE_SOCKET", tmp_path / "live.sock", raising=False)
    heard: list[str] = []
    enough = asyncio.Event()
    ear = rings.Ear(tmp_path / "live.sock", lambda _, station: (heard.append(station), enough.set()))
    for matter, stations in (("unlock", ["ST-1"]), ("feed", []), ("state", ["ST-2"])):
        rings._send(matter, stations)  # type: ignore[arg-type]
    async with asyncio.timeout(SOON):
        await enough.wait()
    ear.close()

    assert heard == ["ST-2"]


async def test_a_page_is_told_only_of_stations_that_its_reader_may_see() -> None:
    watch = Watch(frozenset({"ST-1", "ST-2"}))
    for station in ("ST-3", "ST-2", "ST-2"):
        watch.changed(station)

    assert (await watch.news(SOON), await watch.news(0)) == (frozenset({"ST-2"}), frozenset())


def cookie(rig: HubRig, role: str, districts: tuple[str, ...]) -> str:
    """Of a session that has just begun."""

    def made() -> str:
        set_account("li", role, districts)
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username="li"), settings.AUTHENTICATION_BACKENDS[1])
        return client.session.session_key or ""

    return rig.in_thread(made)


@pytest.fixture
async def districts(rig: HubRig) -> HubRig:
    """Two stations in two districts."""
    for station, district in (("ST-1", "梁溪"), ("ST-2", "滨湖")):
        await enrolled(rig, station)
        rig.in_thread(lambda s=station, d=district: Station.objects.filter(id=s).update(district=d))
    return rig


@pytest.mark.parametrize(
    ("role", "mine", "query", "seen"),
    [
        ("manager", ("梁溪",), "", {"ST-1"}),
        ("manager", ("梁溪",), "station=ST-1", {"ST-1"}),
        ("manager", ("梁溪",), "station=ST-2", None),
        ("manager", ("梁溪", "滨湖"), "station=ST-1&station=ST-2", {"ST-1", "ST-2"}),
        ("viewer", ("南长",), "", None),
        ("admin", (), "", {"ST-1", "ST-2"}),
    ],
)
async def test_a_reader_hears_of_the_stations_of_his_districts(
    districts: HubRig, role: str, mine: tuple[str, ...], query: str, seen: set[str] | None
) -> None:
    key = cookie(districts, role, mine)

    assert districts.in_thread(lambda: _seen(key, query)) == seen


@pytest.mark.parametrize("age", [IDLE + timedelta(seconds=1), -timedelta(minutes=1)])
async def test_a_session_in_which_nobody_did_anything_hears_nothing(districts: HubRig, age: timedelta) -> None:
    key = cookie(districts, "admin", ())

    def old() -> None:
        session = SessionStore(key)
        session["seen"] = time.time() - age.total_seconds()
        session.save()

    districts.in_thread(old)

    assert not districts.in_thread(lambda: _signed_in(key))


async def test_to_listen_is_not_to_be_there(districts: HubRig) -> None:
    key = cookie(districts, "admin", ())
    before = districts.in_thread(lambda: dict(SessionStore(key).load()))
    districts.in_thread(lambda: (_seen(key, ""), _signed_in(key)))

    assert districts.in_thread(lambda: dict(SessionStore(key).load())) == before


async def test_an_account_that_was_closed_hears_nothing_more(districts: HubRig) -> None:
    key = cookie(districts, "admin", ())
    districts.in_thread(lambda: User.objects.filter(username="li").update(is_active=False))

    assert not districts.in_thread(lambda: _signed_in(key))


def order(station: str) -> None:
    wanted = orders.Wanted(verb="open", target="main", reason="card")
    orders.make(Station.objects.get(id=station), wanted, User.objects.get(username="li"))


def policy() -> None:
    PublishedPolicy.objects.create(station_id="ST-1", number=1, envelope="x", published_at=timezone.now())


NEWS: dict[str, Callable[[], None]] = {
    "a policy": policy,
    "a revocation": lambda: pass_feed.revoke([("0102030405060708", 0)], None, timezone.now()),
    "a list of issuers": lambda: pass_feed.publish_keys(None, 1, "x"),
}


@pytest.mark.parametrize("news", NEWS.values(), ids=NEWS)
async def test_news_that_nobody_rang_for_may_be_for_everybody_once(districts: HubRig, news: Callable[[], None]) -> None:
    missed = Missed()

    def looks() -> list[bool]:
        missed.look()
        return [missed.look().everybody, (news(), missed.look().everybody)[1], missed.look().everybody]

    assert districts.in_thread(looks) == [False, True, False]


async def test_what_came_before_the_first_look_may_be_for_everybody(rig: HubRig) -> None:
    assert rig.in_thread(Missed().look).everybody


@pytest.mark.parametrize("kind", [PublishedPolicy, PassKeyList])
async def test_news_with_a_lower_number_than_other_news_is_not_missed(
    districts: HubRig, kind: type[PublishedPolicy] | type[PassKeyList]
) -> None:
    missed, told = Missed(), {"envelope": "x", "published_at": timezone.now()}

    def looks() -> bool:
        kind.objects.create(pk=6, number=1, **told)
        missed.look()
        kind.objects.create(pk=5, number=2, **told)
        return missed.look().everybody

    assert districts.in_thread(looks)


async def test_a_policy_that_was_taken_back_may_be_for_everybody(districts: HubRig) -> None:
    missed = Missed()

    def looks() -> bool:
        policy()
        missed.look()
        feed.withdraw("ST-1", 1)
        return missed.look().everybody

    assert districts.in_thread(looks)


async def test_an_order_that_nobody_rang_for_is_for_its_station(districts: HubRig) -> None:
    cookie(districts, "admin", ())

    def looks() -> Found:
        missed = Missed()
        missed.look()
        order("ST-2")
        return missed.look()

    assert districts.in_thread(looks) == Found(everybody=False, stations={"ST-2"})


def nothing(station: str, after: str = "0.0") -> FeedAnswer:
    return FeedAnswer(station=station, after=after, asked_ms=0, at_ms=0)


def test_where_nothing_was_there_nobody_looks_again_until_somebody_rings() -> None:
    quiet = Quiet()
    quiet.note("ST-1", "0.0", nothing("ST-1"), rings=quiet.rings)
    before = [quiet.answer(station, "0.0") for station in ("ST-1", "ST-2")]
    quiet.ring("ST-1")

    assert (before, quiet.answer("ST-1", "0.0")) == ([nothing("ST-1"), None], None)


def test_a_station_that_says_it_has_something_else_is_looked_after_anew() -> None:
    quiet = Quiet()
    quiet.note("ST-1", "5.2", nothing("ST-1", "5.2"), rings=0)

    assert quiet.answer("ST-1", "0.0") is None


def test_a_ring_during_the_look_is_believed_more_than_the_look() -> None:
    quiet = Quiet()
    rings_before = quiet.rings
    quiet.ring("ST-1")
    quiet.note("ST-1", "0.0", nothing("ST-1"), rings_before)

    assert quiet.answer("ST-1", "0.0") is None


def test_what_is_remembered_has_an_end() -> None:
    quiet = Quiet(most=2)
    for station in ("ST-1", "ST-2", "ST-2", "ST-3"):
        quiet.note(station, "0.0", nothing(station), rings=0)

    assert list(quiet.stations) == ["ST-2", "ST-3"]


@pytest.mark.parametrize(
    ("told", "used"),
    [
        ("https://hub.example.org:8444", "https://hub.example.org:8444"),
        ("http://hub.example.org:8444", ""),
        ("https://evil.example.org:8444", ""),
        ("https://hub.example.org", ""),
        ("https://hub.example.org:8444/path", ""),
        ("https://me:you@hub.example.org:8444", ""),
        ("https://hub.example.org:99999", ""),
        ("", ""),
    ],
)
def test_a_station_waits_only_at_another_port_of_its_own_hub(told: str, used: str) -> None:
    assert HubAddress(url="https://hub.example.org").beside(told) == used


async def test_where_the_live_port_is_closed_a_station_waits_at_the_hubs_own(
    rig: HubRig, station: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUB_LIVE_PORT", 8444)
    asked: list[int | None] = []

    class Closed(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(request.url.port)
            if request.url.port == 8444:
                raise httpx.ConnectError("closed on the way")
            return await rig.transport.handle_async_request(request)

    seconds = [0.0]
    client = station.client(Closed(), monotonic=lambda: seconds[0])
    await client.feed("", 0)
    with pytest.raises(HubFault):
        await client.feed("", 25)
    await client.feed("", 25)
    seconds[0] = 121.0
    with pytest.raises(HubFault):
        await client.feed("", 25)

    assert asked == [None, 8444, None, 8444]
