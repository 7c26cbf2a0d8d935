"""`station bundle`: what support needs to understand a station from afar, in one file that holds nobody's data.

Built from what is known to be harmless, not from everything less what is known to be secret: no key, no person, no
pseudonym, no environment goes in; of a fact's body only what `bundle_journal` lists; and all of it goes through
`bundle_words` last.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final, cast

from station_app import __version__
from station_app.station.log import FOLDER
from station_app.station.stamp import kernel_synchronised
from station_app.upstream.bundle_message import MANIFEST, MOST_BUNDLE, MOST_INFLATED
from station_app.wire import DeviceRow, Service
from station_app.wiring import bundle_config
from station_app.wiring.bundle_journal import told_of_journal
from station_app.wiring.bundle_words import Cleaner
from station_app.wiring.one_message import NotSent, to_hub
from station_app.wiring.process import UsageError, existing_data, of_another_user
from station_app.wiring.service_client import ask_running

_LOG_BYTES: Final = 50_000_000
_LOG_SECONDS: Final = 30
LOG_LINES: Final = 20_000
"""Of each log, unless fewer are asked for."""
_LOG_NAME: Final = re.compile(r"station\.log(?:\.[0-9]{1,2})?")
_UNITS: Final = ("station", "station-screen", "station-hub")
_LIBRARIES: Final = (
    "PySide6_Essentials",
    "pyserial",
    "libosdp",
    "cryptography",
    "httpx",
    "msgspec",
    "sqlite-utils",
    "av",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where a bundle goes, and how much of the logs goes into it."""

    output: Path | None = None
    send: bool = False
    """To the hub."""
    log_lines: int = LOG_LINES
    """The newest of each log."""


def bundle(config: Path, data: Path | None, wanted: Wanted) -> int:
    """Make the bundle; works for a station that runs, that does not, and that cannot even read its config."""
    if wanted.output is None and not wanted.send:
        raise UsageError("where does the bundle go? give --output FILE, --send, or both")
    cleaner = Cleaner(bundle_config.names(config))
    directory = existing_data(data)
    try:
        parts = gathered(config, directory, cleaner, wanted.log_lines)
    except PermissionError as error:
        raise of_another_user(Path(error.filename or directory)) from None
    parts[MANIFEST] = _json(_manifest(parts, cleaner))
    raw = _packed(parts)
    what = f"{len(parts)} files, {len(raw):,} bytes; {cleaner.taken} things were taken out"
    if wanted.output is not None:
        _write(wanted.output, raw)
        sys.stdout.write(f"ok {wanted.output}: {what}\n")
    if not config.is_file():
        sys.stderr.write(f"{config}: there is no such file, so the bundle has no configuration; check the path\n")
    if wanted.send:
        new = sent(config, directory, raw, inflated=sum(map(len, parts.values())), kept=wanted.output)
        sys.stdout.write(f"ok the hub {'has' if new else 'had'} the bundle{'' if new else ' already'}: {what}\n")
    return 0


def sent(config: Path, data: Path, raw: bytes, *, inflated: int, kept: Path | None) -> bool:
    """Send a bundle to the hub; False where it had it already. Raises UsageError with what to do instead."""
    carry = f"carry {kept}" if kept else "write it to a file with --output FILE and carry that"
    if len(raw) > MOST_BUNDLE or inflated > MOST_INFLATED:
        raise UsageError(
            f"the bundle was made but not sent: it has {_mb(len(raw))} ({_mb(inflated)} unpacked), and the hub takes "
            f"{_mb(MOST_BUNDLE)} ({_mb(MOST_INFLATED)} unpacked): give fewer lines of the logs, as --log-lines 2000, "
            f"or {carry}"
        )
    try:
        return to_hub(config, data, lambda hub: hub.bundle(raw))
    except NotSent as why:
        raise UsageError(f"the bundle was made but not sent: {why}; send one when that is mended, or {carry}") from None


def _mb(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MiB"


def gathered(config: Path, data: Path, cleaner: Cleaner, log_lines: int = LOG_LINES) -> dict[str, bytes]:
    """Every file of the bundle but its manifest."""
    journal = told_of_journal(data / "journal.db", cleaner)
    logs = _logs(data, log_lines)
    parts = {
        "README.txt": _about(with_logs=bool(logs)).encode(),
        "config.json": _json(bundle_config.told(config), cleaner.patterns),
        "health.json": _json(_health(data, cleaner)),
        "journal.json": _json(journal.summary, cleaner.patterns),
        "selftests.json": _json({"checks": journal.checks}, cleaner.patterns),
        "timeline.json": _json({"facts": list(journal.timeline)}, cleaner.patterns),
        "versions.json": _json(_versions()),
        "machine.json": _json(_machine(data)),
    }
    for name, text in logs.items():
        lines = (cleaner.line(line) for line in text.splitlines()[-log_lines:])
        parts[name] = ("\n".join(lines) + "\n").encode()
    return parts


def _health(data: Path, cleaner: Cleaner) -> dict[str, Any]:
    """Each device as the running station sees it, with its last frames, which were masked when they were noted."""
    try:
        service = ask_running(data, "devices")
    except UsageError as error:
        return {"running": "unknown", "why": cleaner.words(str(error))}
    if service is None:
        return {"running": False, "devices": "unknown: the station does not run on this data directory"}
    return {"running": True, "devices": [_device(row, cleaner) for row in service.devices], **_checks(service, cleaner)}


def _device(row: DeviceRow, cleaner: Cleaner) -> dict[str, Any]:
    return {
        "name": cleaner.patterns(row.name),
        "driver": cleaner.patterns(row.driver),
        "state": row.state,
        "fault": cleaner.patterns(row.fault),
        "seen_seconds": row.seen_seconds,
        "counts": {cleaner.patterns(what): count for what, count in row.counts.items()},
        "sent": [cleaner.frame(piece) for piece in row.sent],
        "heard": [cleaner.frame(piece) for piece in row.heard],
        "values": {cleaner.words(name): cleaner.words(value) for name, value in row.values.items()},
    }


def _checks(service: Service, cleaner: Cleaner) -> dict[str, Any]:
    """The last result of each check; not who was the tester."""
    return {
        "checks": [
            {
                "id": cleaner.words(check.id),
                "state": check.state,
                "fault": cleaner.patterns(check.fault),
                "at_ms": check.at_ms,
            }
            for check in service.checks
        ]
    }


def _versions() -> dict[str, Any]:
    def version(name: str) -> str:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return "not installed"

    return {
        "program": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _machine(data: Path) -> dict[str, Any]:
    """Disk, memory and clock; not the machine's name or address."""
    told: dict[str, Any] = {
        "wall": datetime.now(UTC).isoformat(timespec="seconds"),
        "clock_synchronised": kernel_synchronised(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }
    if data.exists():
        usage = shutil.disk_usage(data)
        own = [path.stat().st_size for path in data.rglob("*") if path.is_file()]
        told["disk"] = {"total": usage.total, "free": usage.free, "files": len(own), "their_bytes": sum(own)}
    memory = Path("/proc/meminfo")
    if memory.exists():
        told["memory"] = memory.read_text("ascii").splitlines()[:3]
    return told


def _logs(data: Path, lines: int) -> dict[str, str]:
    """What systemd has kept of our units, and the station's own files where it has no systemd."""
    # a file of another name is none of ours, nor is what a link leads to; and names go into the bundle, too
    files = [path for path in sorted((data / FOLDER).glob("station.log*")) if _LOG_NAME.fullmatch(path.name)]
    found = {f"log/{path.name}.txt": _tail(path) for path in files if not path.is_symlink()}
    if (told := _from_systemd(lines)) is not None:
        found["log/systemd.txt"] = told
    return found


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LOG_BYTES))
        return file.read(_LOG_BYTES).decode("utf-8", "replace")


def _from_systemd(lines: int) -> str | None:
    journalctl = shutil.which("journalctl")
    if journalctl is None:
        return None
    units = [word for unit in _UNITS for word in ("-u", unit)]
    command = [journalctl, *units, "-n", str(lines), "-o", "short-iso", "--no-hostname", "--no-pager", "-q"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LOG_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    text = done.stdout[-_LOG_BYTES:].decode("utf-8", "replace")
    return text if done.returncode == 0 and text.strip() else None


def _json(told: Mapping[str, Any], clean: Callable[[str], str] | None = None) -> bytes:
    return json.dumps(_cleaned(told, clean) if clean else told, ensure_ascii=False, indent=1).encode()


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(inner, clean) for key, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner, clean) for inner in cast("list[Any]", value)]
    return value


def _manifest(parts: Mapping[str, bytes], cleaner: Cleaner) -> dict[str, Any]:
    files = {name: {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} for name, raw in parts.items()}
    return {
        "bundle": 1,
        "program": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "taken_out": cleaner.taken,
        "files": files,
    }


def _packed(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return file.getvalue()


def _write(output: Path, raw: bytes) -> None:
    try:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{output}: exists already and is left alone; give another name with --output") from None
    except OSError as error:
        raise UsageError(f"{output}: cannot be written ({error.strerror}); give another place with --output") from None
    with os.fdopen(handle, "wb") as file:
        file.write(raw)


def _about(*, with_logs: bool) -> str:
    """What is in the bundle, for whoever opens it; promises no log where there is none."""
    zh, en = ("程序日志、", "logs, ") if with_logs else ("", "")
    return _ABOUT.format(zh=zh, en=en) + ("" if with_logs else _NO_LOGS)


_ABOUT: Final = """\
支持包：{zh}脱敏后的配置、设备状态、自检结果、事件时间线、日志摘要。不含身份证号、姓名、通行码、卡号、密钥。
Support bundle: {en}configuration, device health, self-tests, a timeline of incidents and a summary of the journal.
It holds no ID number, name, pass, card id or key. "[…]" stands where something was taken out;
"(12 characters)" stands for a text of the configuration that support does not need.
selftests.json has the last result of each check, timeline.json what befell the station; times are UTC.
manifest.json has the SHA-256 of every file.
"""
_NO_LOGS: Final = """\
没有程序的运行日志：数据目录和 systemd 里都没有。
There are no logs of the program: neither the data directory nor systemd has any.
"""
