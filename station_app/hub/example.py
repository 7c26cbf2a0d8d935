"""Made-up things for one station, to try out what is offered behind its door: a round, a box, racks, a book shelf,
desks and three requests, a union's branch, places to park, two things to sign up for, and two notices."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from station_app.hub import things, tickets
from station_app.hub.bulletin_models import Bulletin, BulletinStation
from station_app.hub.models import Activity, Station
from station_app.hub.parking_models import ParkingLot
from station_app.hub.request_models import Desk, DeskField, Expert, Ticket
from station_app.hub.thing_models import (
    CatalogueBook,
    HandoutRound,
    LoanRack,
    RoundStation,
    ShelfBook,
    StockEvent,
)
from station_app.hub.union_models import UnionBranch, UnionOfficer

ROUND: Final = "example-drinks"
BOOKS: Final = (("9787020002207", "红楼梦", "曹雪芹"), ("9787506365437", "活着", "余华"))
"""ISBN with a good check digit, title, author."""
BOX: Final = (("plaster", 40), ("gauze", 12))
ACTIVITIES: Final = (
    ("skills", "电工入门课", "Electrician's basics", 26, 2, 6),
    ("haircut", "爱心义剪", "Haircuts", -1, 23, 10),
)
"""Kind, title, title in English, hours until it begins, hours that it lasts, places."""
BRANCH: Final = {"area": "惠南二社区", "handler": "惠南二社区工会联合会（示例）", "contact": "12351"}
LINKS: Final = {"mutual-aid": "https://union.example.org/mutual-aid", "benefits": "https://union.example.org/benefits"}
"""Field of a desk -> the page that kiosks lead to."""
REQUESTS: Final = (
    ("example-wages", "hotline", "advice", "wages", 3),
    ("example-water", "visit", "fault", "water", 50),
    ("example-hours", "talk-day", "suggestion", "hours", 1500),
)
"""Name, how it came, what it is about, minutes ago."""
NOTICES: Final = (
    {"code": "example-water", "urgent": True, "title": "今晚22点至明早6点停水",
     "english_title": "No water from 22:00 to 06:00",
     "text": "因管网检修，今晚22点至明早6点本站停水。\n饮水机旁备有瓶装水，请自取。",
     "english_text": "The mains are mended tonight.\nBottled water stands by the dispenser."},
    {"code": "example-check", "title": "户外劳动者免费体检报名", "english_title": "Free health check",
     "text": "本月起可到社区卫生服务中心免费体检一次，请带身份证。",
     "english_text": "One free check at the community clinic. Please bring your ID card."},
)  # fmt: skip
"""What two notices say; the first ends in a day, the other in a month."""
RACKS: Final = (("umbrella", 6), ("power-bank", 4))
PLACES: Final = 12


@transaction.atomic
def fill(station: Station, who: User, now: datetime) -> None:
    """Fill what is empty; what is there already is left as it is."""
    made = {
        "item": "water",
        "title": "送清凉",
        "english": "Cool drinks",
        "taiwan": "送清涼",
        "begins_at": now,
        "ends_at": now + timedelta(days=90),
        "made_by": who,
        "made_at": now,
    }
    drinks, _ = HandoutRound.objects.get_or_create(code=ROUND, defaults=made)
    RoundStation.objects.get_or_create(round=drinks, station=station, defaults={"pieces": 48})
    for item, count in RACKS:
        LoanRack.objects.get_or_create(station=station, code=item, defaults={"item": item, "count": count})
    ParkingLot.objects.get_or_create(station=station, defaults={"places": PLACES})
    for isbn, title, author in BOOKS:
        book, _ = CatalogueBook.objects.get_or_create(isbn=isbn, defaults={"title": title, "author": author})
        ShelfBook.objects.get_or_create(station=station, book=book, defaults={"copies": 2})
    _answering(station, who)
    _announced(station, who, now)
    _asked(station, now)
    _told(station, who, now)
    if not StockEvent.objects.filter(station=station, what=things.COUNTED).exists():
        at_ms = int(now.timestamp() * 1000)
        good = (now + timedelta(days=400)).date().isoformat()
        for item, count in BOX:
            StockEvent.objects.create(
                station=station, what=things.COUNTED, item=item, lot=good, expires=good, count=count,
                at_ms=at_ms, by=who.get_username(), at_hub=True,
            )  # fmt: skip


def _answering(station: Station, who: User) -> None:
    """Whoever tries the hub out sits at every desk, and decides who joins."""
    for field in DeskField.objects.filter(removed_at=None):
        link = LINKS.get(field.code, "")
        desk, _ = Desk.objects.get_or_create(field=field, district=station.district, defaults={"link": link})
        Expert.objects.get_or_create(desk=desk, who=who)
    branch, _ = UnionBranch.objects.get_or_create(
        district=station.district, name="示例社区工会", kind="home", defaults=BRANCH
    )
    UnionOfficer.objects.get_or_create(branch=branch, who=who)


def _asked(station: Station, now: datetime) -> None:
    """What people have asked for already, as staff note it down: the inbox shows what it is for."""
    for name, source, matter, topic, minutes in REQUESTS:
        begun = tickets.begun(matter, topic, station.district, tickets.ms(now - timedelta(minutes=minutes)), now)
        about = {"source": source, "matter": matter, "topic": topic, **begun}
        Ticket.objects.get_or_create(station=station, request=name, defaults=about)


def _announced(station: Station, who: User, now: datetime) -> None:
    """A class to sign up for, and a haircut day to come to now; what is over by now is held again."""
    for number, (kind, title, english, begins, hours, places) in enumerate(ACTIVITIES):
        begins_at = now + timedelta(hours=begins)
        made = {
            "code": f"example-{number}-{secrets.token_hex(4)}", "kind": kind, "english": english, "where": "休息区",
            "begins_at": begins_at, "ends_at": begins_at + timedelta(hours=hours), "join_until": begins_at,
            "places": places, "waiting": 5, "made_by": who, "made_at": now,
        }  # fmt: skip
        Activity.objects.get_or_create(station=station, title=title, ends_at__gt=now, defaults=made)


def _told(station: Station, who: User, now: datetime) -> None:
    """What everybody should know; what is over by now begins anew."""
    for days, about in zip((1, 30), NOTICES, strict=True):
        made = {"begins_at": now, "ends_at": now + timedelta(days=days), "made_by": who, "made_ms": tickets.ms(now)}
        one, _ = Bulletin.objects.get_or_create(code=about["code"], defaults={**about, **made})
        Bulletin.objects.filter(pk=one.pk, ends_at__lte=now).update(begins_at=now, ends_at=made["ends_at"])
        BulletinStation.objects.get_or_create(bulletin=one, station=station)
