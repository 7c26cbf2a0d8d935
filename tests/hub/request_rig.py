"""Requests as stations tell them, and desks with people at them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from test_pages import Browser

from station_app.hub import ticket_offers
from station_app.hub.accounts import set_account
from station_app.hub.models import Channel, Desk, DeskField, Expert, QuietHours, Station, Ticket

CODE = "482173650194"


def code_hash(code: str) -> str:
    """As a station records it."""
    return hashlib.sha256(f"ticket:{code}".encode()).hexdigest()


async def asking_station(rig: HubRig, name: str = "ST-1", title: str = "信成花园驿站", district: str = "") -> Enrolled:
    """A station whose clock is right."""
    station = await enrolled(rig, name, title=title)
    if district:
        rig.in_thread(lambda: Station.objects.filter(pk=name).update(district=district))
    station.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=30)
    station.paper.boot()
    return station


async def ask(
    station: Enrolled, request: str = "r1", matter: str = "advice", topic: str = "wages", **more: Any
) -> None:
    """Somebody asks for something at the kiosk, and the hub hears of it."""
    station.paper.write("request.made", request=request, matter=matter, topic=topic, **more)
    await station.push_all()


def only(rig: HubRig) -> Ticket:
    """The one request that there is."""
    return rig.in_thread(lambda: Ticket.objects.select_related("station", "owner", "desk__field", "match").get())


def account(
    name: str, role: str = "expert", districts: tuple[str, ...] = ("",), *, channel: bool = True, sleeps: bool = False
) -> User:
    """An account, and a way to tell it at every hour unless it `sleeps` at night; in the rig's thread."""
    set_account(name, role, districts)
    user = User.objects.get(username=name)
    if channel:
        Channel.objects.create(
            who=user, name=name, kind="wecom", sealed="x", made_by=user, made_at=datetime.now(UTC), language="zh-hans"
        )
    if not sleeps:
        QuietHours.objects.create(who=user, severity="fault", begin=0, end=0)
    return user


def desk(field: str = "labour", district: str = "", lead: User | None = None, *experts: User) -> Desk:
    """A desk with these people at it; in the rig's thread."""
    made = Desk.objects.create(field=DeskField.objects.get(pk=field), district=district, lead=lead)
    for position, who in enumerate(experts):
        Expert.objects.create(desk=made, who=who, position=position)
    return made


def path(rig: HubRig, act: str = "") -> str:
    """Of the one request, or of an act about it."""
    return f"/requests/{only(rig).pk}/{f'do/{act}/' if act else ''}"


def taken(rig: HubRig, role: str = "expert") -> Browser:
    """Whoever has taken the one request on."""
    browser = Browser(rig, role)
    browser.post(path(rig, "accept"))
    return browser


def moved(rig: HubRig, minutes: float) -> int:
    """The hub's loop looks, so many minutes from now."""
    return rig.in_thread(lambda: ticket_offers.tick(timezone.now() + timedelta(minutes=minutes), "https://hub"))
