"""A whole hub in this process: Django's WSGI application on a fresh database, reached through the real client."""

from __future__ import annotations

import asyncio
import io
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from hub_database import DATABASES, ON_POSTGRESQL, choose_in
from paper_journal import Paper

from hardware.clock import ManualClock
from station_app.hub.serve import close_connections, prepared
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol
from station_app.upstream.pusher import Pusher

URL = "http://localhost"


@lru_cache(maxsize=1)
def template() -> str:
    """A migrated database, made once; Django can be configured once in a process."""
    data = Path(tempfile.mkdtemp(prefix="hub-template-"))
    choose_in(data)
    prepared(data)
    # The real one takes 0.4 s a password on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from django.db import connection

    from station_app.hub.bell import BELL

    BELL.holds = 0  # one thread serves here: a request that waited would keep everybody else waiting
    close_connections()
    if ON_POSTGRESQL:  # the one thread's connection is enough, and a pool would keep others
        connection.settings_dict["OPTIONS"].pop("pool")
        connection.settings_dict["CONN_MAX_AGE"] = None
    return DATABASES.prepared(data)


class InProcess(httpx.AsyncBaseTransport):
    """HTTP without a network: the application runs in one thread, as Django wants it."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self._thread = thread
        self.underway = 0
        """Requests that are being answered."""
        self._wsgi = httpx.WSGITransport(app=WSGIHandler(), raise_app_exceptions=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        inner = httpx.Request(request.method, request.url, headers=request.headers, content=body)

        def answer() -> httpx.Response:
            response = self._wsgi.handle_request(inner)
            stream = httpx.ByteStream(response.read())  # not yet read, as an answer from a socket
            return httpx.Response(response.status_code, headers=response.headers, stream=stream)

        self.underway += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, answer)
        finally:
            self.underway -= 1


class HubRig:
    """One hub with a database of its own. Its clock is the real one; stations may have any."""

    def __init__(self) -> None:
        source = template()
        self.folder = Path(tempfile.mkdtemp(prefix="hub-"))
        self.name = DATABASES.new(self.folder, source)
        self.database = Path(self.name)
        """The file, on SQLite."""
        self._thread = ThreadPoolExecutor(1)
        self._use(self.name)
        self.transport = InProcess(self._thread)

        from django.core.cache import cache

        cache.clear()  # rate limits and used codes are kept in the process, not in the database

    def __enter__(self) -> HubRig:
        return self

    def __exit__(self, *error: object) -> None:
        self._drop_connections()
        self._use(template())
        self._thread.shutdown()
        for name in (f"{self.name}_backup", self.name):
            DATABASES.drop(name)
        shutil.rmtree(self.folder)

    def in_thread(self, work: Callable[[], Any]) -> Any:
        """Ask the database from beside a running loop."""
        return self._thread.submit(work).result()

    def back_up(self) -> str:
        """A copy of the database as it is now."""
        self._drop_connections()
        copy = f"{self.name}_backup"
        DATABASES.copy(self.name, copy)
        return copy

    def keep(self) -> str:
        """A copy of the database as it is now, for others to begin with; whoever asks for it drops it."""
        self._drop_connections()
        name = f"{self.name}_kept" if ON_POSTGRESQL else f"{self.folder}-kept.db"
        DATABASES.copy(self.name, name)
        return name

    def restore(self, backup: str) -> None:
        """Replace the database by an older copy."""
        self._drop_connections()
        DATABASES.copy(backup, self.name)

    def holds(self, text: str) -> bool:
        """Whether a text is anywhere in the database: on SQLite in any of its files, else in any of its tables."""
        if not ON_POSTGRESQL:
            return any(text.encode() in file.read_bytes() for file in self.folder.iterdir())
        from django.core.management import call_command

        everything = io.StringIO()
        self.in_thread(lambda: call_command("dumpdata", stdout=everything))
        return text in everything.getvalue()

    def code(self, station: str, now: datetime | None = None) -> str:
        """A one-time code."""
        from django.utils import timezone

        from station_app.hub import enrolment

        return self.in_thread(lambda: enrolment.new_code(station, now or timezone.now()))

    def facts(self, station: str) -> set[tuple[str, int, str]]:
        """Epoch, number and hash of each stored row, with a claim that none is doubled."""
        from station_app.hub.models import Fact

        rows = self.in_thread(lambda: list(Fact.objects.filter(station=station).values_list("epoch", "seq", "hash")))
        assert len({row[:2] for row in rows}) == len(rows)
        return set(rows)

    def _use(self, database: str) -> None:
        from django.db import connections

        from station_app.hub.postgres import months

        months.forget()
        settings.DATABASES["default"]["NAME"] = database

        def switch() -> None:
            connections["default"].close()
            connections["default"].settings_dict["NAME"] = database

        switch()
        self.in_thread(switch)

    def _drop_connections(self) -> None:
        """Only the one thread has any while a test runs."""
        from django.db import connections

        self.in_thread(lambda: connections["default"].close())


class Enrolled:
    """A station with paper journals, enrolled at a rig."""

    def __init__(self, rig: HubRig, name: str, key: Ed25519PrivateKey, hub_key: bytes) -> None:
        self.rig, self.name, self.key, self.hub_key = rig, name, key, hub_key
        self.paper = Paper()

    def client(self, below: httpx.AsyncBaseTransport | None = None, **more: Any) -> HubClient:
        pinned = Pinned(station=self.name, key=self.key, hub_key=self.hub_key)
        return HubClient(HubAddress(url=URL), pinned, below=below or self.rig.transport, **more)

    def pusher(self, client: HubClient | None = None) -> Pusher:
        return Pusher(self.paper, client or self.client(), ManualClock())

    async def push_all(self) -> None:
        """Compare, then push until nothing waits."""
        pusher = self.pusher()
        await pusher.compare()
        while await pusher.push_one():
            pass


def totp_secret(name: str) -> str:
    """The secret of an account's authenticator app, which it is given where it has none; in the rig's thread."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth
    from allauth.mfa.utils import decrypt
    from django.contrib.auth.models import User

    user = User.objects.get(username=name)
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    found = found or auth.TOTP.activate(user, auth.generate_totp_secret()).instance
    return decrypt(found.data["secret"])


def totp_code(secret: str, *, steps: int = 0) -> str:
    """What the authenticator app shows, as allauth itself reckons it; `steps` of 30 s ahead."""
    from allauth.mfa.totp.internal import auth

    now = list(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, now[len(now) // 2] + steps))


def confirm(rig: HubRig, client: Any, name: str) -> None:
    """The account of a signed-in test client confirms with its second factor."""

    def confirmed() -> int:
        from django.core.cache import cache

        cache.clear()  # the same code again within its half minute
        return client.post("/account/factor/reauthenticate/", {"code": totp_code(totp_secret(name))}).status_code

    assert rig.in_thread(confirmed) == 302


async def enrolled(rig: HubRig, name: str = "ST-1", title: str = "") -> Enrolled:
    """Enrol a new station, or an old one with a new key."""
    key = Ed25519PrivateKey.generate()
    newcomer = Newcomer(station=name, key=key, code=rig.code(name), name=title)
    answer = await enrol(HubAddress(url=URL), newcomer, below=rig.transport)
    return Enrolled(rig, name, key, bytes.fromhex(answer.hub_public_key))


# Models can be imported by test modules only once Django is ready.
template()
