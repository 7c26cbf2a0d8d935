"""Second factors and the audit trail in Chromium, on a phone and at a desk, in both languages. Screenshots are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser_rig import DESK, NEEDS_CHROMIUM, PHONE, is_wider_than_the_screen, picture
from browser_sign_in import sign_in
from hub_process import HubProcess
from playwright.sync_api import Browser, Page, expect

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address and password; by its name, since a passkey belongs to a name and not to a number."""
    with HubProcess(tmp_path_factory.mktemp("factor") / "data") as process:
        yield process.url.replace("127.0.0.1", "localhost"), process.read_password()


@pytest.fixture(scope="module")
def cookies(chromium: Browser, hub: tuple[str, str]) -> Any:
    """Of somebody who has signed in and confirmed: a code works once, so all tests share one sign-in."""
    context = chromium.new_context(viewport=PHONE, base_url=hub[0])
    sign_in(context.new_page(), hub[1])
    yield context.storage_state()
    context.close()


SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def stranger(size: Any, chromium: Browser, hub: tuple[str, str]) -> Iterator[Page]:
    context = chromium.new_context(viewport=size, base_url=hub[0])
    yield context.new_page()
    context.close()


@pytest.fixture
def page(size: Any, chromium: Browser, hub: tuple[str, str], cookies: Any) -> Iterator[Page]:
    """Signed in."""
    context = chromium.new_context(viewport=size, base_url=hub[0], storage_state=cookies)
    yield context.new_page()
    context.close()


def _both(page: Page, name: str) -> None:
    """A picture in each language, and a claim that neither scrolls sideways."""
    for language in ("", "en"):
        if language:
            page.get_by_role("link", name="English").click()
            expect(page.get_by_role("link", name="中文")).to_be_visible()
            page.wait_for_load_state()
        picture(page, f"{name}{'-' if language else ''}{language}")
        assert not is_wider_than_the_screen(page), name
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("link", name="English")).to_be_visible()


@pytest.mark.every_screen
@SIZES
def test_the_way_in(stranger: Page, hub: tuple[str, str]) -> None:
    said: list[str] = []
    stranger.on("console", lambda message: said.append(message.text))
    stranger.goto("/login/")
    _both(stranger, "sign-in")
    stranger.get_by_label("用户名").fill("manager")
    stranger.get_by_label("密码").fill(hub[1])
    stranger.get_by_role("button", name="登录").click()
    _both(stranger, "set-up")

    assert said == []


@SIZES
def test_a_passkey_is_added_and_asked_for(page: Page) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/factor/webauthn/add/")
    _both(page, "passkey")
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_role("link", name="移除").first).to_be_visible()
    page.goto("/account/factor/webauthn/reauthenticate/?next=/audit/")
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/audit/")

    expect(page.locator(".audit li").nth(1)).to_contain_text("通行密钥")


@SIZES
@pytest.mark.parametrize(
    ("name", "path"),
    [("account", "/account/factor/"), ("sessions", "/account/sessions/"), ("audit", "/audit/")],
)
def test_an_account_s_own_pages(page: Page, name: str, path: str) -> None:
    page.goto(path)
    _both(page, name)

    expect(page.get_by_role("heading", level=1)).to_be_visible()


@SIZES
def test_the_trail_is_narrowed(page: Page) -> None:
    page.goto("/audit/")
    page.get_by_text("筛选条件").click()
    page.get_by_label("操作").select_option(label="账号变更")
    page.get_by_role("button", name="筛选").click()

    expect(page.locator(".audit li")).to_have_count(1)


@SIZES
def test_a_wrong_code_is_said_in_words(page: Page) -> None:
    page.goto("/account/factor/reauthenticate/?next=/")
    page.get_by_label("6 位验证码或恢复码").fill("000000")
    page.get_by_role("button", name="确认").click()
    picture(page, "again")

    expect(page.get_by_role("alert")).to_contain_text("验证码不对")


@pytest.mark.every_screen
@SIZES
def test_the_second_step(stranger: Page, cookies: Any, hub: tuple[str, str]) -> None:
    stranger.goto("/login/")
    stranger.get_by_label("用户名").fill("manager")
    stranger.get_by_label("密码").fill(hub[1])
    stranger.get_by_role("button", name="登录").click()
    _both(stranger, "second-step")

    expect(stranger.get_by_role("button", name="使用通行密钥")).to_be_visible()
