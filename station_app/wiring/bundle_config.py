"""The configuration as it may leave the station: what a driver or a rule needs to be understood, and nothing else.

A list of what is kept, not of what is taken out: a key that is new tomorrow is masked until somebody lists it here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from hardware.catalog import KINDS

_KEPT: Final = re.compile(
    r"station\.(id|timezone|class|languages\.\d+)"
    r"|devices\.[^.]+\.driver"
    r"|doors\.[^.]+\.(zone|lock|contact|exit_button|readers\.\d+|when_store_fails)"
    r"|inputs\.[^.]+\.(terminal|means|zone)"
    r"|zones\.[^.]+\.(privacy|readers\.\d+)"
    r"|cameras\.[^.]+\.zone"
    r"|policy\.hours(\.\w+\.\d+)?"
)
"""Texts that are kept; numbers and switches always are."""
_PORT: Final = re.compile(r"devices\.[^.]+\.port")
_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}\Z")
_LOCAL: Final = re.compile(r"/dev/tty\w{1,8}\Z|/dev/|COM\d+\Z|pty:[\w-]{1,40}\Z|usb:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}")
"""What of a port is kept: not a host, not a serial number."""


def told(path: Path) -> dict[str, Any]:
    """A config file for the bundle; of one that cannot be read, only what is wrong with it."""
    try:
        return {"config": _table("", tomllib.loads(path.read_text("utf-8")))}
    except OSError as error:
        return {"unreadable": f"the file cannot be read: {error.strerror}"}
    except (ValueError, RecursionError) as error:
        return {"unreadable": "the file is no TOML", "at": "".join(re.findall(r"at line \d+, column \d+", str(error)))}


def names(path: Path) -> set[str]:
    """What the station's parts are called: devices, doors, zones, inputs, cameras."""
    try:
        top = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    tables = (cast("dict[str, Any]", table) for table in top.values() if isinstance(table, dict))
    return {name for table in tables for name, inner in table.items() if isinstance(inner, dict) and _KEY.match(name)}


def _table(path: str, table: Mapping[str, Any]) -> dict[str, Any]:
    driver = KINDS.get(str(table.get("driver", "")))
    safe: dict[str, Any] = {}
    for place, (key, value) in enumerate(table.items()):
        name = key if _KEY.match(key) else f"(key {place + 1})"
        inner = f"{path}.{name}" if path else name
        choices = driver.options[key].choices if driver is not None and key in driver.options else ()
        safe[name] = value if value in choices and isinstance(value, str) else _value(inner, value)
    return safe


def _value(path: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _table(path, cast("dict[str, Any]", value))
    if isinstance(value, list):
        return [_value(f"{path}.{place}", one) for place, one in enumerate(cast("list[Any]", value))]
    if isinstance(value, bool) or (isinstance(value, int | float) and abs(value) < 1_000_000):
        return value
    text = str(value)
    if _PORT.fullmatch(path):
        local = _LOCAL.match(text)
        return f"{text.partition(':')[0][:4]}:…" if local is None else local[0] if local[0] == text else f"{local[0]}…"
    return text if _KEPT.fullmatch(path) else f"({len(text)} characters)"
