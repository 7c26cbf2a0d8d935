"""The hub process: Django and nothing of the station."""

from __future__ import annotations

from pathlib import Path

from station_app.wiring.process import UsageError, data_dir


def run_hub(data: Path | None, port: int, cert: Path | None, key: Path | None) -> int:
    """Serve managers and stations until told to stop."""
    if (cert is None) != (key is None):
        raise UsageError("--cert and --key go together: give both or neither")
    for path in (cert, key):
        if path is not None and not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    from station_app.hub.serve import main

    return main(_hub_dir(data), port, cert, key)


def hub_code(data: Path | None, station_id: str) -> int:
    """Print a one-time enrolment code."""
    from station_app.hub.serve import new_code

    print(new_code(_hub_dir(data), station_id))  # noqa: T201 - the command's answer
    return 0


def _hub_dir(data: Path | None) -> Path:
    return data_dir(data) if data is not None else data_dir(data_dir(None) / "hub")
