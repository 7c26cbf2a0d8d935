"""The live process through the real server: stations wait there, and open pages hear of changes."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import httpx
import pytest
from hub_process import HubProcess
from test_feed_held import CODES, ORDER, known, ran

from station_app.hub.bell import HOLDS
from station_app.upstream.client import HubClient
from station_app.upstream.feed_messages import read_order

PATIENCE = 60.0
VITALS = """
import sys
from pathlib import Path
from station_app.hub.serve import prepared
prepared(Path(sys.argv[1]))
from station_app.hub.live import rings
rings.state(sys.argv[2])
"""
BOARD = """
import sys
from pathlib import Path
from station_app.hub.serve import prepared
prepared(Path(sys.argv[1]))
from station_app.hub import board_news
board_news.changed(sys.argv[2])
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("hub"), live=True) as one:
        yield one


@pytest.fixture(scope="module")
def session(hub: HubProcess) -> httpx.Cookies:
    """The first manager's, who sees every station."""
    password = hub.read_password()
    with httpx.Client(base_url=hub.url, trust_env=False) as http:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', http.get("/login/").text)
        assert token is not None
        form = {"username": "manager", "password": password, "csrfmiddlewaretoken": token[1]}
        assert http.post("/login/", data=form, headers={"Referer": hub.url + "/login/"}).status_code == 302
        return http.cookies


@pytest.fixture
async def clients(hub: HubProcess) -> AsyncIterator[Callable[..., list[HubClient]]]:
    async with AsyncExitStack() as stack:

        async def several(*names: str) -> list[HubClient]:
            codes = await asyncio.to_thread(ran, CODES, hub.data, *names)
            made = [await known(hub, name, code) for name, code in zip(names, codes, strict=True)]
            for one in made:
                stack.push_async_callback(one.close)
                await one.feed("", 0)  # they learn where to wait
            return made

        yield several  # type: ignore[misc]


def live(hub: HubProcess) -> str:
    return f"http://127.0.0.1:{hub.live_port}"


async def until_waiting(hub: HubProcess, number: int) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        deadline = time.monotonic() + PATIENCE
        while int((await http.get(live(hub) + "/live/healthy")).text.split()[1]) != number:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)


async def test_more_stations_wait_than_the_hub_has_threads(hub: HubProcess, clients: Callable[..., list[HubClient]]):
    several = await clients(*(f"ST-{number}" for number in range(HOLDS + 6)))  # type: ignore[misc]
    asked = [asyncio.create_task(one.feed("", 25)) for one in several]
    await until_waiting(hub, len(several))
    made = await asyncio.to_thread(ran, ORDER, hub.data, f"ST-{HOLDS + 5}")

    fed = await asked[-1]

    for one in asked[:-1]:
        one.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    await until_waiting(hub, 0)  # whoever has gone keeps no place
    assert [order.id for raw in fed.answer.orders if (order := read_order(raw))] == made


async def test_who_has_waited_there_is_told_to_wait_there_again(
    hub: HubProcess, clients: Callable[..., list[HubClient]]
) -> None:
    (one,) = await clients("ST-AGAIN")  # type: ignore[misc]
    asked = asyncio.create_task(one.feed("", 1))
    await until_waiting(hub, 1)

    assert (await asked).answer.wait_at == live(hub)


async def test_a_station_for_which_nothing_was_there_again_and_again_hears_of_an_order(
    hub: HubProcess, clients: Callable[..., list[HubClient]]
) -> None:
    (one,) = await clients("ST-QUIET")  # type: ignore[misc]
    after = (await one.feed("", 0)).answer.after
    for _ in range(2):
        assert (await one.feed(after, 1)).answer.after == after
    asked = asyncio.create_task(one.feed(after, 25))
    await until_waiting(hub, 1)
    made = await asyncio.to_thread(ran, ORDER, hub.data, "ST-QUIET")

    assert [order.id for raw in (await asked).answer.orders if (order := read_order(raw))] == made


async def test_a_station_that_waits_hears_that_its_board_has_changed(
    hub: HubProcess, clients: Callable[..., list[HubClient]]
) -> None:
    (one,) = await clients("ST-BOARD")  # type: ignore[misc]
    after = (await one.feed("", 0)).answer.after
    asked = asyncio.create_task(one.feed(after, 25))
    await until_waiting(hub, 1)
    await asyncio.to_thread(ran, BOARD, hub.data, "ST-BOARD")

    assert (await asked).answer.board


async def test_a_hub_without_a_live_process_still_lets_stations_wait(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with HubProcess(tmp_path_factory.mktemp("hub")) as bare:
        (code,) = await asyncio.to_thread(ran, CODES, bare.data, "ST-1")
        one = await known(bare, "ST-1", code)
        await one.feed("", 0)
        begun = time.monotonic()
        await one.feed("", 1)
        waited = time.monotonic() - begun
        await one.close()

    assert waited >= 1


async def test_an_open_page_hears_that_a_station_has_changed(
    hub: HubProcess, session: httpx.Cookies, clients: Callable[..., list[HubClient]]
) -> None:
    await clients("ST-SEEN")  # type: ignore[misc]
    async with (
        httpx.AsyncClient(cookies=session, trust_env=False, timeout=PATIENCE) as http,
        http.stream("GET", live(hub) + "/live/events", params={"station": "ST-SEEN"}) as page,
    ):
        lines = page.aiter_lines()
        first = await anext(lines)
        await asyncio.to_thread(ran, VITALS, hub.data, "ST-OTHER")
        await asyncio.to_thread(ran, VITALS, hub.data, "ST-SEEN")
        told = [line async for line in until_data(lines)]

    assert (page.status_code, first, told) == (200, "retry: 3000", ["event: changed", "data: ST-SEEN"])


async def until_data(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    async for line in lines:
        if line and not line.startswith(":"):
            yield line
        if line.startswith("data:"):
            return


@pytest.mark.parametrize("cookies", [{}, {"sessionid": "made-up"}, {"sessionid": ""}])
def test_a_stranger_hears_nothing_and_is_told_not_to_ask_again(hub: HubProcess, cookies: dict[str, str]) -> None:
    assert httpx.get(live(hub) + "/live/events", cookies=cookies, trust_env=False).status_code == 204


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://127.0.0.1:1", 204), ("http://evil.example", 403), ("https://127.0.0.1", 403), ("null", 403)],
)
def test_only_a_page_of_this_hub_may_listen(hub: HubProcess, origin: str, status: int) -> None:
    answer = httpx.get(live(hub) + "/live/events", headers={"Origin": origin}, trust_env=False)

    assert (answer.status_code, answer.headers.get("access-control-allow-origin")) == (
        status,
        origin if status == 204 else None,
    )


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/live/events", {}, 405),
        ("GET", "/", {}, 404),
        ("GET", "/live/events", {"Host": "elsewhere.example"}, 403),
        ("GET", "/api/device/v1/feed", {"Host": "elsewhere.example"}, 400),
        ("GET", "/api/device/v1/feed", {}, 401),
    ],
)
def test_what_is_not_its_business_is_refused(
    hub: HubProcess, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    assert httpx.request(method, live(hub) + path, headers=headers, trust_env=False).status_code == status


def test_a_question_with_content_is_refused(hub: HubProcess) -> None:
    answer = httpx.request("GET", live(hub) + "/api/device/v1/feed", content=b"x" * 5000, trust_env=False)

    assert answer.status_code == 413
