"""Signing in with a second factor, asking for it again, and the sessions of an account."""

from __future__ import annotations

import io
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from hub_rig import HubRig, confirm, enrolled, totp_code, totp_secret

from station_app.hub import stepup
from station_app.hub.accounts import set_account
from station_app.hub.audit_models import Audit
from station_app.hub.models import Order
from station_app.hub.roles import role_of
from station_app.hub.scope import districts_of

OPEN = "/stations/ST-1/order/open/"
SELFTEST, RESTART = "/stations/ST-1/order/selftest/", "/stations/ST-1/order/restart-device/"
EXPORT = "/stations/ST-1/log.csv?view=events"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/15E148 Safari/604"


class Account:
    """One account and a browser of its own."""

    def __init__(self, rig: HubRig, name: str = "anna", role: str = "manager") -> None:
        self.rig, self.name = rig, name
        self.password = rig.in_thread(lambda: set_account(name, role))
        self.client = Client(SERVER_NAME="localhost", HTTP_USER_AGENT=PHONE)

    def get(self, path: str, **headers: str) -> Any:
        return self.rig.in_thread(lambda: _whole(self.client.get(path, headers=headers)))

    def post(self, path: str, **data: str) -> Any:
        return self.rig.in_thread(lambda: _whole(self.client.post(path, data)))

    def with_factor(self) -> Account:
        self.secret = self.rig.in_thread(lambda: totp_secret(self.name))
        return self

    def give_password(self) -> Any:
        return self.post("/login/", username=self.name, password=self.password)

    def give_code(self, code: str = "") -> Any:
        return self.post("/account/factor/authenticate/", code=code or totp_code(self.secret))

    def sign_in(self) -> Account:
        assert self.give_password().status_code == 302
        if hasattr(self, "secret"):
            assert self.give_code().status_code == 302
            self.rig.in_thread(cache.clear)
        return self

    def signed_in(self) -> bool:
        return self.get("/account/factor/").status_code == 200

    def age(self, by: timedelta, *names: str) -> None:
        """As if what the session remembers had happened so long ago."""

        def aged() -> None:
            session = self.client.session
            for name in names:
                session[name] -= by.total_seconds()
            for record in session.get("account_authentication_methods", []):
                record["at"] -= by.total_seconds()
            session.save()

        self.rig.in_thread(aged)


def _whole(response: Any) -> Any:
    response.text_now = response.getvalue().decode()
    return response


@pytest.fixture
async def anna(rig: HubRig) -> Account:
    """A manager with an authenticator app, and a station with a log."""
    await enrolled(rig)
    return Account(rig).with_factor()


@pytest.fixture
async def plain(rig: HubRig) -> Account:
    """A manager without."""
    await enrolled(rig)
    return Account(rig)


def test_a_password_alone_does_not_sign_in(anna: Account) -> None:
    assert anna.give_password().headers["Location"] == "/account/factor/authenticate/"
    assert not anna.signed_in()


def test_a_password_and_a_code_do(anna: Account) -> None:
    assert anna.sign_in().signed_in()


def test_after_the_code_one_is_where_one_wanted_to_be(anna: Account) -> None:
    anna.post("/login/?next=/stations/ST-1/", username="anna", password=anna.password)

    assert anna.give_code().headers["Location"] == "/stations/ST-1/"


def test_a_wrong_code_does_not_sign_in(anna: Account) -> None:
    anna.give_password()

    assert "验证码不对" in anna.give_code("000000").text_now


def test_a_code_works_once(anna: Account) -> None:
    code = totp_code(anna.secret)
    anna.give_password()
    anna.give_code(code)
    other = Account(anna.rig)  # gives the account a new password
    other.give_password()

    assert "验证码不对" in other.give_code(code).text_now


def test_five_wrong_codes_are_the_last_for_a_while(anna: Account) -> None:
    anna.give_password()
    for _ in range(5):
        anna.give_code("000000")

    assert "太频繁" in anna.give_code().text_now


def test_a_recovery_code_signs_in_once(anna: Account) -> None:
    def codes() -> list[str]:
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        return RecoveryCodes.activate(User.objects.get()).get_unused_codes()

    code = anna.rig.in_thread(codes)[0]
    anna.give_password()
    anna.give_code(code)
    first = anna.signed_in()
    anna.post("/logout/")
    anna.give_password()
    anna.give_code(code)

    assert (first, anna.signed_in()) == (True, False)


def test_the_first_sign_in_leads_to_setting_a_second_factor_up(plain: Account) -> None:
    assert plain.give_password().headers["Location"] == "/account/factor/totp/activate/"


def test_setting_up_shows_a_code_to_scan(plain: Account) -> None:
    plain.sign_in()

    assert "data:image/svg+xml;base64," in plain.get("/account/factor/totp/activate/").text_now


def test_setting_up_ends_with_recovery_codes(plain: Account) -> None:
    plain.sign_in()
    plain.get("/account/factor/totp/activate/")
    secret = plain.rig.in_thread(lambda: plain.client.session["mfa.totp.secret"])
    after = plain.post("/account/factor/totp/activate/", code=totp_code(secret)).headers["Location"]

    assert plain.get(after).text_now.count("<code>") == 10


def test_recovery_codes_are_shown_once(plain: Account) -> None:
    test_setting_up_ends_with_recovery_codes(plain)

    assert "<code>" not in plain.get("/account/factor/recovery-codes/").text_now


def test_an_account_without_a_second_factor_can_look(plain: Account) -> None:
    assert plain.sign_in().get("/stations/ST-1/log/").status_code == 200


@pytest.mark.parametrize("path", [EXPORT, OPEN, "/stations/ST-1/log.xlsx", "/reports.csv", "/reports.xlsx"])
def test_an_account_without_a_second_factor_cannot_export(plain: Account, path: str) -> None:
    assert plain.sign_in().get(path).headers["Location"].startswith("/account/factor/?next=%2F")


def test_a_fresh_second_factor_exports(anna: Account) -> None:
    assert anna.sign_in().get(EXPORT).status_code == 200


@pytest.mark.parametrize("path", [EXPORT, OPEN, SELFTEST, RESTART])
def test_an_older_one_is_asked_for_again(anna: Account, path: str) -> None:
    anna.sign_in().age(stepup.FRESH)

    assert anna.get(path).headers["Location"].startswith("/account/factor/reauthenticate/?next=%2Fstations")


def test_a_door_is_not_opened_by_an_older_one(anna: Account) -> None:
    anna.sign_in().age(stepup.FRESH)
    anna.post(OPEN, door="entry", reason="x")

    assert anna.rig.in_thread(Order.objects.count) == 0


def test_confirming_leads_back_to_the_export(anna: Account) -> None:
    anna.sign_in().age(stepup.FRESH)
    page = anna.get(EXPORT).headers["Location"]
    asked = anna.get(page).text_now
    code = totp_code(anna.secret)
    answer = anna.post("/account/factor/reauthenticate/", code=code, next=EXPORT)

    assert (EXPORT.replace("&", "&amp;") in asked, answer.headers["Location"]) == (True, EXPORT)
    assert anna.get(EXPORT).status_code == 200


def test_the_password_does_not_confirm_where_there_is_a_second_factor(anna: Account) -> None:
    anna.sign_in().age(stepup.FRESH)
    anna.post("/account/again/", password=anna.password)

    assert anna.get(EXPORT).status_code == 302


@pytest.mark.parametrize("factor", ["/account/factor/totp/deactivate/", "/account/factor/webauthn/add/"])
def test_a_factor_is_added_or_removed_only_by_who_confirms(anna: Account, factor: str) -> None:
    anna.sign_in().age(stepup.FRESH)

    assert anna.get(factor).headers["Location"].startswith("/account/factor/reauthenticate/")


def test_a_clock_that_was_set_back_keeps_nothing_fresh(anna: Account) -> None:
    anna.sign_in().age(-timedelta(hours=1))

    assert anna.get(EXPORT).status_code == 302


def test_required_lets_through_what_was_confirmed(anna: Account) -> None:
    anna.sign_in()

    @stepup.required
    def view(request: HttpRequest, word: str) -> HttpResponse:
        return HttpResponse(word)

    def shown() -> bytes:
        request: Any = HttpRequest()
        request.user, request.session = User.objects.get(), anna.client.session
        return b"".join(view(request, "open"))

    assert anna.rig.in_thread(shown) == b"open"


def test_the_secret_is_not_in_the_database(anna: Account) -> None:
    stored = anna.rig.in_thread(lambda: str(Authenticator.objects.get().data))

    assert anna.secret not in stored


def test_what_happens_to_second_factors_is_recorded(anna: Account) -> None:
    anna.give_password()
    anna.give_code("000000")
    anna.give_code()
    found = anna.rig.in_thread(
        lambda: list(Audit.objects.filter(who="anna").order_by("number").values_list("what", flat=True))
    )

    assert found == ["factor-failed", "factor-confirmed", "login"]


def test_another_account_s_passkey_cannot_be_removed(anna: Account) -> None:
    def key() -> int:
        user = User.objects.get(username="anna")
        return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "x"}).pk

    number = anna.rig.in_thread(key)
    eve = Account(anna.rig, "eve").with_factor().sign_in()
    confirm(anna.rig, eve.client, "eve")

    assert eve.post(f"/account/factor/webauthn/keys/{number}/remove/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/account/factor/",
        "/account/factor/totp/activate/",
        "/account/factor/totp/deactivate/",
        "/account/factor/recovery-codes/",
        "/account/factor/recovery-codes/generate/",
        "/account/factor/recovery-codes/download/",
        "/account/factor/webauthn/",
        "/account/factor/webauthn/add/",
        "/account/factor/reauthenticate/",
        "/account/factor/authenticate/",
        "/account/sessions/",
        "/account/again/",
    ],
)
def test_a_stranger_is_asked_to_sign_in(rig: HubRig, path: str) -> None:
    answer = rig.in_thread(lambda: Client(SERVER_NAME="localhost").get(path))

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")


def test_who_has_lost_everything_starts_anew_at_the_terminal(anna: Account) -> None:
    anna.rig.in_thread(lambda: call_command("account", "anna", "--forget-second-factor", stdout=io.StringIO()))

    assert anna.rig.in_thread(Authenticator.objects.count) == 0


def test_the_command_sets_role_and_districts(rig: HubRig) -> None:
    arguments = ("eve", "--role", "auditor", "--district", "梁溪", "--district", "滨湖")
    rig.in_thread(lambda: call_command("account", *arguments, stdout=io.StringIO()))
    user = rig.in_thread(lambda: User.objects.get(username="eve"))

    assert rig.in_thread(lambda: (role_of(user), districts_of(user))) == ("auditor", ("梁溪", "滨湖"))


def test_a_new_password_leaves_role_and_districts(rig: HubRig) -> None:
    rig.in_thread(lambda: set_account("eve", "auditor", ("梁溪",)))
    rig.in_thread(lambda: call_command("account", "eve", stdout=io.StringIO()))
    user = rig.in_thread(lambda: User.objects.get(username="eve"))

    assert rig.in_thread(lambda: (role_of(user), districts_of(user))) == ("auditor", ("梁溪",))


def test_nobody_signs_up(rig: HubRig) -> None:
    assert rig.in_thread(lambda: Client(SERVER_NAME="localhost").get("/account/signup/")).status_code == 404


def test_thirty_tries_a_minute_are_enough(rig: HubRig) -> None:
    client = Client(SERVER_NAME="localhost")

    def tried() -> list[int]:
        return [client.post("/login/", {"username": f"n{one}", "password": "x"}).status_code for one in range(31)]

    assert rig.in_thread(tried)[-1] == 429


def test_the_pages_speak_english_too(anna: Account) -> None:
    anna.sign_in().get("/language/en/?next=/")

    assert "Authenticator app" in anna.get("/account/factor/").text_now


def test_a_confirmation_is_not_older_than_it_says(anna: Account) -> None:
    anna.sign_in()
    record = anna.rig.in_thread(lambda: anna.client.session["account_authentication_methods"][-1])

    assert (record["method"], 0 <= time.time() - record["at"] < 60) == ("mfa", True)
