"""A browser at a hub: Chromium, two sizes of screen, pictures of pages, and stations on paper beside it."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser_sign_in import sign_in
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_process import HubProcess, code
from paper_journal import Paper
from playwright.sync_api import Browser, Page, expect, sync_playwright

from station_app.assets import asset
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol
from station_app.upstream.feed_messages import read_order

CHROMIUM = Path("/usr/bin/chromium")
PHONE: Any = {"width": 390, "height": 844}
DESK: Any = {"width": 1280, "height": 800}
PATIENCE = 60_000
"""Milliseconds for what a page shall show by itself: a machine that does much else is no fault of the page."""
CLEAN = Path(__file__).with_name("clean_page.js").read_text(encoding="utf-8")
"""Says in the page what is wrong with it for readers of every kind."""
NEEDS_CHROMIUM = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium at /usr/bin/chromium")


@contextmanager
def chromium_with_fonts(folder: Path) -> Generator[Browser]:
    """A browser with Chinese letters. A phone has some, a build machine may have none: the kiosk's own are lent."""
    fonts = folder / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>/usr/share/fonts</dir><dir>{asset('fonts')}</dir></fontconfig>")
    env: Any = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"], env=env)
        yield browser
        browser.close()


@contextmanager
def signed_in(chromium: Browser, fleet: Fleet, size: Any) -> Generator[Page]:
    """The first manager's page on a screen of this size, its second factor just confirmed."""
    context = chromium.new_context(viewport=size, base_url=fleet.hub.url)
    page = context.new_page()
    sign_in(page, fleet.password)
    page.wait_for_url(re.compile(r"/$"))
    yield page
    context.close()


def picture(page: Page, name: str, folder: Path | None = None) -> None:
    """Kept where HUB_SCREENSHOTS asks for it, else in a folder if there is one. The page has come when this returns."""
    settle(page)
    asked = os.environ.get("HUB_SCREENSHOTS")
    if (where := Path(asked) if asked else folder) is not None:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=where / f"{name}-{width}.png", full_page=True)


def settle(page: Page) -> None:
    """Wait for what a click has led to: between two pages there is none to measure."""
    page.wait_for_load_state()
    page.locator("body").wait_for(state="attached")  # not by a function in the page: its policy lets nobody evaluate


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether it scrolls sideways."""
    settle(page)
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def beside(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run in another thread: Playwright's own loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result(60)


class Fleet:
    """A hub with stations on paper."""

    def __init__(self, hub: HubProcess, password: str) -> None:
        self.hub, self.password = hub, password
        self.papers: dict[str, Paper] = {}
        self.clients: dict[str, HubClient] = {}

    async def add(self, station: str, name: str, paper: Paper) -> None:
        """Enrol one and send what its paper holds."""
        key = Ed25519PrivateKey.generate()
        address = HubAddress(url=self.hub.url)
        newcomer = Newcomer(station=station, key=key, code=code(self.hub.data, station), name=name)
        enrolled = await enrol(address, newcomer)
        pinned = Pinned(station=station, key=key, hub_key=bytes.fromhex(enrolled.hub_public_key))
        self.papers[station], self.clients[station] = paper, HubClient(address, pinned)
        await self.push(station)

    async def push(self, station: str) -> None:
        """Send what the hub has not."""
        paper, client = self.papers[station], self.clients[station]
        while batch := paper.batch():
            await paper.acknowledged(batch.epoch, (await client.push(batch)).acked_through)
        await client.close()

    def answer(self, station: str, *facts: tuple[str, dict[str, str]]) -> None:
        """A station does what it is told: it fetches the next order and tells what becomes of it."""

        async def serve() -> None:
            fed = await self.clients[station].feed("", 20)
            (order,) = [order for raw in fed.answer.orders if (order := read_order(raw))]
            self.papers[station].write("command.received", command=order.id, verb=order.verb)
            for kind, body in facts:
                self.papers[station].write(kind, command=order.id, **body)
            await self.push(station)

        beside(serve)
