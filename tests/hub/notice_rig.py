"""A hub that tells people: its clock is moved, its sender is a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from hub_rig import HubRig

from station_app.hub import cases, channels
from station_app.hub.accounts import set_account
from station_app.hub.models import (
    Case,
    Shift,
    Station,
    Step,
)
from station_app.hub.notifier import Notifier
from station_app.hub.sending import Letter, NotSent

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""A Monday, 12:00 in China."""
SECRET = "0123456789abcdef0123456789abcdef"


class Told:
    """A hub with two stations of two districts, an account or two, and what was sent."""

    def __init__(self, rig: HubRig) -> None:
        self.rig, self.now = rig, NOON
        self.speaking = True
        """Every station is heard of all the time."""
        self.sent: list[str] = []
        self.failure = ""
        self.notifier: Notifier = self._(lambda: Notifier("https://hub.test", self.send, lambda: self.now))

    def _(self, work: Any) -> Any:
        return self.rig.in_thread(work)

    def send(self, letter: Letter, allowed: Sequence[str]) -> None:
        if self.failure:
            raise NotSent(self.failure)
        self.sent.append(f"{letter.to['key'][-1]}: {letter.text}")

    def station(self, name: str, district: str = "梁溪") -> None:
        values = {"district": district, "public_key": "0", "enrolled_at": NOON, "last_contact": NOON}
        self._(lambda: Station.objects.create(id=name, **values))

    def account(self, name: str, role: str = "manager", district: str = "梁溪", *, channel: bool = True) -> int:
        """Its channel's key ends with the name's last letter."""

        def make() -> int:
            set_account(name, role, (district,))
            user = User.objects.get(username=name)
            if channel:
                channels.make(user, "phone", "wecom", {"key": SECRET + name[-1]}, NOON, who=user)
            return user.pk

        return self._(make)

    def group(self, district: str = "梁溪") -> None:
        def make() -> None:
            channels.make(User.objects.first(), "all", "wecom", {"key": f"{SECRET}G"}, NOON, district=district)  # type: ignore[arg-type]

        self._(make)

    def case(self, station: str = "ST-1", cause: str = "leak", severity: str = "alarm", **more: Any) -> int:
        told = {"cause": cause, "severity": severity, "opened_ms": cases.ms(self.now), "came_at": self.now}
        made = {"station_id": station, "incident": f"{station}{cause}", "next_at": self.now, **told, **more}
        return self._(lambda: Case.objects.create(**made).pk)

    def shift(self, who: int, step: int = 0, **more: Any) -> None:
        def make() -> None:
            Step.objects.get_or_create(district="梁溪", number=0)
            Step.objects.get_or_create(district="梁溪", number=step)
            Shift.objects.create(district="梁溪", step=step, who_id=who, **{"days": "0123456", **more})

        self._(make)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)
        self.tick()

    def tick(self) -> None:
        if self.speaking:
            self._(lambda: Station.objects.update(last_contact=self.now))
        self._(self.notifier.tick)

    def count(self, model: Any, **which: Any) -> int:
        return self._(model.objects.filter(**which).count)
