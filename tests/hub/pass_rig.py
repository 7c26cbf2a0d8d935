"""A hub that may issue passes, the browsers of its accounts, and the codes of a printed sheet read back."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hub_rig import Enrolled, HubRig, confirm, enrolled
from PIL import Image, ImageDraw
from test_passes_command import vouch
from zxingcpp import read_barcodes

from station_app.core.events import Known, Unknown
from station_app.hub import passes
from station_app.hub.accounts import set_account
from station_app.hub.audit_models import Audit
from station_app.hub.models import Pass, Station
from station_app.hub.pass_urls import urlpatterns
from station_app.identity.passes import PassReader
from station_app.upstream.feed_messages import read_revocation

BACKEND = "django.contrib.auth.backends.ModelBackend"
CODE = re.compile(r'viewBox="0 0 (\d+) .*?<path d="([^"]+)"')
MOVE = re.compile(r"M(\d+) (\d+)")


class Desk:
    """A hub that may issue; its accounts, each with a browser that has just confirmed its second factor."""

    def __init__(self, rig: HubRig, station: Enrolled) -> None:
        self.rig, self.station = rig, station
        self.clients: dict[str, Client] = {}

    def client(self, who: str, *, confirmed: bool = True) -> Client:
        if who not in self.clients:
            client = self.clients[who] = Client(SERVER_NAME="localhost")
            self.rig.in_thread(lambda: client.force_login(User.objects.get(username=who), BACKEND))
            if confirmed:
                confirm(self.rig, client, who)
        return self.clients[who]

    def get(self, path: str, who: str = "manager") -> Any:
        return self._whole(self.client(who).get, path)

    def post(self, path: str, who: str = "manager", **data: Any) -> Any:
        return self._whole(self.client(who).post, path, data)

    def form(self, path: str = "/passes/issue/", who: str = "manager") -> str:
        """The token of a form that has been opened."""
        return re.findall(r'name="once" value="([^"]+)"', self.get(path, who).text_now)[0]

    def issue(self, who: str = "manager", kind: str = "worker", **told: str) -> Any:
        path = f"/passes/issue/?kind={kind}"
        fields = {"station": "ST-1", "count": "1", "begins": "", "until": typed(hours=20), "label": ""}
        return self.post(path, who, **{**fields, "once": self.form(path, who), **told})

    def issued(self, who: str = "manager", **told: str) -> Pass:
        assert self.issue(who, **told).status_code == 200
        return self.rig.in_thread(lambda: Pass.objects.latest("id"))

    def renew(self, one: Pass, **told: str) -> Any:
        path = f"/passes/{one.pk}/renew/"
        return self.post(path, **{"ends": "", "once": self.form(path), **told})

    def revoke(self, *found: Pass, who: str = "manager", reason: str = "遗失") -> Any:
        asked = "&".join(f"one={one.pk}" for one in found)
        return self.post(f"/passes/revoke/?{asked}", who, reason=reason)

    def rows(self, *fields: str) -> list[Any]:
        return self.rig.in_thread(lambda: list(Pass.objects.order_by("id").values_list(*fields)))

    def deeds(self, what: str) -> list[Any]:
        found = Audit.objects.filter(what=what).values_list("who", "station", "detail")
        return self.rig.in_thread(lambda: list(found))

    def judged(self, text: str, station: str = "ST-1", ahead: timedelta = timedelta()) -> Known | Unknown:
        issuer = self.rig.in_thread(lambda: passes.issuer_for(None))
        now_ms = round((time.time() + ahead.total_seconds()) * 1000)
        return PassReader([issuer], station).verify(text, now_ms, lambda issuer, who: who)

    async def heard(self) -> list[str]:
        """What the station ST-1 is told to be revoked."""
        fed = await self.station.client().feed("", 0)
        return [one.what for raw in fed.answer.revocations if (one := read_revocation(raw)) is not None]

    def _whole(self, ask: Any, *told: Any) -> Any:
        def answer() -> Any:
            response = ask(*told)
            response.text_now = response.getvalue().decode()
            return response

        return self.rig.in_thread(answer)


async def opened(rig: HubRig, station: Enrolled) -> Desk:
    """ST-1 lies in 梁溪, as manager and technician do; ST-2 elsewhere."""
    await enrolled(rig, "ST-2")

    def place() -> None:
        Station.objects.filter(id="ST-1").update(district="梁溪", name="信成花园驿站")
        Station.objects.filter(id="ST-2").update(district="滨湖", name="蠡湖驿站")
        for role in ("manager", "technician", "viewer", "auditor", "approver"):
            set_account(role, role, ("梁溪",))
        set_account("neighbour", "manager", ("滨湖",))
        set_account("admin", "admin", ())

    rig.in_thread(place)
    vouch(rig)
    return Desk(rig, station)


def typed(**after: float) -> str:
    """A moment from now on, as a form has it."""
    return timezone.localtime(timezone.now() + timedelta(**after)).strftime("%Y-%m-%dT%H:%M")


def codes(sheet: str) -> list[str]:
    """What the QR codes of a sheet say, read as a scanner does."""
    found: list[str] = []
    for side, drawn in CODE.findall(sheet):
        picture = Image.new("L", (int(side) * 4, int(side) * 4), 255)
        pen = ImageDraw.Draw(picture)
        for x, y in MOVE.findall(drawn):
            pen.rectangle((int(x) * 4, int(y) * 4, int(x) * 4 + 3, int(y) * 4 + 3), fill=0)
        found += [code.text for code in read_barcodes(picture)]
    return found


def addresses(one: Pass) -> list[str]:
    named = [(each.name, str(each.pattern)) for each in urlpatterns]
    return [reverse(name, args=[one.pk] if "number" in pattern else []) for name, pattern in named if name]


def passes_mark(one: Pass) -> str:
    return f"{one.fingerprint[:4]}-{one.fingerprint[4:]}"
