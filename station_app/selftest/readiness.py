"""The readiness report: what the station is, what was tested and how it ended, signed with the station's key."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from hardware.devices.driver import Device
from station_app import __version__
from station_app.core.chain import canonical
from station_app.core.instant import Instant
from station_app.core.readiness import MOST_FAULTS, Brief, Verdict, encode, text_of, to_sign
from station_app.selftest.house import FIRE_TEST_DAYS
from station_app.selftest.under_test import UnderTest
from station_app.selftest.words import report_words
from station_app.store.rows import wall_text
from station_app.wire import CheckRow

FORM: Final = "rest-station-readiness/1"
_LATEST: Final = datetime(9999, 12, 30, tzinfo=UTC)
"""Further on a clock gone mad has no local time."""
_FAILED: Final = frozenset({"red", "unfinished", "running", "waiting"})
"""A check that is being made is not finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report in its three forms."""

    document: Mapping[str, Any]
    """`report`, `signature` and `key` (both hex), for machines."""
    text: str
    """For people, in both languages."""
    qr: str
    """For a phone: an address at the hub that verifies it; where there is no hub, the code alone."""
    verdict: Verdict


async def report_of(station: UnderTest, checks: Sequence[CheckRow]) -> Report:
    """Put the report of this moment together and sign it. Raises StoreFault, KeyFault."""
    at, hub = station.stamp.now(), station.settings.hub
    content = _header(station, at) | await _kept(station) | {"checks": [_told(row) for row in checks]}
    content["verdict"] = verdict_of(checks, lost=bool(_lost(content)))
    key = await asyncio.to_thread(station.keys.station)
    tested = min((row.at_ms for row in checks if row.at_ms), default=0)
    brief = text_of(_brief(content, at.wall_ms // 1000, tested // 1000))
    code = encode(brief, key.sign(to_sign(brief)))
    return Report(
        document={
            "report": content,
            "signature": key.sign(to_sign(canonical(content))).hex(),
            "key": key.public_key().public_bytes_raw().hex(),
        },
        text=_text(content, station.settings.zone),
        qr=f"{hub.url.rstrip('/')}/r/{code}" if hub else code,
        verdict=content["verdict"],
    )


def _header(station: UnderTest, at: Instant) -> dict[str, Any]:
    """What the station is, and how its parts are at this moment."""
    hub = station.settings.hub
    return {
        "form": FORM,
        "station": station.settings.station.id,
        "fleet": hub.url if hub else "",
        "at": wall_text(at.wall_ms),
        "clock": at.clock,
        "version": __version__,
        "config": station.config_hash,
        "fire_test": fire_test(station.settings.station.fire_test, at.wall_ms),
        "devices": {name: _as_it_is(device) for name, device in station.devices.items()},
    }


def _as_it_is(device: Device) -> dict[str, Any]:
    health = device.health
    told: dict[str, Any] = {"state": health.state, "counts": dict(health.counts)}
    return told | {"fault": health.fault.code} if health.state == "lost" and health.fault is not None else told


async def _kept(station: UnderTest) -> dict[str, Any]:
    """What journal and disk tell."""
    journal, standing = station.journal, station.hub()
    tally = await journal.tally()
    through = (await journal.cursors()).get(journal.epoch, 0)
    free = (await asyncio.to_thread(shutil.disk_usage, station.data)).free
    return {
        "journal": {"epoch": journal.epoch, "seq": journal.seq, "hash": journal.head},
        "hub": {"enrolled": standing.enrolled, "connected": standing.connected, "acked": through},
        "disk_mb": free >> 20,
        "counters": {
            "visits": tally.get("visit.started", 0),
            "granted": tally.get("access.granted", 0),
            "refusals": tally.get("access.denied", 0),
            "facts": sum(tally.values()),
        },
    }


def verdict_of(checks: Sequence[CheckRow], *, lost: bool) -> Verdict:
    """Ready when every check was green; unknown while one was never made; not when one has failed or a device is lost.

    A check was green at its time; that a device is gone is true now.
    """
    states = {row.state for row in checks}
    if lost or states & _FAILED:
        return "not-ready"
    return "unknown" if "never" in states else "ready"


def fire_test(day: str, wall_ms: int) -> dict[str, Any]:
    """When the release by the fire contact was tested, and whether that is too long ago; never counts as too long."""
    today = date.fromisoformat(wall_text(wall_ms)[:10])
    overdue = not day or (today - date.fromisoformat(day)).days > FIRE_TEST_DAYS
    return {"day": day, "overdue": overdue}


def _told(row: CheckRow) -> dict[str, Any]:
    state = "unfinished" if row.state in ("running", "waiting") else row.state
    told: dict[str, Any] = {"id": row.id, "state": state}
    if row.at_ms:
        told |= {"at": wall_text(row.at_ms), "tester": row.tester}
    if state in _FAILED:
        told["fault"] = row.fault or "unfinished"
    if row.said:
        told["said"] = dict(row.said)
    return told


def _lost(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Devices that are lost now, each as the check that would show it, and why."""
    devices = content["devices"].items()
    return [(f"{name}.answers", one.get("fault", "no-sign")) for name, one in devices if one["state"] == "lost"]


def _brief(content: Mapping[str, Any], at: int, tested: int) -> Brief:
    checks = content["checks"]
    failed = [(check["id"], check["fault"]) for check in checks if check["state"] in _FAILED]
    red = {check for check, _ in failed}
    failed += [(check, fault) for check, fault in _lost(content) if check not in red]
    return Brief(
        station=content["station"],
        at=at,
        tested=tested,
        verdict=content["verdict"],
        version=content["version"],
        config=content["config"][:16],
        epoch=content["journal"]["epoch"],
        seq=content["journal"]["seq"],
        head=content["journal"]["hash"][:16],
        clock=content["clock"],
        disk_mb=content["disk_mb"],
        fire_test=content["fire_test"]["day"],
        visits=content["counters"]["visits"],
        refusals=content["counters"]["refusals"],
        green=sum(1 for check in checks if check["state"] == "green"),
        never=sum(1 for check in checks if check["state"] == "never"),
        failed=len(failed),
        faults=tuple(failed[:MOST_FAULTS]),
    )


def local_text(wall: str, zone: ZoneInfo) -> str:
    """A moment of the report as people at the station read it: `2026-11-26 08:13 +08:00`."""
    moment = min(datetime.fromisoformat(wall), _LATEST).astimezone(zone).isoformat(sep=" ", timespec="minutes")
    return f"{moment[:16]} {moment[16:]}"


def _text(content: Mapping[str, Any], zone: ZoneInfo) -> str:
    journal, counters, fire = content["journal"], content["counters"], content["fire_test"]
    lost = [(name, one) for name, one in content["devices"].items() if one["state"] == "lost"]
    late = f"  {report_words('overdue')}" if fire["overdue"] else ""
    lines = [
        f"{report_words('title')}  {content['station']}",
        report_words(content["verdict"]),
        "",
        f"{report_words('at')}: {local_text(content['at'], zone)} ({content['clock']})",
        f"{report_words('version')}: {content['version']}",
        f"{report_words('config')}: {content['config'][:16]}",
        f"{report_words('journal')}: {journal['epoch']} / {journal['seq']} / {journal['hash'][:16]}",
        f"{report_words('disk')}: {content['disk_mb']} MB",
        f"{report_words('counters')}: {counters['visits']} / {counters['refusals']}",
        f"{report_words('fire-test')}: {fire['day'] or '-'}{late}",
        f"{report_words('hub')}: {content['fleet'] or '-'}",
        "",
    ]
    lines += [f"{'lost':<10} {name}  {one.get('fault', '')}" for name, one in lost] + [""] * bool(lost)
    for check in content["checks"]:
        fault = f"  {check['fault']}" if "fault" in check else ""
        when = f"  {local_text(check['at'], zone)} {check['tester']}" if "at" in check else ""
        lines.append(f"{check['state']:<10} {check['id']}{fault}{when}")
    return "\n".join(lines)
