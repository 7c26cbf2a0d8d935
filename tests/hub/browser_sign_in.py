"""Signing in at a hub process with a browser: password, then second factor, which is set up where there is none."""

from __future__ import annotations

from hub_rig import totp_code
from playwright.sync_api import Page, expect

_SECRETS: dict[tuple[str, str], str] = {}
"""Of each account's authenticator app; an account is one of a hub's origin."""


def sign_in(page: Page, password: str, name: str = "manager") -> None:
    """Ends signed in, with the second factor just confirmed, on the first page."""
    page.goto("/login/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    if page.url.endswith("/activate/"):
        set_up_app(page, name)
        page.goto("/account/factor/reauthenticate/?next=/")
    give_code(page, name)


def give_code(page: Page, name: str = "manager") -> None:
    """Type what the app shows; a code works once, so the ones beside it follow."""
    asked = page.url
    for steps in (0, 1, -1):
        page.get_by_label("6 位验证码或恢复码").fill(totp_code(_SECRETS[_origin(page), name], steps=steps))
        page.locator("form.card button.primary").first.click()
        if page.url != asked and "authenticate" not in page.url:
            return
    raise AssertionError("no code was taken")


def set_up_app(page: Page, name: str) -> None:
    """Read the secret from the page, type what an app would make of it, and keep the recovery codes."""
    page.locator("summary").click()
    secret = page.locator(".secret").inner_text()
    _SECRETS[_origin(page), name] = secret
    page.get_by_label("应用显示的 6 位验证码").fill(totp_code(secret))
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="已经保存好").click()


def _origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])
