"""Notices for workers: what the board says of them, what a phone reads, and how one is made and withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, QuerySet

from station_app.core.memory.bulletins import Bulletin as Told
from station_app.core.offers.bulletins import LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE, MOST
from station_app.hub import audit, board_news
from station_app.hub.bulletin_models import Bulletin, BulletinStation
from station_app.hub.models import Station
from station_app.hub.tickets import ms

LONGEST_DAYS: Final = 366
COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "zh-CN": ("title", "text"),
    "en": ("english_title", "english_text"),
    "zh-TW": ("taiwan_title", "taiwan_text"),
}
"""Language -> the columns of its title and text."""
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""What cannot be taken for something else when it is typed from a screen."""
_LETTERS: Final = 10


class NotPossible(ValueError):
    """The code of what is wrong with a notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a notice says, as it was typed."""

    titles: Mapping[str, str]
    """Language -> title; empty where there is none."""
    texts: Mapping[str, str]
    link: str
    urgent: bool
    begins: datetime | None
    ends: datetime | None


def board(station: Station, now: datetime) -> tuple[Told, ...]:
    """Those of a station that are not over, urgent ones first."""
    found = _standing(now).filter(places__station=station).order_by("-urgent", "-begins_at", "pk")[:MOST]
    return tuple(
        Told(
            id=one.code,
            title={language: title for language, title, _ in languages(one) if title},
            text={language: text for language, _, text in languages(one) if text},
            link=one.link,
            urgent=one.urgent,
            from_ms=ms(one.begins_at),
            until_ms=ms(one.ends_at),
        )
        for one in found
    )


def languages(one: Bulletin) -> list[tuple[str, str, str]]:
    """Language, title and text of a notice, the house's first; empty words where there are none."""
    return [(language, getattr(one, title), getattr(one, text)) for language, (title, text) in COLUMNS.items()]


def public(code: str, now: datetime) -> Bulletin | None:
    """The notice that everybody may read by this code; None for one that is over, withdrawn, to come or none."""
    return _standing(now).filter(code=code, begins_at__lte=now).first()


def _standing(now: datetime) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(withdrawn_at=None, ends_at__gt=now)


@transaction.atomic
def make(words: Words, stations: QuerySet[Station], who: User, now: datetime) -> Bulletin:
    """Have a notice stand at these stations. Raises NotPossible."""
    begins = words.begins or now
    if wrong := _is_wrong(words, begins, now):
        raise NotPossible(wrong)
    places = list(stations.order_by("pk"))
    if not places:
        raise NotPossible("bulletin-bad-stations")
    full = BulletinStation.objects.filter(station__in=places, bulletin__in=_standing(now)).values("station")
    if full.annotate(count=Count("pk")).filter(count__gte=MOST).exists():
        raise NotPossible("bulletin-too-many")
    texts = {
        column: said[language]
        for language, columns in COLUMNS.items()
        for column, said in zip(columns, (words.titles, words.texts), strict=True)
    }
    one = Bulletin.objects.create(
        code="".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)), **texts, link=words.link,
        urgent=words.urgent, begins_at=begins, ends_at=words.ends, made_by=who, made_ms=ms(now),
    )  # fmt: skip
    BulletinStation.objects.bulk_create(BulletinStation(bulletin=one, station=place) for place in places)
    board_news.changed(*(place.pk for place in places))
    audit.record(who, "bulletin-made", detail=one.code)
    return one


@transaction.atomic
def withdraw(one: Bulletin, who: User, now: datetime) -> None:
    """Take a notice down everywhere; a second time changes nothing."""
    if Bulletin.objects.filter(pk=one.pk, withdrawn_at=None).update(withdrawn_at=now):
        board_news.changed(*BulletinStation.objects.filter(bulletin=one).values_list("station", flat=True))
        audit.record(who, "bulletin-withdrawn", detail=one.code)


def _is_wrong(words: Words, begins: datetime, now: datetime) -> str:
    """The code of the first thing that is wrong; empty for nothing."""
    if not words.titles["zh-CN"] or not words.texts["zh-CN"]:
        return "bulletin-no-words"
    if any(bool(words.titles[one]) != bool(words.texts[one]) for one in COLUMNS):
        return "bulletin-half"
    if max(map(len, words.titles.values())) > LONGEST_TITLE or max(map(len, words.texts.values())) > LONGEST_TEXT:
        return "bulletin-too-long"
    if not all(
        line.isprintable() for text in (*words.titles.values(), *words.texts.values()) for line in text.split("\n")
    ):
        return "bulletin-bad-letters"
    if words.link and not _is_link(words.link):
        return "bulletin-bad-link"
    if words.ends is None or words.ends <= max(now, begins) or (words.ends - begins).days >= LONGEST_DAYS:
        return "bulletin-bad-times"
    return ""


def _is_link(text: str) -> bool:
    if len(text) > LONGEST_LINK or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and "@" not in parts.netloc
