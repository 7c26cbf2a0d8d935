"""Channels: their fields, kept encrypted under a key that is not in the database, and never shown again."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from station_app.hub import audit
from station_app.hub.models import Channel, Message
from station_app.hub.sending import Letter

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "wecom": ("key",),
    "dingtalk": ("key", "secret"),
    "feishu": ("key",),
    "mail": ("host", "port", "user", "password", "from", "to"),
    "webhook": ("url",),
}
"""What each kind needs."""
OPTIONAL: Final = frozenset({("dingtalk", "secret"), ("mail", "user"), ("mail", "password")})
_ROBOTS: Final = {
    "wecom": re.compile(r"(?:.*[?&]key=)?([0-9A-Za-z-]{20,80})"),
    "dingtalk": re.compile(r"(?:.*[?&]access_token=)?([0-9A-Za-z]{20,100})"),
    "feishu": re.compile(r"(?:.*/hook/)?([0-9A-Za-z-]{20,80})"),
}
"""A robot's key, alone or in the address that its maker gives out."""
_HOST: Final = re.compile(r"[0-9A-Za-z.-]{1,120}")
_MAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[0-9A-Za-z.-]{1,120}")


class WrongField(ValueError):
    """Which field cannot be right."""


def read(kind: str, told: Mapping[str, str]) -> dict[str, str]:
    """The fields of a channel as somebody filled them in. Raises WrongField with the field's name."""
    if kind not in FIELDS:
        raise WrongField("kind")
    found = {name: str(told.get(name) or "").strip() for name in FIELDS[kind]}
    for name, value in found.items():
        if (not value and (kind, name) not in OPTIONAL) or len(value) > 300 or not (value + " ").isprintable():
            raise WrongField(name)
    if kind in _ROBOTS:
        key = _ROBOTS[kind].fullmatch(found["key"])
        if key is None:
            raise WrongField("key")
        return {**found, "key": key[1]}
    return _mail(found) if kind == "mail" else _webhook(found)


def _mail(found: dict[str, str]) -> dict[str, str]:
    if not _HOST.fullmatch(found["host"]):
        raise WrongField("host")
    if not re.fullmatch(r"\d{1,5}", found["port"]) or not 0 < int(found["port"]) < 65536:
        raise WrongField("port")
    for name in ("from", "to"):
        if not _MAIL.fullmatch(found[name]):
            raise WrongField(name)
    return found


def _webhook(found: dict[str, str]) -> dict[str, str]:
    try:
        url = urlsplit(found["url"])
        port = url.port
    except ValueError as error:
        raise WrongField("url") from error
    if url.scheme not in ("https", "http") or not url.hostname or url.username or url.password or url.fragment:
        raise WrongField("url")
    if not _HOST.fullmatch(url.hostname) or (port is not None and not port):
        raise WrongField("url")
    return found


def make(maker: User, name: str, kind: str, to: Mapping[str, str], now: datetime, **of: Any) -> Channel:
    """Keep a channel; `of`: `who` or `district`, and `language`."""
    with transaction.atomic():
        channel = Channel.objects.create(name=name, kind=kind, sealed=_seal(to), made_by=maker, made_at=now, **of)
        audit.record(maker, "channel-made", detail=f"#{channel.pk} {kind}")
    return channel


def remove(channel: Channel, who: User, now: datetime) -> None:
    """Forget its secret; what was sent by it stays on record."""
    with transaction.atomic():
        if Channel.objects.filter(pk=channel.pk, removed_at=None).update(removed_at=now, sealed=""):
            Message.objects.filter(channel=channel, state="waiting").update(state="dropped")
            audit.record(who, "channel-removed", detail=f"#{channel.pk} {channel.kind}")


def letter(channel: Channel, text: str) -> Letter:
    """A message for a channel, ready to be sent."""
    return Letter(kind=channel.kind, to=json.loads(_fernet().decrypt(channel.sealed.encode())), text=text)


def _seal(to: Mapping[str, str]) -> str:
    return _fernet().encrypt(json.dumps(dict(to)).encode()).decode()


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"channel\0" + settings.SECRET_KEY.encode()).digest()))
