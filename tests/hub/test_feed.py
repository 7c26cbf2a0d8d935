"""The feed: a station gets its own orders, in time or not at all, and again until it says that it has them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import User
from hub_rig import URL, Enrolled, HubRig, enrolled

from station_app.hub import feed, orders
from station_app.hub.accounts import set_account
from station_app.hub.models import Order, Station
from station_app.hub.projections import rebuild
from station_app.upstream import signing
from station_app.upstream.faults import HubRefusal
from station_app.upstream.feed_messages import FEED_PATH, Fed, FeedOrder, read_order

ENVELOPE = '{"kid": "0", "policy": "", "signature": ""}'


def ordered(rig: HubRig, station: str = "ST-1", *, ago: float = 0, **more: Any) -> Order:
    """A manager has ordered something, so many seconds ago."""

    def make() -> Order:
        if not User.objects.exists():
            set_account("manager", "manager")
        wanted = orders.Wanted(**{"verb": "open", "target": "main", "reason": "forgotten card", **more})
        made = datetime.now(UTC) - timedelta(seconds=ago)
        return orders.make(Station.objects.get(id=station), wanted, User.objects.get(), made)

    return rig.in_thread(make)


def state(rig: HubRig, order: Order) -> tuple[str, str]:
    return rig.in_thread(lambda: Order.objects.values_list("state", "detail").get(id=order.pk))


def brought(fed: Fed) -> list[FeedOrder]:
    return [order for raw in fed.answer.orders if (order := read_order(raw)) is not None]


def ids(fed: Fed) -> list[str]:
    return [order.id for order in brought(fed)]


async def asked(rig: HubRig, station: Enrolled, query: str, signed_query: str | None = None) -> httpx.Response:
    """The answer to a question that may have been changed on the way."""
    wanted = query if signed_query is None else signed_query
    request = signing.Request(method="GET", url=URL + FEED_PATH + wanted, headers={})
    signing.sign_request(request, b"", station.key, station.name, int(time.time()))
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        return await http.get(URL + FEED_PATH + query, headers=dict(request.headers))


async def test_an_order_is_handed_to_its_station(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)

    fed = await station.client().feed("", 0)

    (told,) = brought(fed)
    assert (told.id, told.verb, told.target, told.by) == (order.order_id, "open", "main", f"account-{order.who_id}")
    assert state(rig, order) == ("handed", "")


async def test_an_order_is_never_handed_to_another_station(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    order = ordered(rig)

    fed = await neighbour.client().feed("", 0)

    assert (ids(fed), state(rig, order)) == ([], ("waiting", ""))


async def test_another_stations_key_reads_nothing_under_this_name(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    order = ordered(rig)
    neighbour.name = "ST-1"

    response = await asked(rig, neighbour, "")

    assert (response.status_code, state(rig, order)) == (401, ("waiting", ""))


async def test_a_question_without_a_signature_is_refused(rig: HubRig, station: Enrolled) -> None:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        response = await http.get(URL + FEED_PATH)

    assert response.status_code == 401


@pytest.mark.parametrize(
    ("sent", "signed"), [("?after=9.0&wait=0", "?after=0.0&wait=0"), ("?wait=0", ""), ("", "?wait=0")]
)
async def test_a_question_changed_on_the_way_is_refused(rig: HubRig, station: Enrolled, sent: str, signed: str) -> None:
    response = await asked(rig, station, sent, signed)

    assert response.status_code == 401


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=1", "?after=-1.0", "?wait=-1", "?wait=1e3", f"?after={'9' * 19}.0"]
)
async def test_a_question_that_is_none_is_refused(rig: HubRig, station: Enrolled, query: str) -> None:
    response = await asked(rig, station, query)

    assert (response.status_code, response.json()["error"]) == (400, "malformed")


async def test_a_revoked_station_gets_no_order(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    rig.in_thread(lambda: Station.objects.update(revoked_at=datetime.now(UTC)))

    with pytest.raises(HubRefusal):
        await station.client().feed("", 0)

    assert state(rig, order) == ("waiting", "")


async def test_an_order_is_not_handed_to_a_key_that_was_replaced_while_it_waited(
    rig: HubRig, station: Enrolled
) -> None:
    ordered(rig)
    old = rig.in_thread(lambda: Station.objects.get().public_key)
    await enrolled(rig)

    assert rig.in_thread(lambda: orders.hand("ST-1", old, 0, datetime.now(UTC))) == []


async def test_a_late_order_is_never_handed(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig, ago=61)

    fed = await station.client().feed("", 0)

    assert (ids(fed), state(rig, order)) == ([], ("expired", "not-fetched"))


async def test_an_order_that_became_late_after_its_handing_over_is_not_handed_again(
    rig: HubRig, station: Enrolled
) -> None:
    order = ordered(rig)
    await station.client().feed("", 0)
    rig.in_thread(lambda: Order.objects.update(not_after=datetime.now(UTC) - timedelta(seconds=1)))

    fed = await station.client().feed("", 0)

    assert (ids(fed), state(rig, order)) == ([], ("handed", ""))


async def test_an_order_whose_answer_was_lost_comes_again(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    first = await station.client().feed("", 0)

    again = await station.client().feed("", 0)

    assert ids(first) == ids(again) == [order.order_id]


async def test_an_order_that_was_taken_does_not_come_again(rig: HubRig, station: Enrolled) -> None:
    ordered(rig)
    fed = await station.client().feed("", 0)

    assert ids(await station.client().feed(fed.answer.after, 0)) == []


async def test_what_is_ordered_later_comes_alone(rig: HubRig, station: Enrolled) -> None:
    ordered(rig)
    fed = await station.client().feed("", 0)
    second = ordered(rig, verb="message", target="", value="water is off")

    assert ids(await station.client().feed(fed.answer.after, 0)) == [second.order_id]


async def test_many_orders_come_in_order_and_all(rig: HubRig, station: Enrolled) -> None:
    made = [ordered(rig, verb="lights", target="hall", value="on").order_id for _ in range(25)]
    client = station.client()

    first = await client.feed("", 0)
    second = await client.feed(first.answer.after, 0)

    assert ids(first) + ids(second) == made


async def test_a_station_that_restarts_gets_what_it_has_not_told_of(rig: HubRig, station: Enrolled) -> None:
    told, untold = ordered(rig), ordered(rig, verb="message", target="", value="hello")
    await station.client().feed("", 0)
    station.paper.write("command.received", command=told.order_id, verb="open")
    await station.push_all()

    assert ids(await station.client().feed("", 0)) == [untold.order_id]


async def test_a_hub_restored_from_a_copy_hands_what_is_ordered_then(rig: HubRig, station: Enrolled) -> None:
    copy = rig.back_up()
    for _ in range(3):
        ordered(rig)
    fed = await station.client().feed("", 0)
    rig.restore(copy)
    new = ordered(rig)

    assert ids(await station.client().feed(fed.answer.after, 0)) == [new.order_id]


async def test_times_are_the_hubs_however_wrong_the_stations_clock_is(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    client = station.client(wall=lambda: time.time() - 30 * 365 * 86400)

    fed = await client.feed("", 0)

    left_ms = brought(fed)[0].not_after_ms - fed.heard_ms
    assert (0 < left_ms <= 60_000, order.verb) == (True, "open")


async def test_time_that_an_answer_spent_on_the_way_counts_against_the_order(rig: HubRig, station: Enrolled) -> None:
    ordered(rig)
    seconds = iter([0.0, 300.0])

    fed = await station.client(monotonic=lambda: next(seconds)).feed("", 0)

    assert fed.heard_ms - brought(fed)[0].not_after_ms > 200_000


FACTS = [
    ("command.received", {"verb": "open"}, ("received", "")),
    ("command.acted", {}, ("acted", "")),
    ("command.confirmed", {"evidence": "contact"}, ("confirmed", "contact")),
    ("command.expired", {"reason": "late"}, ("expired", "late")),
    ("command.refused", {"reason": "lockdown"}, ("refused", "lockdown")),
]


@pytest.mark.parametrize(("kind", "body", "expected"), FACTS)
async def test_the_state_of_an_order_is_what_its_station_tells(
    rig: HubRig, station: Enrolled, kind: str, body: dict[str, Any], expected: tuple[str, str]
) -> None:
    order = ordered(rig)
    await station.client().feed("", 0)
    station.paper.write(kind, command=order.order_id, **body)

    await station.push_all()

    assert state(rig, order) == expected


async def test_the_state_of_an_order_never_goes_back(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    for kind, body, _ in (FACTS[2], FACTS[0], FACTS[1]):
        station.paper.write(kind, command=order.order_id, **body)

    await station.push_all()

    assert state(rig, order) == ("confirmed", "contact")


async def test_projections_that_are_made_anew_leave_orders_as_they_are(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig)
    for kind, body, _ in FACTS[:3]:
        station.paper.write(kind, command=order.order_id, **body)
    await station.push_all()

    rig.in_thread(rebuild)

    assert state(rig, order) == ("confirmed", "contact")


async def test_another_stations_word_changes_no_order(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    order = ordered(rig)
    neighbour.paper.write("command.confirmed", command=order.order_id, evidence="contact")

    await neighbour.push_all()

    assert state(rig, order) == ("waiting", "")


async def test_a_hub_that_lost_the_handing_over_believes_the_station(rig: HubRig, station: Enrolled) -> None:
    order = ordered(rig, ago=61)
    rig.in_thread(lambda: orders.expire("ST-1", datetime.now(UTC)))
    station.paper.write("command.acted", command=order.order_id)

    await station.push_all()

    assert state(rig, order) == ("acted", "")


async def test_a_policy_for_all_stations_is_given_once(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: feed.publish(None, 7, ENVELOPE))

    first = await station.client().feed("", 0)
    second = await station.client().feed(first.answer.after, 0)

    assert first.answer.policy is not None
    assert (first.answer.policy.number, first.answer.policy.envelope) == (7, ENVELOPE)
    assert (second.answer.policy, second.answer.policy_number) == (None, 7)


async def test_a_policy_for_one_station_is_not_given_to_another(rig: HubRig, station: Enrolled) -> None:
    neighbour = await enrolled(rig, "ST-2")
    rig.in_thread(lambda: feed.publish("ST-1", 7, ENVELOPE))

    fed = await neighbour.client().feed("", 0)

    assert (fed.answer.policy, fed.answer.policy_number) == (None, 0)


async def test_the_feed_stands_in_the_published_schema(rig: HubRig) -> None:
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        schema = (await http.get(f"{URL}/api/openapi.json")).json()

    told = schema["paths"][FEED_PATH]["get"]
    assert {"after", "wait"} == {one["name"] for one in told["parameters"]}
    assert "orders" in told["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
