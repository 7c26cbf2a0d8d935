"""`notify`: the hub's address in messages, hosts inside that channels may reach, and what was sent to whom."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from station_app.hub import audit
from station_app.hub.models import Message, NoticeSetting
from station_app.hub.notice_models import setting
from station_app.hub.templatetags.hub import clock


class Command(BaseCommand):
    """Say how messages lead back here and where they may go; print what was sent."""

    help = "Without options: what is set. Messages link to --address; --allow lets channels reach a host inside."

    def add_arguments(self, parser: CommandParser) -> None:
        """Each may be given alone."""
        parser.add_argument("--address", help="how people reach this hub, as https://hub.example.cn; '' for its own")
        parser.add_argument("--allow", metavar="HOST", help="a host of the own network that channels may reach")
        parser.add_argument("--forbid", metavar="HOST", help="no longer")
        parser.add_argument("--sent", type=int, metavar="N", help="print the last N messages: who, when, what, by what")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change what is asked for, then print what is set."""
        if options["address"] is not None:
            self._set("address", _address(options["address"]))
        hosts = setting("allowed").split()
        for name, wanted in (("allow", True), ("forbid", False)):
            host = options[name]
            if host is None:
                continue
            if not re.fullmatch(r"[0-9A-Za-z.-]{1,120}", host):
                raise CommandError(f"{host!r} is no host: give a name or an IPv4 address, without port")
            hosts = [*(one for one in hosts if one != host), *([host] if wanted else [])]
            self._set("allowed", " ".join(hosts))
        self.stdout.write(f"address: {setting('address') or 'its own'}\nallowed: {setting('allowed') or 'none'}")
        if options["sent"]:
            self._sent(options["sent"])

    def _set(self, name: str, value: str) -> None:
        with transaction.atomic():
            NoticeSetting.objects.update_or_create(name=name, defaults={"value": value})
            audit.record(None, "notices-set", detail=f"{name} {value}")

    def _sent(self, most: int) -> None:
        for row in Message.objects.select_related("channel__who").order_by("-made_at", "-id")[:most]:
            whom = row.channel.who.get_username() if row.channel.who else f"“{row.channel.district}”"
            about = " / ".join(row.text.splitlines())
            sent = clock(row.sent_at) or row.failure or "-"
            self.stdout.write(f"{clock(row.made_at)}  {whom}  {row.channel.kind}  {row.state}  {sent}  {about}")


def _address(value: str) -> str:
    url = urlsplit(value)
    if value and (url.scheme not in ("https", "http") or not url.hostname or url.query or url.fragment):
        raise CommandError(f"{value!r} is no address: it is like https://hub.example.cn")
    return value.rstrip("/")
