"""Support bundles as a station makes them, with what a test wants in them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

CHECKS = {
    "board.answers": {"state": "red", "fault": "no-answer", "at": "2026-11-20T02:03:04.000Z", "measured": {}},
    "main.push": {"state": "unfinished", "fault": "", "at": "2026-11-20T02:04:04.000Z", "measured": {}},
    "scanner.reads": {"state": "green", "fault": "", "at": "2026-11-20T02:05:04.000Z", "measured": {}},
}
FACTS = [
    {"at": "2026-11-20T01:00:00.000Z", "kind": "boot", "version": "2.1.0"},
    {"at": "2026-11-20T02:00:00.000Z", "kind": "device.lost", "device": "board", "fault": "no-answer"},
]


def files(**changed: Any) -> dict[str, bytes]:
    """Everything but the manifest; `selftests=…` and the like stand for a whole file."""
    told = {
        "config": {"config": {}},
        "health": {"running": False},
        "journal": {"whole_rows": 12, "incidents": {"device/board": 3, "leak": 1}},
        "machine": {"load": [0.1]},
        "selftests": {"checks": CHECKS},
        "timeline": {"facts": FACTS},
        "versions": {"program": "2.1.0"},
        **changed,
    }
    found = {f"{name}.json": json.dumps(value).encode() for name, value in told.items()}
    return {"README.txt": b"Support bundle\n", **found, "log/station.log.txt": b"ready\n"}


def manifest(parts: Mapping[str, bytes], **changed: Any) -> bytes:
    told = {name: {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} for name, raw in parts.items()}
    head = {"bundle": 1, "program": "2.1.0", "made": "2026-11-20T03:00:00+00:00", "taken_out": 7, "files": told}
    return json.dumps({**head, **changed}).encode()


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return file.getvalue()


def bundle(parts: Mapping[str, bytes] | None = None, /, **changed: Any) -> bytes:
    """A whole bundle of these files, or of `files()`; `changed` is of the manifest."""
    found = files() if parts is None else parts
    return zipped({**found, "manifest.json": manifest(found, **changed)})
