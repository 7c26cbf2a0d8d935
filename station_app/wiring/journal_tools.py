"""`station journal export|verify`: reads the journal from outside, also while the station runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from station_app.store.faults import StoreFault
from station_app.wiring.devices import checked_settings
from station_app.wiring.process import UsageError, of_another_user, where_data


def export_journal(config: Path, data: Path | None) -> int:
    """Every fact as one line of JSON."""
    from station_app.store.audit import export

    path = _journal(config, data)
    try:
        for fact in export(path):
            sys.stdout.write(json.dumps(fact, ensure_ascii=False) + "\n")
    except StoreFault as fault:
        raise UsageError(f"{path}: {fault}. {fault.remedy}") from None
    return 0


def verify_journal(config: Path, data: Path | None) -> int:
    """Check every row and the chain; status 1 when something is wrong."""
    from station_app.store.audit import verify

    path = _journal(config, data)
    try:
        report = verify(path)
    except StoreFault as fault:
        raise UsageError(f"{path}: {fault}. {fault.remedy}") from None
    if report.fault is None:
        sys.stdout.write(f"ok {report.rows} rows\n")
        return 0
    what = report.fault.what if report.fault.seq else f"the file: {report.fault.what}"
    sys.stdout.write(f"damaged after {report.rows} whole rows: {what}. {report.fault.remedy}\n")
    return 1


def _journal(config: Path, data: Path | None) -> Path:
    checked_settings(config)
    path = where_data(data) / "journal.db"
    try:
        path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"{path}: there is no journal yet; the station writes it at its first start") from None
    except PermissionError:
        raise of_another_user(path) from None
    return path
