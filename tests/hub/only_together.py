"""What two of the hub's workers do at one moment on PostgreSQL; run by `test_on_postgresql`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hub_database import ON_POSTGRESQL, SERVER
from hub_rig import Enrolled, HubRig
from pass_rig import Desk, opened

from station_app.hub import accounts, orders, passes
from station_app.hub.accounts import set_account
from station_app.hub.models import Pass, Station

assert ON_POSTGRESQL


@pytest.fixture
async def desk(rig: HubRig, station: Enrolled) -> Desk:
    return await opened(rig, station)


def user(name: str) -> User:
    return User.objects.get(username=name)


def somebody_waits(database: str) -> None:
    """Return once a connection waits for a lock of another one, or after a while."""
    ask = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    until = time.monotonic() + 10
    with psycopg.connect(SERVER, autocommit=True) as other:
        while time.monotonic() < until and other.execute(ask, [database]).fetchall() == [(0,)]:
            other.execute("SELECT pg_sleep(0.02)")


def both(rig: HubRig, first: Callable[[Callable[[], None]], object], second: Callable[[], object]) -> list[str]:
    """How two transactions end, of which the second begins when the first says that it is in its midst."""
    begun, ends = threading.Event(), {"first": "", "second": ""}

    def midst() -> None:
        begun.set()
        somebody_waits(rig.name)

    def run(which: str, deed: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                deed()
            ends[which] = "done"
        except (accounts.Refused, DatabaseError) as error:
            ends[which] = str(error)
        finally:
            connection.close()

    one = threading.Thread(target=run, args=("first", lambda: first(midst)))
    two = threading.Thread(target=run, args=("second", second))
    one.start()
    assert begun.wait(20)
    two.start()
    for thread in (one, two):
        thread.join(30)
    return [*ends.values()]


def test_of_two_admins_who_end_each_other_one_stays(rig: HubRig) -> None:
    def end(one: str, by: str) -> None:
        accounts.change(user(one), "viewer", [""], user(by))

    names = ("admin-1", "admin-2")
    rig.in_thread(lambda: [set_account(name, "admin") for name in names])
    rig.in_thread(lambda: User.objects.exclude(username__in=names).update(is_active=False))
    ends = both(rig, lambda midst: (end(*names), midst()), lambda: end(*names[::-1]))

    assert ends == ["done", "acc-last-admin"]


def issue(who: str) -> None:
    wanted = passes.Wanted(kind="worker", station=Station.objects.get(id="ST-1"), valid=passes.DAY)
    passes.issue(wanted, user(who), timezone.now())


def promote() -> None:
    accounts.change(user("viewer"), "technician", ["梁溪"], user("admin"))


def order(midst: Callable[[], None]) -> None:
    wanted = orders.Wanted(verb="open", target="main", reason="card")
    orders.make(Station.objects.get(id="ST-1"), wanted, user("admin"))
    midst()


@pytest.mark.parametrize("beside", [lambda: issue("admin"), promote], ids=["passes", "an account"])
def test_an_order_is_made_while_its_account_does_something_else(desk: Desk, beside: Callable[[], None]) -> None:
    assert both(desk.rig, order, beside) == ["done", "done"]


def test_one_pass_is_revoked_while_another_is_renewed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = desk.issued(), desk.issued()

    def renew(midst: Callable[[], None]) -> None:
        issued = passes.issue
        monkeypatch.setattr(passes, "issue", lambda *told: (issued(*told), midst())[0])
        passes.renew(Pass.objects.get(pk=first.pk), user("manager"), timezone.now(), "")

    def revoke() -> None:
        passes.revoke([Pass.objects.get(pk=second.pk)], user("technician"), "lost", timezone.now())

    assert both(desk.rig, renew, revoke) == ["done", "done"]
