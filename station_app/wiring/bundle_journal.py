"""What the support bundle tells of the journal: how much it holds, the last self-tests, and what befell the station.

Of a fact's body only the fields that are listed here leave the station, and those cleaned; none of them is a person's.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from station_app.core.alarms import SILENT_HELP
from station_app.core.facts import KINDS
from station_app.selftest.outcome import unpacked
from station_app.store.audit import export, verify
from station_app.store.faults import StoreFault
from station_app.wiring.bundle_words import GONE, Cleaner

TIMELINE: Final = 500
"""Facts of the timeline, the newest."""
_TOLD: Final[Mapping[str, frozenset[str]]] = {
    "boot": frozenset({"version"}),
    "incident.opened": frozenset({"cause", "door", "device", "fault"}),
    "incident.closed": frozenset({"cause", "door", "device"}),
    "device.lost": frozenset({"device", "fault"}),
    "device.restored": frozenset({"device"}),
    "journal.recovered": frozenset({"reason", "salvaged", "lost"}),
    "selftest.started": frozenset({"device"}),
    "selftest.checked": frozenset({"check", "result", "device", "fault"}),
    "selftest.finished": frozenset({"result", "device", "green", "red", "unfinished"}),
    "maintenance.started": frozenset(),
    "maintenance.ended": frozenset({"reason"}),
}
"""Kinds of the timeline, and what it tells of each."""
_UNCOUNTED: Final = ("incident.", "canary.")
"""Kinds without a count: rows that are missing beside `whole_rows` are mostly these, and tell of no silent call."""
_WALL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_NUMBER: Final = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")
_LARGEST: Final = 1_000_000


@dataclass(slots=True, kw_only=True)
class JournalTold:
    """Three files of the bundle."""

    summary: dict[str, Any]
    """How much of what the journal holds and whether it is whole."""
    checks: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    """The last result of each check, by its id; not who was the tester."""
    timeline: deque[dict[str, Any]] = field(default_factory=lambda: deque[dict[str, Any]](maxlen=TIMELINE))
    """What befell the station, the oldest first."""


def told_of_journal(path: Path, cleaner: Cleaner) -> JournalTold:
    """Read the whole journal; of one that cannot be read to its end, what comes before the damage."""
    told = JournalTold(summary={"journal": "there is none yet"})
    if not path.exists():
        return told
    kinds: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    head: Mapping[str, Any] = {}
    try:
        report = verify(path)
        for fact in export(path):
            head = fact
            if _silent(fact["body"]):
                continue
            if not fact["kind"].startswith(_UNCOUNTED):
                kinds[fact["kind"] if fact["kind"] in KINDS else "unknown"] += 1
            if fact["kind"] == "incident.opened":
                causes[cleaner.words(str(fact["body"].get("cause", "")))] += 1
            _note(fact, told, cleaner)
    except StoreFault as fault:
        told.summary = {"journal": "cannot be read", "fault": type(fault).__name__, "remedy": fault.remedy}
        return told
    told.summary = {
        "whole_rows": report.rows,
        "audit": "ok" if report.fault is None else {"damaged_at": report.fault.seq, "remedy": report.fault.remedy},
        "kinds": dict(kinds),
        "incidents": dict(causes),
        "head": {"seq": head.get("seq"), "wall": _wall(head), "hash_begins": str(head.get("hash", ""))[:12]},
    }
    return told


def _silent(body: Mapping[str, Any]) -> bool:
    """Nobody who reads a bundle may learn that somebody called for help in silence."""
    return body.get("silent") is True or body.get("cause") == SILENT_HELP


def _note(fact: Mapping[str, Any], told: JournalTold, cleaner: Cleaner) -> None:
    kind, body = fact["kind"], fact["body"]
    if kind not in _TOLD:
        return
    fields = {name: _clean(body[name], cleaner) for name in sorted(_TOLD[kind]) if name in body}
    told.timeline.append({"at": _wall(fact), "kind": kind, **fields})
    if kind == "selftest.checked":
        told.checks[str(fields.get("check"))] = {
            "state": fields.get("result"),
            "fault": fields.get("fault", ""),
            "at": _wall(fact),
            "measured": _numbers(str(body.get("measured") or ""), cleaner),
        }


def _numbers(measured: str, cleaner: Cleaner) -> dict[str, str]:
    """What was measured, where it is a short number; a text that a device has said may be anything."""
    pairs = unpacked(measured).items()
    return {cleaner.words(name): value for name, value in pairs if _NUMBER.fullmatch(value)}


def _wall(fact: Mapping[str, Any]) -> str:
    wall = str(fact.get("wall", ""))
    return wall if not wall or _WALL.fullmatch(wall) else GONE


def _clean(value: Any, cleaner: Cleaner) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float) and abs(value) < _LARGEST:
        return value
    return cleaner.words(str(value))
