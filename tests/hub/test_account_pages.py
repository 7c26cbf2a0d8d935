"""The accounts' pages: for admins alone, behind the second factor, and never without an admin that is left."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hub_rig import HubRig, enrolled
from test_factor import Account

from station_app.hub import accounts
from station_app.hub.accounts import Refused, set_account
from station_app.hub.audit_models import Audit
from station_app.hub.models import Case
from station_app.hub.roles import role_of
from station_app.hub.scope import districts_of
from station_app.hub.settings import LOCK_OUT_TRIES
from station_app.hub.stepup import has_factor

SECRET = re.compile(r'<p class="secret"><b>([^<]+)</b>')
BACKEND = "django.contrib.auth.backends.ModelBackend"
DEEDS = ("", "password/", "factors/", "stop/")
NEW = {"name": "night.desk", "role": "manager", "districts": ["梁溪", "-"], "more": "滨湖，锡山"}


@pytest.fixture
def admin(rig: HubRig) -> Account:
    """An admin who has just confirmed; the second one, so that either may go."""
    rig.in_thread(lambda: set_account("boss", "admin"))
    return Account(rig, "admin", "admin").with_factor().sign_in()


@pytest.fixture
def anna(rig: HubRig, admin: Account) -> Account:
    """A manager at work on a phone."""
    return Account(rig, "anna").with_factor().sign_in()


def number(rig: HubRig, name: str) -> int:
    return rig.in_thread(lambda: User.objects.get(username=name).pk)


def act(admin: Account, name: str, deed: str = "", **told: Any) -> Any:
    return admin.post(f"/accounts/{number(admin.rig, name)}/{deed}", **told)


def known(rig: HubRig, name: str) -> tuple[str, tuple[str, ...], bool]:
    def told() -> tuple[str, tuple[str, ...], bool]:
        user = User.objects.get(username=name)
        return role_of(user), districts_of(user), user.is_active

    return rig.in_thread(told)


def secret_in(answer: Any) -> str:
    return SECRET.findall(answer.text_now)[0]


def gives_way(rig: HubRig, name: str, password: str) -> bool:
    """Whether name and password lead on, to the second factor or to setting one up."""
    client = Client(SERVER_NAME="localhost")
    told = {"username": name, "password": password}
    rig.in_thread(cache.clear)
    return rig.in_thread(lambda: client.post("/login/", told).status_code) == 302


def deeds(rig: HubRig, what: str) -> list[tuple[str, str]]:
    return rig.in_thread(lambda: list(Audit.objects.filter(what=what, who="admin").values_list("who", "detail")))


def paths(rig: HubRig) -> list[str]:
    one = number(rig, "boss")
    return ["/accounts/new/", *(f"/accounts/{one}/{deed}" for deed in DEEDS)]


@pytest.mark.parametrize("role", ["viewer", "technician", "manager", "approver", "auditor"])
def test_nobody_but_an_admin_has_these_pages(rig: HubRig, role: str) -> None:
    rig.in_thread(lambda: set_account("boss", "admin"))
    other = Account(rig, "other", role).with_factor().sign_in()

    found = {ask(path).status_code for path in paths(rig) for ask in (other.get, other.post)}
    assert found | {other.get("/accounts/").status_code} == {403}


def test_a_stranger_is_asked_to_sign_in(rig: HubRig) -> None:
    rig.in_thread(lambda: set_account("boss", "admin"))
    client = Client(SERVER_NAME="localhost")

    found = [
        rig.in_thread(lambda path=path: client.get(path)).headers["Location"] for path in ("/accounts/", *paths(rig))
    ]
    assert {where.partition("?")[0] for where in found} == {"/login/"}


async def test_a_new_account_has_what_was_said(rig: HubRig, admin: Account) -> None:
    await enrolled(rig)
    rig.in_thread(lambda: set_account("other", "viewer", ("梁溪",)))  # so that the district can be ticked
    answer = admin.post("/accounts/new/", **NEW)

    assert known(rig, "night.desk") == ("manager", ("", "梁溪", "滨湖", "锡山"), True)
    assert gives_way(rig, "night.desk", secret_in(answer))


def test_a_password_is_shown_once_and_kept_by_no_cache(rig: HubRig, admin: Account) -> None:
    answer = admin.post("/accounts/new/", name="new", role="viewer")
    again = admin.get(f"/accounts/{number(rig, 'new')}/").text_now

    assert (answer["Cache-Control"], secret_in(answer) in again) == ("no-store, private", False)


WRONG = [
    {"name": "anna"},
    {"name": "ANNA"},
    {"name": ""},
    {"name": "a b"},
    {"name": "x" * 61},
    {"name": "<b>"},
    {"role": "king"},
    {"role": ""},
    {"districts": ["nowhere"]},
    {"more": "x" * 61},
]


def test_what_cannot_be_makes_no_account(rig: HubRig, admin: Account, anna: Account) -> None:
    told = [{"name": "new", "role": "viewer", **one} for one in WRONG]
    taken = [one for one in told if admin.post("/accounts/new/", **one).status_code != 422]

    assert (taken, rig.in_thread(User.objects.count), anna.signed_in()) == ([], 3, True)


def test_another_role_counts_with_the_next_request(rig: HubRig, admin: Account, anna: Account) -> None:
    before = anna.get("/passes/").status_code
    act(admin, "anna", role="viewer", more="滨湖")

    assert (before, anna.get("/passes/").status_code, known(rig, "anna")[:2]) == (200, 403, ("viewer", ("滨湖",)))


def test_switching_off_ends_every_session_at_once(rig: HubRig, admin: Account, anna: Account) -> None:
    act(admin, "anna", "stop/")

    assert (anna.signed_in(), gives_way(rig, "anna", anna.password)) == (False, False)


def test_a_new_password_ends_sessions_and_switches_on_again(rig: HubRig, admin: Account, anna: Account) -> None:
    act(admin, "anna", "stop/")
    secret = secret_in(act(admin, "anna", "password/"))

    assert (anna.signed_in(), gives_way(rig, "anna", anna.password), gives_way(rig, "anna", secret)) == (
        False,
        False,
        True,
    )


def test_a_new_password_ends_a_pause_after_wrong_ones(rig: HubRig, admin: Account, anna: Account) -> None:
    def tried(password: str) -> int:
        return anna.post("/login/", username="anna", password=password).status_code

    anna.client = Client(SERVER_NAME="localhost")
    wrong = {tried("wrong") for _ in range(LOCK_OUT_TRIES)}
    paused = tried(anna.password)
    secret = secret_in(act(admin, "anna", "password/"))

    assert (302 in wrong, paused == 302, tried(secret)) == (False, False, 302)


def test_a_new_password_leaves_the_second_factor(rig: HubRig, admin: Account, anna: Account) -> None:
    act(admin, "anna", "password/")

    assert rig.in_thread(lambda: has_factor(User.objects.get(username="anna")))


def test_without_its_second_factor_an_account_needs_a_new_password(rig: HubRig, admin: Account, anna: Account) -> None:
    secret = secret_in(act(admin, "anna", "factors/"))

    assert not rig.in_thread(lambda: has_factor(User.objects.get(username="anna")))
    assert (gives_way(rig, "anna", anna.password), gives_way(rig, "anna", secret)) == (False, True)


def test_nobody_changes_their_own_account(rig: HubRig, admin: Account) -> None:
    told = [act(admin, "admin", deed, role="viewer").status_code for deed in DEEDS]

    assert (told, known(rig, "admin")[0], admin.signed_in()) == ([422] * 4, "admin", True)


def test_another_admin_may_go(rig: HubRig, admin: Account) -> None:
    act(admin, "boss", role="manager")

    assert known(rig, "boss")[0] == "manager"


@pytest.mark.parametrize("deed", ["change", "stop"])
def test_the_last_admin_stays(rig: HubRig, admin: Account, deed: str) -> None:
    """As when two switch each other off at one moment, and the second one's turn comes."""

    def second() -> None:
        first, boss = User.objects.get(username="admin"), User.objects.get(username="boss")
        accounts.stop(boss, first)
        if deed == "stop":
            accounts.stop(first, boss)
        else:
            accounts.change(first, "viewer", (), boss)

    with pytest.raises(Refused, match="acc-last-admin"):
        rig.in_thread(second)


@pytest.mark.parametrize("deed", DEEDS)
def test_an_older_second_factor_changes_nothing(rig: HubRig, admin: Account, anna: Account, deed: str) -> None:
    client = admin.client = Client(SERVER_NAME="localhost")
    rig.in_thread(lambda: client.force_login(User.objects.get(username="admin"), BACKEND))
    where = act(admin, "anna", deed, role="viewer").headers["Location"]

    assert where.startswith("/account/factor/reauthenticate/")
    assert (known(rig, "anna")[0], anna.signed_in()) == ("manager", True)


def test_looking_by_get_does_nothing(rig: HubRig, admin: Account, anna: Account) -> None:
    one = number(rig, "anna")
    told = [admin.get(f"/accounts/{one}/{deed}/").status_code for deed in ("password", "factors", "stop")]

    assert (told, anna.signed_in()) == ([302] * 3, True)


def test_the_trail_tells_of_each_change_and_no_password(rig: HubRig, admin: Account, anna: Account) -> None:
    secret = secret_in(act(admin, "anna", "factors/"))
    act(admin, "anna", role="viewer", more="滨湖")
    act(admin, "anna", "stop/")

    told = {
        what: deeds(rig, what) for what in ("password-made", "factor-removed", "account-changed", "account-stopped")
    }
    assert told == {
        "password-made": [("admin", "“anna”")],
        "factor-removed": [("admin", "“anna”")],
        "account-changed": [("admin", "“anna” viewer 滨湖")],
        "account-stopped": [("admin", "“anna”")],
    }
    assert not rig.in_thread(lambda: Audit.objects.filter(detail__contains=secret).exists())


def test_the_list_tells_role_districts_factor_and_sign_in(rig: HubRig, admin: Account, anna: Account) -> None:
    rig.in_thread(lambda: set_account("bob", "viewer", ("滨湖", "梁溪")))
    page = admin.get("/accounts/").text_now
    lines = dict(re.findall(r"<b>(\w+)</b></a>(.*?)</li>", page, re.S))

    words = {name: [word in lines[name] for word in ("查看者", "滨湖", "所有片区", "未设置两步验证", "从未登录")]
             for name in ("anna", "bob", "boss")}  # fmt: skip
    assert words == {
        "anna": [False, False, False, False, False],
        "bob": [True, True, False, True, True],
        "boss": [False, False, True, True, True],
    }


async def test_before_an_account_goes_its_open_incidents_are_named(rig: HubRig, admin: Account, anna: Account) -> None:
    await enrolled(rig)

    def take() -> None:
        now, user = timezone.now(), User.objects.get(username="anna")
        told = {"incident": "i", "cause": "leak", "opened_ms": 1, "came_at": now, "taken_by": user}
        Case.objects.create(station_id="ST-1", **told)

    rig.in_thread(take)
    pages = [admin.get(f"/accounts/{number(rig, name)}/").text_now for name in ("anna", "boss")]

    assert ["1 件未结束的事件由此账号受理" in page for page in pages] == [True, False]


def test_a_look_at_the_list_is_recorded_without_what_was_looked_for(rig: HubRig, admin: Account) -> None:
    admin.get("/accounts/?q=anna")

    assert deeds(rig, "accounts-seen") == [("admin", "page=1")]


def test_a_name_is_found(rig: HubRig, admin: Account, anna: Account) -> None:
    page = admin.get("/accounts/?q=NN").text_now

    assert (">anna<" in page, ">boss<" in page) == (True, False)
