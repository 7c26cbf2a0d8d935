"""An account sees the stations of its districts and nothing of another one's, whatever address it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from hub_rig import HubRig, confirm, enrolled

from station_app.hub import tickets
from station_app.hub.accounts import set_account
from station_app.hub.models import Case, Station, Ticket, TicketVoice
from station_app.hub.scope import districts_of, may, stations_for
from station_app.hub.ticket_secrets import add_voice

MINE, OTHER = "ST-1", "ST-2"
OF_A_STATION = {
    "station": "get",
    "log": "get",
    "export": "get",
    "export-xlsx": "get",
    "export-ask": "get",
    "orders": "get",
    "computer": "get",
    "replace": "get",
    "revoke": "post",
    "readiness-list": "get",
    "stock-count": "get",
    "racks": "get",
    "shelf": "get",
    "shelf-import": "post",
    "shelf-rule": "post",
    "bundles": "get",
    "ferry": "get",
    "ferry-down": "post",
    "registry-entry": "get",
    "registry-edit": "get",
    "place": "post",
}
"""Pages about one station, and how they are asked for: another district's must answer as if there were none."""
OF_A_CASE = {
    "incident": "get",
    "incident-now": "get",
    "incident-take": "post",
    "incident-hand": "post",
    "incident-resolve": "post",
    "incident-note": "post",
}
"""Pages about one case of the inbox, asked for by its number."""
OF_A_REQUEST = {"request": "get", "request-act": "post", "request-contact": "get", "request-voice": "get"}
"""Pages about one request of the inbox, asked for by its number."""
LISTS = (
    "stations",
    "log-everywhere",
    "reports",
    "report-csv",
    "incidents",
    "registry",
    "policies",
    "passes",
    "requests",
    "lent",
    "parking",
    "shelves",
)
"""Pages that list what an account may see: nothing of another district may stand there."""
OF_NO_STATION = {"login", "logout", "language", "healthy", "sessions", "session-end", "sessions-end-others"}
"""Pages that show nothing of any station."""
OF_NOTICES = {"rota", "rota-change", "my-notices", "quiet", "channel-add", "channel-test", "channel-remove", "sent"}
"""test_notice_pages.py"""
POLICIES = {
    f"policy{name}" for name in (
        "", "-new", "-general", "-zone", "-text", "-try", "-submit", "-approve", "-back", "-discard", "-download",
        "-sign", "-sign-here", "-publish", "-stop", "-go-back",
    )
}  # fmt: skip
"""test_policy_pages.py"""
DOOR = {"door", "door-manifest", "door-worker", "door-take", "door-clock", "door-show", "door-shown"}
"""test_door_pages.py: anybody may open it, and it says the same to everybody"""
PASSES = {"pass", "pass-find", "pass-issue", "pass-revoke", "pass-reach", "pass-renew", "pass-code"}
"""test_pass_pages.py"""
ACCOUNTS = {"accounts", "account", *(f"account-{name}" for name in ("new", "password", "factors", "stop"))}
"""test_account_pages.py"""
TESTED_ELSEWHERE = {
    "stocks", "stocks-csv", "rounds", "round-new", "round", "round-change",
    "request-new", "request-figures", "desks", "desk-change",
    "worker-find", "worker-ticket", "worker-rate", "worker-words", "worker-voice",
    "still", "still-picture",
    "readiness", "wall", "order", "audit", "audit-export", "report-xlsx", "why", "why-visit", "registry-csv",
    "registry-import", "publish", "public-status", "public-list", "public-key",
    "exports", "export-one", "export-decide", "export-withdraw", "export-file", "bundle-file", *POLICIES, *PASSES,
    *DOOR,
    "bulletins", "bulletin-new", "bulletin", "bulletin-withdraw", "bulletin-public",
    "union-form", "union-form-at", "union-state",
    "enrolments", "enrolments-csv", "enrolment", "enrolment-decide", "branches",
    *ACCOUNTS,
    "surveys",
    "activities", "activity", "activity-new", "activity-change",
    "parking-places", "parking-call", "parking-plate",
}  # fmt: skip
"""test_thing_pages.py, test_bulletin_pages.py,
test_request_new.py, test_request_figures.py, test_desks.py, test_worker_page.py,
test_stills.py, test_readiness_page.py, test_fleet_page.py, test_order_pages.py, test_audit.py, test_reports.py,
test_why_page.py, test_registry.py, test_public_status.py,
test_exports.py, test_bundle_pages.py, test_union.py, test_parking_pages.py,
test_activity_pages.py"""


def pages(patterns: Any = None) -> Iterator[str]:
    """Each named address of the hub but the device API's, whose requests the stations sign (test_device_api.py),
    and those of second factors, which show the reader alone (test_factor.py)."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLPattern) and one.name and not one.name.startswith(("mfa_", "account_")):
            yield one.name
        elif isinstance(one, URLResolver) and not str(one.pattern).startswith("api/"):
            yield from pages(one.url_patterns)


@pytest.fixture
async def districts(rig: HubRig) -> HubRig:
    """Two stations in two districts."""
    for station, name, district in ((MINE, "梁溪驿站", "梁溪"), (OTHER, "滨湖驿站", "滨湖")):
        await enrolled(rig, station, title=name)
        rig.in_thread(lambda s=station, d=district: placed(s, d))
    return rig


def placed(station: str, district: str) -> None:
    """Give a station its district and something to see to."""
    Station.objects.filter(id=station).update(district=district)
    now = datetime.now(UTC)
    Case.objects.create(station_id=station, incident="i", cause="aside", opened_ms=now.timestamp() * 1000, came_at=now)
    began = tickets.begun("fault", "water", district, tickets.ms(now), now)
    about = {"request": "r", "matter": "fault", "topic": "water", "contact": "sealed"}
    Ticket.objects.create(station_id=station, **about, **began)


def own(number: int) -> int:
    """Make a request the reader's own, with a voice note; its number."""
    ticket = Ticket.objects.get(pk=number)
    add_voice(ticket, b"OggS", datetime.now(UTC))
    Ticket.objects.filter(pk=number).update(owner=User.objects.get(username="reader"))
    return TicketVoice.objects.get(ticket=ticket).pk


def reader(rig: HubRig, role: str = "manager", districts: tuple[str, ...] = ("梁溪",)) -> Client:
    client = Client(SERVER_NAME="localhost")

    def sign_in() -> None:
        set_account("reader", role, districts)
        client.force_login(User.objects.get(username="reader"), "django.contrib.auth.backends.ModelBackend")

    rig.in_thread(sign_in)
    confirm(rig, client, "reader")
    return client


def asked(rig: HubRig, client: Client, name: str, station: str) -> Any:
    ask = client.post if OF_A_STATION[name] == "post" else client.get

    def answer() -> Any:
        with closing(ask(reverse(name, args=[station]))) as response:
            return response

    return rig.in_thread(answer)


def test_every_page_has_a_test_of_its_scope() -> None:
    assert (
        set(pages())
        - (
            OF_A_STATION.keys()
            | OF_A_CASE.keys()
            | OF_A_REQUEST.keys()
            | set(LISTS)
            | OF_NO_STATION
            | OF_NOTICES
            | TESTED_ELSEWHERE
        )
        == set()
    )


@pytest.mark.parametrize("name", OF_A_CASE)
@pytest.mark.parametrize(("station", "there"), [(MINE, True), (OTHER, False)])
async def test_a_case_of_another_district_is_not_there(districts: HubRig, name: str, station: str, there: bool) -> None:
    client = reader(districts)
    number = districts.in_thread(lambda: Case.objects.get(station=station).pk)
    ask = getattr(client, OF_A_CASE[name])

    status = districts.in_thread(lambda: ask(reverse(name, args=[number])).status_code)

    assert (status != 404) is there


@pytest.mark.parametrize("name", OF_A_REQUEST)
@pytest.mark.parametrize(("station", "there"), [(MINE, True), (OTHER, False)])
async def test_a_request_of_another_district_is_not_there(
    districts: HubRig, name: str, station: str, there: bool
) -> None:
    client = reader(districts)
    number = districts.in_thread(lambda: Ticket.objects.get(station=station).pk)
    voice = districts.in_thread(lambda: own(number))
    more = {"request-act": ["note"], "request-voice": [voice]}.get(name, [])
    ask = getattr(client, OF_A_REQUEST[name])

    status = districts.in_thread(lambda: ask(reverse(name, args=[number, *more])).status_code)

    assert (status != 404) is there


@pytest.mark.parametrize("name", [*OF_A_STATION, *LISTS])
async def test_a_stranger_is_asked_to_sign_in(districts: HubRig, name: str) -> None:
    address = reverse(name, args=[MINE] if name in OF_A_STATION else [])
    ask = getattr(Client(SERVER_NAME="localhost"), OF_A_STATION.get(name, "get"))

    assert districts.in_thread(lambda: ask(address)).headers["Location"].startswith("/login/")


@pytest.mark.parametrize("name", OF_A_STATION)
async def test_a_station_of_another_district_is_not_there(districts: HubRig, name: str) -> None:
    assert asked(districts, reader(districts), name, OTHER).status_code == 404


@pytest.mark.parametrize("name", OF_A_STATION)
async def test_a_station_of_the_own_district_is_there(districts: HubRig, name: str) -> None:
    assert asked(districts, reader(districts), name, MINE).status_code in {200, 302, 422}


@pytest.mark.parametrize("name", OF_A_STATION)
async def test_an_account_without_districts_has_no_station(districts: HubRig, name: str) -> None:
    assert asked(districts, reader(districts, districts=()), name, MINE).status_code == 404


async def test_what_is_refused_has_not_been_done(districts: HubRig) -> None:
    client = reader(districts)
    districts.in_thread(lambda: client.post(reverse("revoke", args=[OTHER]), {"reason": "stolen"}))

    assert districts.in_thread(lambda: Station.objects.get(id=OTHER).revoked_at) is None


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_has_the_own_district_only(districts: HubRig, name: str) -> None:
    client = reader(districts)
    page = districts.in_thread(lambda: client.get(reverse(name)).getvalue()).decode()

    assert ("梁溪驿站" in page, "滨湖驿站" in page) == (True, False)


@pytest.mark.parametrize("role", ["viewer", "manager"])
async def test_a_station_without_a_district_belongs_to_accounts_without_one(districts: HubRig, role: str) -> None:
    districts.in_thread(lambda: Station.objects.filter(id=OTHER).update(district=""))

    client = reader(districts, role, districts=("",))

    codes = [asked(districts, client, "station", station).status_code for station in (MINE, OTHER)]
    assert codes == [404, 200]


async def test_a_stranger_sees_no_station(districts: HubRig) -> None:
    assert districts.in_thread(lambda: stations_for(AnonymousUser()).count()) == 0


async def test_a_right_holds_in_the_own_district_only(districts: HubRig) -> None:
    def rights() -> list[bool]:
        set_account("reader", "manager", ("梁溪",))
        user = User.objects.get(username="reader")
        return [may(user, "hub.export_log", Station.objects.get(id=station)) for station in (MINE, OTHER)]

    assert districts.in_thread(rights) == [True, False]


async def test_a_district_alone_gives_no_right(districts: HubRig) -> None:
    def right() -> bool:
        set_account("reader", "viewer", ("梁溪",))
        return may(User.objects.get(username="reader"), "hub.export_log", Station.objects.get(id=MINE))

    assert districts.in_thread(right) is False


def test_an_account_has_the_districts_that_it_was_given_last(rig: HubRig) -> None:
    def districts_given() -> tuple[str, ...]:
        set_account("reader", "viewer", ("梁溪", "滨湖"))
        set_account("reader", "viewer", ("锡山",))
        return districts_of(User.objects.get(username="reader"))

    assert rig.in_thread(districts_given) == ("锡山",)


def test_an_account_that_is_switched_off_sees_no_station(rig: HubRig) -> None:
    def seen() -> int:
        set_account("reader", "viewer")
        User.objects.update(is_active=False)
        return stations_for(User.objects.get(username="reader")).count()

    assert rig.in_thread(seen) == 0
