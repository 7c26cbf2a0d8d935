"""`publish FILE [--station ID]`: offer a signed policy to one station, or to all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from station_app.core.policy_text import PolicyError, policy_of
from station_app.hub.feed import publish
from station_app.hub.models import PublishedPolicy, Station
from station_app.identity.policy_seal import MAX_BYTES


class Command(BaseCommand):
    """Offer a signed policy; every station verifies it for itself before it takes it."""

    help = "Offer a signed policy, as `station policy sign` makes it, to one station or to all."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and for whom."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--station", default="", help="one station's id; without it every station is offered it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish it; a number is published once."""
        station: str = options["station"]
        if station and not Station.objects.filter(id=station).exists():
            raise CommandError(f"there is no station {station}")
        envelope = _read(options["file"])
        number = _number(envelope)
        if PublishedPolicy.objects.filter(station=station or None, number=number).exists():
            raise CommandError(f"number {number} has been published already: raise it, sign anew")
        publish(station or None, number, envelope)
        self.stdout.write(f"published: number {number} for {station or 'every station'}")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            told = file.read(MAX_BYTES + 1)
        if len(told) > MAX_BYTES:
            raise CommandError(f"{path} is longer than {MAX_BYTES} bytes")
        return told.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _number(envelope: str) -> int:
    """What the policy calls itself; whether it is genuine, each station finds out."""
    try:
        return policy_of(json.loads(envelope)["policy"]).number
    except (ValueError, KeyError, TypeError, RecursionError, PolicyError) as error:
        raise CommandError(f"this is no signed policy: {error}") from error
