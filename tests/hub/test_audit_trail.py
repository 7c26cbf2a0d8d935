"""The audit trail: what is recorded, who may read it, and that nobody can change it unseen."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hub_rig import HubRig, confirm, enrolled

from station_app.hub import audit
from station_app.hub.accounts import set_account
from station_app.hub.audit_models import AppendOnly, Audit
from station_app.hub.models import Station
from station_app.hub.orders import Wanted, make

PASSWORD_TYPED_AS_NAME = "correct horse battery staple"


@pytest.fixture
def trail(rig: HubRig) -> HubRig:
    """Three rows."""
    rig.in_thread(lambda: [audit.record(None, "code-made", f"ST-{number}") for number in range(3)])
    return rig


def reader(rig: HubRig, role: str, districts: tuple[str, ...] = ("",), name: str = "reader") -> Client:
    client = Client(SERVER_NAME="localhost")

    def sign_in() -> None:
        set_account(name, role, districts)
        client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")

    rig.in_thread(sign_in)
    if "audit" in role or role == "admin":
        confirm(rig, client, name)
    return client


def rows(rig: HubRig, what: str) -> list[tuple[str, str, str, str]]:
    asked = Audit.objects.filter(what=what).order_by("number")
    return rig.in_thread(lambda: list(asked.values_list("who", "role", "station", "detail")))


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def drop(trigger: str) -> None:
    sql(f"DROP TRIGGER {trigger}" + (" ON hub_audit" if connection.vendor == "postgresql" else ""))


def text_of(response: Any) -> str:
    return response.getvalue().decode()


def test_a_trail_is_whole(trail: HubRig) -> None:
    assert trail.in_thread(audit.verify).whole


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hub_audit SET who = 'somebody' WHERE number = 2",
        "UPDATE hub_audit SET at = '2020-01-01 00:00:00' WHERE number = 2",
        "DELETE FROM hub_audit WHERE number = 2",
    ],
)
def test_the_first_row_that_was_changed_is_named(trail: HubRig, change: str) -> None:
    def by_somebody_with_the_file() -> audit.Verdict:
        for trigger in audit.TRIGGERS:
            drop(trigger)
        sql(change)
        return audit.verify()

    assert trail.in_thread(by_somebody_with_the_file).wrong == 2


@pytest.mark.parametrize("change", ["UPDATE hub_audit SET who = 'x'", "DELETE FROM hub_audit"])
def test_the_database_refuses_a_change(trail: HubRig, change: str) -> None:
    def changed() -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(change)

    trail.in_thread(changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Audit.objects.all().delete(),
        lambda: Audit.objects.filter(number=1).update(who="x"),
        lambda: Audit.objects.get(number=1).delete(),
        lambda: Audit.objects.get(number=1).save(),
        lambda: Audit.objects.bulk_create([Audit()]),
    ],
)
def test_the_models_refuse_a_change(trail: HubRig, change: Any) -> None:
    def changed() -> None:
        with pytest.raises(AppendOnly):
            change()

    trail.in_thread(changed)


def test_lost_triggers_are_told(trail: HubRig) -> None:
    def told() -> bool:
        drop(audit.TRIGGERS[0])
        return audit.verify().whole

    assert trail.in_thread(told) is False


def test_the_command_tells_the_head(trail: HubRig) -> None:
    said = io.StringIO()
    trail.in_thread(lambda: call_command("audit", stdout=said))

    assert trail.in_thread(lambda: Audit.objects.get(number=3).hash) in said.getvalue()


def test_the_command_fails_where_a_row_was_changed(trail: HubRig) -> None:
    def told() -> None:
        drop(audit.TRIGGERS[0])
        sql("UPDATE hub_audit SET detail = 'x' WHERE number = 1")
        with pytest.raises(CommandError, match="row 1"):
            call_command("audit")

    trail.in_thread(told)


def test_an_unknown_deed_is_not_recorded(rig: HubRig) -> None:
    with pytest.raises(ValueError, match="no such deed"):
        rig.in_thread(lambda: audit.record(None, "dreamt"))


def test_what_is_rolled_back_leaves_no_row(rig: HubRig) -> None:
    def rolled_back() -> int:
        with pytest.raises(RuntimeError), transaction.atomic():
            audit.record(None, "code-made")
            raise RuntimeError
        return Audit.objects.count()

    assert rig.in_thread(rolled_back) == 0


async def test_a_look_at_a_log_is_recorded(rig: HubRig) -> None:
    await enrolled(rig)
    client = reader(rig, "viewer")
    rig.in_thread(lambda: client.get("/stations/ST-1/log/?view=events&since=2026-01-01&kind=access.denied&zone=Wang"))

    told = ("reader", "viewer", "ST-1", "events since=2026-01-01 kind=access.denied lines=0")
    assert rows(rig, "log-seen") == [told]


async def test_a_revocation_is_recorded_once(rig: HubRig) -> None:
    await enrolled(rig)
    client = reader(rig, "manager")
    confirm(rig, client, "reader")
    for _ in range(2):
        rig.in_thread(lambda: client.post("/stations/ST-1/revoke/", {"reason": "stolen"}))

    assert rows(rig, "station-revoked") == [("reader", "manager", "ST-1", "")]


async def test_an_order_is_recorded_without_its_free_text(rig: HubRig) -> None:
    await enrolled(rig)

    def order() -> None:
        set_account("reader", "manager")
        wanted = Wanted(verb="message", value="for Wang", reason="Wang asked")
        make(Station.objects.get(), wanted, User.objects.get(username="reader"))

    rig.in_thread(order)

    assert rows(rig, "ordered") == [("reader", "manager", "ST-1", "message")]


async def test_an_enrolment_is_recorded_with_its_code(rig: HubRig) -> None:
    await enrolled(rig)

    assert (rows(rig, "code-made"), rows(rig, "station-enrolled")) == (
        [("", "terminal", "ST-1", "")],
        [("", "", "ST-1", "")],
    )


def test_a_change_of_an_account_is_recorded(rig: HubRig) -> None:
    rig.in_thread(lambda: set_account("anna", "auditor", ("梁溪", "")))

    assert rows(rig, "account-changed") == [("", "terminal", "", "“anna” auditor -, 梁溪")]


def test_a_login_is_recorded(rig: HubRig) -> None:
    password = rig.in_thread(lambda: set_account("anna", "viewer"))
    client = Client(SERVER_NAME="localhost")
    rig.in_thread(lambda: client.post("/login/", {"username": "anna", "password": password}))

    assert rows(rig, "login") == [("anna", "viewer", "", "")]


def test_a_failed_login_is_recorded(rig: HubRig) -> None:
    rig.in_thread(lambda: set_account("anna", "viewer"))
    client = Client(SERVER_NAME="localhost")
    rig.in_thread(lambda: client.post("/login/", {"username": "anna", "password": "wrong"}))

    assert rows(rig, "login-failed") == [("anna", "viewer", "", "")]


def test_a_name_that_is_no_account_is_not_kept(rig: HubRig) -> None:
    client = Client(SERVER_NAME="localhost")
    rig.in_thread(lambda: client.post("/login/", {"username": PASSWORD_TYPED_AS_NAME, "password": "wrong"}))

    assert rows(rig, "login-failed") == [("", "", "", "unknown-account")]


def test_a_lock_out_is_recorded(rig: HubRig) -> None:
    rig.in_thread(lambda: set_account("anna", "viewer"))
    client = Client(SERVER_NAME="localhost")
    for _ in range(5):
        rig.in_thread(lambda: client.post("/login/", {"username": "anna", "password": "wrong"}))

    assert rows(rig, "login-locked") == [("anna", "viewer", "", "")]


@pytest.mark.parametrize("role", ["viewer", "technician", "manager", "approver"])
@pytest.mark.parametrize("path", ["/audit/", "/audit.csv"])
def test_only_auditors_read_the_trail(rig: HubRig, role: str, path: str) -> None:
    client = reader(rig, role)

    assert rig.in_thread(lambda: client.get(path)).status_code == 403


def test_an_auditor_reads_the_trail(rig: HubRig) -> None:
    client = reader(rig, "auditor")

    assert "账号变更" in text_of(rig.in_thread(lambda: client.get("/audit/")))


def test_a_look_at_the_trail_is_recorded(rig: HubRig) -> None:
    client = reader(rig, "auditor")
    rig.in_thread(lambda: client.get("/audit/?what=login"))

    assert rows(rig, "audit-seen") == [("reader", "auditor", "", "what=login page=1")]


async def test_an_auditor_reads_of_its_own_district_only(rig: HubRig) -> None:
    for station, district in (("ST-1", "梁溪"), ("ST-2", "滨湖")):
        await enrolled(rig, station)
        rig.in_thread(lambda s=station, d=district: Station.objects.filter(id=s).update(district=d))
    rig.in_thread(lambda: set_account("beside", "viewer", ("梁溪",)))
    rig.in_thread(lambda: set_account("far", "viewer", ("滨湖",)))
    for name in ("beside", "far"):
        rig.in_thread(lambda n=name: audit.record(User.objects.get(username=n), "login"))
    client = reader(rig, "auditor", ("梁溪",))

    page = text_of(rig.in_thread(lambda: client.get("/audit/")))

    shown = [name for name in ("ST-1", "ST-2", "beside ·", "far ·") if name in page]
    assert shown == ["ST-1", "beside ·"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("what=code-made", 3),
        ("station=ST-1", 1),
        ("who=nobody", 0),
        ("since=2999-01-01", 0),
        ("until=9999-12-31&what=code-made", 3),
        ("until=2020-01-01", 0),
        ("since=never&what=code-made", 3),
    ],
)
def test_the_trail_is_narrowed_by_filters(trail: HubRig, query: str, found: int) -> None:
    def narrowed() -> int:
        from django.http import QueryDict

        from station_app.hub.pages.audit import AuditFilter

        return AuditFilter(QueryDict(query)).apply(Audit.objects.all()).count()

    assert trail.in_thread(narrowed) == found


@pytest.mark.parametrize("query", ["page=-1", "page=x", "what=x", "who=%00", "station=%00", "since=0001-01-01"])
def test_no_filter_breaks_the_trail(trail: HubRig, query: str) -> None:
    client = reader(trail, "auditor")

    assert trail.in_thread(lambda: client.get(f"/audit/?{query}")).status_code == 200


def test_a_stranger_is_nobody(rig: HubRig) -> None:
    row = rig.in_thread(lambda: audit.record(AnonymousUser(), "login-failed"))

    assert (row.who, row.role) == ("", "")


def test_an_admin_exports_the_trail_with_its_hashes(trail: HubRig) -> None:
    client = reader(trail, "admin")
    text = text_of(trail.in_thread(lambda: _whole(client.get("/audit.csv?what=code-made"))))

    hashes = [row["校验值"] for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]
    assert hashes == trail.in_thread(
        lambda: list(Audit.objects.filter(what="code-made").order_by("-number").values_list("hash", flat=True))
    )


def _whole(response: Any) -> Any:
    content = response.getvalue()
    response.getvalue = lambda: content
    return response
