"""The sessions of an account: how they end, and on which devices they are."""

# ruff: noqa: F811 - a fixture has the name of its argument

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from test_factor import PHONE, Account, anna  # noqa: F401 - a fixture

from station_app.hub.accounts import set_account
from station_app.hub.idle import IDLE, LONGEST
from station_app.hub.pages.sessions import device


def test_a_session_ends_when_nobody_did_anything(anna: Account) -> None:
    anna.sign_in().signed_in()
    anna.age(IDLE + timedelta(seconds=1), "seen")

    assert not anna.signed_in()


def test_a_session_goes_on_while_somebody_does_something(anna: Account) -> None:
    anna.sign_in().signed_in()
    for _ in range(3):
        anna.age(IDLE - timedelta(minutes=1), "seen")
        assert anna.signed_in()


def test_a_page_that_keeps_itself_fresh_does_not_keep_a_session(anna: Account) -> None:
    anna.sign_in().signed_in()
    for _ in range(2):
        anna.age(timedelta(minutes=8), "seen")
        anna.get("/", **{"X-Live": "1"})

    assert not anna.signed_in()


def test_a_session_ends_after_twelve_hours_in_any_case(anna: Account) -> None:
    anna.sign_in().signed_in()
    anna.age(LONGEST + timedelta(seconds=1), "since")

    assert not anna.signed_in()


def test_signing_in_gives_a_new_session(anna: Account) -> None:
    anna.get("/login/")
    anna.give_password()
    before = anna.client.cookies["sessionid"].value
    anna.give_code()

    assert anna.client.cookies["sessionid"].value != before


def test_signing_out_ends_the_session_at_the_hub(anna: Account) -> None:
    anna.sign_in()
    kept = anna.client.cookies["sessionid"].value
    anna.post("/logout/")
    anna.client.cookies["sessionid"] = kept

    assert not anna.signed_in()


def test_a_new_password_ends_every_session(anna: Account) -> None:
    anna.sign_in()
    anna.rig.in_thread(lambda: set_account("anna"))

    assert not anna.signed_in()


def test_devices_are_listed(anna: Account) -> None:
    assert "iPhone · Safari" in anna.sign_in().get("/account/sessions/").text_now


def test_another_device_can_be_signed_out(anna: Account) -> None:
    anna.sign_in()
    other = _another(anna)
    number = anna.rig.in_thread(lambda: UserSession.objects.order_by("pk").last().pk)
    anna.post(f"/account/sessions/{number}/end/")

    assert (anna.signed_in(), other.signed_in()) == (True, False)


def test_all_others_can_be_signed_out(anna: Account) -> None:
    anna.sign_in()
    others = [_another(anna), _another(anna)]
    anna.post("/account/sessions/end-others/")

    assert [one.signed_in() for one in (anna, *others)] == [True, False, False]


def test_the_session_of_another_account_cannot_be_ended(anna: Account) -> None:
    anna.sign_in()
    stranger = Account(anna.rig, "eve").sign_in()
    number = anna.rig.in_thread(lambda: UserSession.objects.get(user__username="anna").pk)

    assert stranger.post(f"/account/sessions/{number}/end/").status_code == 404
    assert anna.signed_in()


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (PHONE, "iPhone · Safari"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537 Edg/140", "Windows · Edge"),
        ("", ""),
    ],
)
def test_a_device_is_told_by_what_its_browser_says(agent: str, told: str) -> None:
    assert device(agent) == told


def _another(anna: Account) -> Account:
    other = object.__new__(Account)
    other.rig, other.name, other.password, other.secret = anna.rig, anna.name, anna.password, anna.secret
    other.client = Client(SERVER_NAME="localhost", HTTP_USER_AGENT=PHONE)
    anna.rig.in_thread(cache.clear)
    return other.sign_in()
