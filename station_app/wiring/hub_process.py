"""The hub process: Django and nothing of the station."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station_app.wiring.process import UsageError, data_dir


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Over how much a hub is spread, as it was asked for."""

    live_port: int | None = None
    database: str | None = None
    workers: int = 1


def run_hub(data: Path | None, port: int, tls: tuple[Path | None, Path | None], spread: Spread) -> int:
    """Serve managers and stations until told to stop."""
    cert, key = tls
    if (cert is None) != (key is None):
        raise UsageError("--cert and --key go together: give both or neither")
    for path in (cert, key):
        if path is not None and not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    from station_app.hub.serve import Scale, main

    scale = Scale(live_port=spread.live_port, database=spread.database, workers=spread.workers)
    return main(_hub_dir(data), port, cert, key, scale)


def hub_code(data: Path | None, station_id: str) -> int:
    """Print a one-time enrolment code."""
    from station_app.hub.serve import new_code

    print(new_code(_hub_dir(data), station_id))  # noqa: T201 - the command's answer
    return 0


def _hub_dir(data: Path | None) -> Path:
    return data_dir(data) if data is not None else data_dir(data_dir(None) / "hub")
