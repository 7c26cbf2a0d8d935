"""`policysigner [add NAME PUBLIC | remove NAME]`: whose signed policies the hub hands on, besides its own key's."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from station_app.hub import audit
from station_app.hub.models import PolicySigner
from station_app.hub.policy_signing import trust


class Command(BaseCommand):
    """At the terminal alone: no page can add a key."""

    help = "List, add or remove the keys whose signed policies this hub hands on."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which key."""
        parser.add_argument("act", nargs="?", choices=("list", "add", "remove"), default="list")
        parser.add_argument("name", nargs="?", default="", help="1 to 12 letters, digits, dots or dashes")
        parser.add_argument("public", nargs="?", default="", help="as `station policy key new` has printed it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and list what there is then."""
        name: str = options["name"]
        if options["act"] == "add":
            try:
                trust(name, options["public"])
            except ValueError as error:
                raise CommandError(f"{error}: give a name and what `station policy key new` has printed") from error
            audit.record(None, "policy-signer", detail=f"+{name}")
        elif options["act"] == "remove":
            if not PolicySigner.objects.filter(name=name).delete()[0]:
                raise CommandError(f"there is no key named {name}")
            audit.record(None, "policy-signer", detail=f"-{name}")
        for one in PolicySigner.objects.order_by("name"):
            self.stdout.write(f"{one.name} {one.public_key}")
