"""`station devices`: which drivers there are, or how the devices of a station are at this moment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from hardware.catalog import KINDS, DeviceKind
from station_app.wire import DeviceRow
from station_app.wiring.devices import checked_settings
from station_app.wiring.process import existing_data
from station_app.wiring.service_client import ask_running


def show_devices(config: Path | None, data: Path | None, *, as_json: bool) -> int:
    """Without a config the catalog, else the station's devices; of one that does not run, all are unknown."""
    if config is None:
        kinds = [_kind(kind) for kind in KINDS.values()]
        _say(json.dumps(kinds, ensure_ascii=False, indent=2) if as_json else "\n".join(map(_kind_lines, kinds)))
        return 0
    settings = checked_settings(config)
    live = ask_running(existing_data(data), "devices")
    rows = (
        live.devices
        if live is not None
        else tuple(
            DeviceRow(name=name, driver=table.driver, state="unknown") for name, table in settings.devices.items()
        )
    )
    if as_json:
        told = {"running": live is not None, "devices": [_row(row) for row in rows]}
        _say(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _say("\n".join(_row_lines(row) for row in rows))
        if live is None:
            _say("the station does not run: nothing is known of its devices now")
    return 0


def _kind(kind: DeviceKind) -> dict[str, Any]:
    driver = kind.driver
    return {
        "driver": driver.name,
        "roles": sorted(driver.roles),
        "baud": driver.baud,
        "options": {name: option.default for name, option in driver.options.items()},
        "evidence": driver.evidence,
        "rests_on": driver.rests_on,
    }


def _kind_lines(kind: dict[str, Any]) -> str:
    options = "  ".join(f"{name}={default!r}" for name, default in kind["options"].items())
    return (
        f"{kind['driver']:<18} {', '.join(kind['roles'])}  {kind['baud']} baud\n"
        f"    {options or 'no options'}\n"
        f"    {kind['evidence']}: {kind['rests_on']}"
    )


def _row(row: DeviceRow) -> dict[str, Any]:
    return msgspec.to_builtins(row)


def _row_lines(row: DeviceRow) -> str:
    seen = "never seen" if row.seen_seconds is None else f"seen {row.seen_seconds:g} s ago"
    lines = [f"{row.name:<16} {row.state:<8} {row.fault or '-':<14} {seen}  ({row.driver})"]
    counts = "  ".join(f"{what}={count}" for what, count in sorted(row.counts.items()))
    values = "  ".join(f"{what}={value}" for what, value in row.values.items())
    lines += [f"    {line}" for line in (counts, values) if line]
    lines += [f"    > {frame}" for frame in row.sent] + [f"    < {frame}" for frame in row.heard]
    return "\n".join(lines)


def _say(text: str) -> None:
    print(text)  # noqa: T201 - the command's answer
