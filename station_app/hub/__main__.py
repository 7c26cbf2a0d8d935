"""`python -m station_app.hub DATA COMMAND ...`: Django's own commands and ours, for a hub's data directory."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from station_app.hub.database import SETTING, SQLITE_FILE
from station_app.hub.settings import Place, configure

USAGE = (
    "usage: python -m station_app.hub DATA COMMAND ...   "
    "(account, audit, codes, move, place, policysigner, publish, rebuild, and Django's own)"
)


def main(arguments: list[str]) -> int:
    """Run one command."""
    kept = (SQLITE_FILE, SETTING)
    if len(arguments) < 2 or not any((Path(arguments[0]) / name).is_file() for name in kept):
        print(USAGE if len(arguments) < 2 else f"{arguments[0]}: no hub has run here", file=sys.stderr)  # noqa: T201
        return 2
    if arguments[1] == "move":
        if len(arguments) != 3:
            print("usage: python -m station_app.hub DATA move URL|FILE", file=sys.stderr)  # noqa: T201
            return 2
        from station_app.hub.postgres.moving import move

        return move(Path(arguments[0]).resolve(), arguments[2])
    configure(Place(data=Path(arguments[0]).resolve()))
    execute_from_command_line(["station_app.hub", *arguments[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
