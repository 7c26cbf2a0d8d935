"""Nothing is acknowledged unless this hub says so, whole, signed, and of exactly this batch."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable

import httpx
import msgspec
import pytest
from answering_hub import Endless, acked, client, signed, some_batch, whole
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_app.upstream import transport
from station_app.upstream.client import HubClient
from station_app.upstream.faults import HubBadAnswer, HubFault, HubRefusal, HubUnreachable

OTHER_KEY = Ed25519PrivateKey.generate()


def _changed(request: httpx.Request) -> httpx.Response:
    good = signed(request, acked(3))
    return whole(200, acked(6), dict(good.headers))


def _other_status(request: httpx.Request) -> httpx.Response:
    good = signed(request, acked(6), status=201)
    return whole(200, acked(6), dict(good.headers))


def _cut(request: httpx.Request) -> httpx.Response:
    good = signed(request, acked(6))
    return whole(200, acked(6)[:-1], dict(good.headers))


ANSWERS = {
    "500": lambda request: whole(500, b"Internal Server Error"),
    "HTML with 200": lambda request: whole(200, b"<html>Sign in to the hotel's network</html>"),
    "nothing with 200": lambda request: whole(200, b""),
    "a redirect": lambda request: whole(302, b"", {"Location": "https://example.org/"}),
    "a good answer without a signature": lambda request: whole(200, acked(6)),
    "signed by another key": lambda request: signed(request, acked(6), key=OTHER_KEY),
    "changed behind the signature": _changed,
    "a status that was not signed": _other_status,
    "cut short": _cut,
    "signed, but no JSON": lambda request: signed(request, b"acked_through=6"),
    "signed, of another journal": lambda request: signed(request, acked(6, epoch="epoch-2")),
    "signed, of another station": lambda request: signed(request, acked(6, station="ST-2")),
    "signed, more than was sent": lambda request: signed(request, acked(7)),
    "signed, less than nothing": lambda request: signed(request, acked(-1)),
    "signed, a number that is text": lambda request: signed(request, acked(6).replace(b":6", b':"6"')),
    "signed, sets aside what was not sent": lambda request: signed(
        request, acked(6, set_aside=[{"seq": 9, "reason": "x"}])
    ),
    "signed refusal without a reason": lambda request: signed(request, b"{}", status=403),
    "packed, which could unpack to any size": lambda request: whole(
        200, gzip.compress(acked(6)), {**signed(request, acked(6)).headers, "Content-Encoding": "gzip"}
    ),
}


@pytest.mark.parametrize("what", ANSWERS)
async def test_a_bad_answer_acknowledges_nothing(what: str) -> None:
    hub = client(ANSWERS[what])

    with pytest.raises(HubBadAnswer):
        await hub.push(some_batch())


@pytest.mark.parametrize("send", [lambda hub: hub.bundle(b"PK"), lambda hub: hub.readiness("CODE")])
async def test_what_is_kept_of_another_station_is_not_ours(send: Callable[[HubClient], Awaitable[bool]]) -> None:
    hub = client(lambda request: signed(request, b'{"station":"ST-2","new":true}'))

    with pytest.raises(HubBadAnswer, match="another station"):
        await send(hub)


def _near(station: str = "ST-1", **more: object) -> bytes:
    one = {"name": "A", "distance_m": 400, "direction": "n", "open": True, "as_of_ms": 5, **more}
    return msgspec.json.encode({"station": station, "made_ms": 5, "neighbours": [one]})


BAD_NEIGHBOURS = {
    "of another station": _near(station="ST-2"),
    "told after the answer was made": _near(as_of_ms=6),
    "a name of control characters": _near(name="A\n\x1b[2J"),
    "without a name": _near(name=""),
    "a name that fills the screen": _near(name="A" * 61),
    "beyond five kilometres": _near(distance_m=5050),
    "a wind that does not blow": _near(direction="up"),
    "open as a word": _near(open="yes"),
    "four of them": msgspec.json.encode(
        {"station": "ST-1", "made_ms": 5, "neighbours": msgspec.json.decode(_near())["neighbours"] * 4}
    ),
    "no JSON": b"<html>",
}


@pytest.mark.parametrize("what", BAD_NEIGHBOURS)
async def test_a_bad_answer_names_no_neighbour(what: str) -> None:
    with pytest.raises(HubBadAnswer):
        await client(lambda request: signed(request, BAD_NEIGHBOURS[what])).neighbours()


async def test_a_good_answer_names_a_neighbour() -> None:
    told = await client(lambda request: signed(request, _near())).neighbours()

    assert [one.name for one in told.neighbours] == ["A"]


async def test_a_good_answer_acknowledges() -> None:
    hub = client(lambda request: signed(request, acked(6)))

    assert (await hub.push(some_batch())).acked_through == 6


async def test_an_answer_to_an_earlier_request_acknowledges_nothing() -> None:
    kept: list[httpx.Response] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if not kept:
            kept.append(signed(request, acked(6)))
        return whole(200, acked(6), dict(kept[0].headers))

    hub = client(answer)
    await hub.push(some_batch())

    with pytest.raises(HubBadAnswer):
        await hub.push(some_batch())


async def test_an_answer_without_end_is_given_up() -> None:
    with pytest.raises(HubBadAnswer, match="longer than"):
        await client(lambda request: httpx.Response(200, stream=Endless())).push(some_batch())


async def test_of_an_answer_without_end_little_is_read() -> None:
    body = Endless()
    with pytest.raises(HubFault):
        await client(lambda request: httpx.Response(200, stream=body)).push(some_batch())

    assert body.taken <= transport.MAX_ANSWER + 4096


async def test_a_hub_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "USUAL", transport.Bounds(seconds=0.01))

    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(HubUnreachable):
        await client(never).push(some_batch())


class Trickle(httpx.AsyncByteStream):
    """One byte, and then silence: each read is in time, the whole never is."""

    async def __aiter__(self):
        yield b"{"
        await asyncio.Event().wait()


async def test_an_answer_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "USUAL", transport.Bounds(seconds=0.01))

    with pytest.raises(HubUnreachable):
        await client(lambda request: httpx.Response(200, stream=Trickle())).push(some_batch())


async def test_a_hub_that_is_not_there_is_said_in_a_sentence() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused")

    with pytest.raises(HubUnreachable, match="the hub cannot be reached: connection refused"):
        await client(gone).push(some_batch())


async def test_a_refusal_carries_its_code() -> None:
    hub = client(lambda request: signed(request, b'{"error": "revoked", "message": "no"}', status=403))

    with pytest.raises(HubRefusal) as refused:
        await hub.push(some_batch())
    assert refused.value.code == "revoked"


async def test_an_unsigned_refusal_is_nobodys() -> None:
    hub = client(lambda request: whole(403, b'{"error": "revoked", "message": "no"}'))

    with pytest.raises(HubBadAnswer):
        await hub.push(some_batch())


async def test_the_hubs_time_is_learnt_from_its_answers() -> None:
    hub = client(lambda request: signed(request, acked(6)), wall=lambda: 0.0)
    await hub.push(some_batch())

    assert hub.hub_ahead > 1_700_000_000


async def test_a_clock_refusal_that_repeats_is_given_up() -> None:
    hub = client(lambda request: signed(request, b'{"error": "clock", "message": "no"}', status=401))

    with pytest.raises(HubRefusal):
        await hub.push(some_batch())


async def test_an_authority_file_that_is_not_there_is_a_fault_of_the_hub_and_no_crash() -> None:
    from answering_hub import HUB_KEY

    from station_app.upstream.address import HubAddress
    from station_app.upstream.client import HubClient, Pinned

    pinned = Pinned(station="ST-1", key=OTHER_KEY, hub_key=HUB_KEY.public_key().public_bytes_raw())
    hub = HubClient(HubAddress(url="https://hub.example.org", ca_file="/nowhere.pem"), pinned)

    with pytest.raises(HubUnreachable, match="authority file"):
        await hub.push(some_batch())
