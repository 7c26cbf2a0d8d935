"""From a manager's tap to the station's proof: orders through a local hub to a running station and back."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

from station_app.wiring.bench.drain import HubChild
from station_app.wiring.bench.rig import STATION, BareCommit, Station, say

ORDERS = 200
DOORS = 3
"""A station opens no more by order within ten minutes."""
AIM_MS = 300
PAUSE_SECONDS = 0.1
GIVEN_UP_SECONDS = 10.0
STATES = "SELECT state, made_at, handed_at, told_at FROM hub_order ORDER BY id DESC LIMIT 1"


def measure(folder: Path, divide: int) -> None:
    """Milliseconds by the hub's clock; and to the relay's bytes on the wire for the doors that may be opened."""
    with HubChild(folder) as hub:
        station = Station(folder, hub=hub.url)
        hub.enrol(station.config, station.data)
        with station:
            manager = Manager(folder / "hub", hub.url)
            station.until(lambda: b"orders and policies come from the hub" in station.log.read_bytes())
            station.serve(1.0)
            pulses = [_opened(station, manager) for _ in range(DOORS)]
            told = [_told(station, manager) for _ in range(ORDERS // divide)]
    bare = BareCommit(folder)
    _say("made -> handed over", [handed for handed, _ in told])
    _say("made -> proved, as the hub knows", [proved for _, proved in told])
    _say("tap -> relay's bytes on the wire", pulses)
    _say("beside: one durable commit here", [bare.once() * 1000 for _ in range(200)])
    slow = sorted(proved for _, proved in told)[int(len(told) * 0.95)]
    say(f"aim: p95 of made -> proved {slow:.0f} ms, {'within' if slow <= AIM_MS else 'MISSED:'} {AIM_MS} ms")


class Manager:
    """Somebody at the hub's pages, signed in."""

    def __init__(self, hub: Path, url: str) -> None:
        import httpx

        session = _signed_in(hub)
        self._hub = hub
        self._station = f"{url}/stations/{STATION}/"
        self._http = httpx.Client(cookies={"sessionid": session}, trust_env=False, timeout=10)

    def order(self, verb: str, **told: str) -> float:
        """Fill in a form and send it; the moment of the tap."""
        page = self._http.get(f"{self._station}order/{verb}/")
        page.raise_for_status()
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|once)" value="([^"]+)"', page.text))
        tapped = time.perf_counter()
        answer = self._http.post(f"{self._station}order/{verb}/", data={**hidden, "reason": "bench", **told})
        if answer.status_code != 302:
            raise RuntimeError(f"the hub does not take the order: status {answer.status_code}")
        return tapped

    def last(self) -> tuple[str, float, float]:
        """State of the newest order, and milliseconds from its making to its handing over and to its state."""
        with closing(sqlite3.connect(f"file:{self._hub / 'hub.db'}?mode=ro", uri=True)) as db:
            state, made, handed, told = db.execute(STATES).fetchone()
        return state, _ms(made, handed), _ms(made, told)


def _signed_in(hub: Path) -> str:
    """A session of the hub's first manager with a second factor just confirmed, made beside the running hub."""
    from station_app.hub.serve import prepared

    prepared(hub)
    from allauth.account.internal.flows.login import (
        record_authentication,  # pyright: ignore[reportUnknownVariableType]
    )
    from allauth.mfa.totp.internal import auth
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connections
    from django.http import HttpRequest

    user = User.objects.get()
    auth.TOTP.activate(user, auth.generate_totp_secret())
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request = HttpRequest()
    request.session = session
    record_authentication(request, user, "mfa", type="totp")
    session.save()
    connections.close_all()
    return str(session.session_key)


def _opened(station: Station, manager: Manager) -> float:
    before, pulsed = station.board.pulses, 0.0
    with ThreadPoolExecutor(1) as beside:  # the board must answer meanwhile
        tapped = beside.submit(manager.order, "open", target="main")
        deadline = time.perf_counter() + GIVEN_UP_SECONDS
        while not pulsed and time.perf_counter() < deadline:
            station.serve(0.002)
            pulsed = time.perf_counter() if station.board.pulses > before else 0.0
        station.serve(1.0)
        return (pulsed - tapped.result()) * 1000


def _told(station: Station, manager: Manager) -> tuple[float, float]:
    manager.order("message", value="bench", minutes="1")
    deadline = time.monotonic() + GIVEN_UP_SECONDS
    while True:
        station.serve(PAUSE_SECONDS)
        state, handed, told = manager.last()
        if state == "confirmed":
            return handed, told
        if time.monotonic() > deadline:
            raise TimeoutError(f"an order is {state} after {GIVEN_UP_SECONDS:g} s")


def _ms(since: str, until: str | None) -> float:
    if until is None:
        return 0.0
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() * 1000


def _say(what: str, values: Sequence[float]) -> None:
    ordered = sorted(values)
    p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99))
    say(f"{what:36} p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f}  max {ordered[-1]:7.1f} ms  n={len(ordered)}")
