"""What somebody should look after at a station, the most urgent first, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from station_app.hub import texts
from station_app.hub.ages import age
from station_app.hub.known import Known
from station_app.upstream.vitals_message import Vitals as Told

URGENT, ALARM, SILENT, FAULT, TROUBLE, NOTICE = range(6)
WELL: Final = 9
RANKS: Final = {"urgent": URGENT, "alarm": ALARM, "fault": FAULT, "": FAULT, "notice": NOTICE}
DISK_SHORT_DAYS: Final = 14
UNSENT_MS: Final = 3_600_000
"""Older rows that wait although the station is heard of: something holds them up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing to look after."""

    rank: int
    what: str
    step: str
    """What to do next."""


def needs_of(known: Known) -> list[Need]:
    """Everything at a station that somebody should look after."""
    if known.station.revoked_at is not None:
        return []
    found = [*_told_by_facts(known), *_silence(known), *_journal(known)]
    if (told := known.live) is not None:
        found += _told_by_itself(told, known)
    return sorted(found, key=lambda need: need.rank)


def _need(rank: int, code: str, what: str) -> Need:
    return Need(rank=rank, what=what, step=texts.next_step(code))


def _told_by_facts(known: Known) -> Iterator[Need]:
    lost = {f"device/{device.device}" for device in known.devices}
    for incident in known.incidents:
        if incident.cause not in lost:
            rank = NOTICE if incident.drill else RANKS.get(incident.severity, FAULT)
            drill = f" ({texts.word('drill')})" if incident.drill else ""
            yield _need(rank, incident.cause, texts.code(incident.cause) + drill)
    for device in known.devices:
        fault = f" · {texts.fault(device.fault)}" if device.fault else ""
        yield _need(FAULT, "device", f"{texts.word('lost-devices')} {device.device}{fault}")


def _silence(known: Known) -> Iterator[Need]:
    last = known.station.last_contact
    if known.silent and last is not None:
        yield _need(SILENT, "silent", texts.sentence("wrong-silent", age=age(known.now - last)))
    elif known.silent:
        yield _need(SILENT, "silent", texts.word("is-new"))


def _journal(known: Known) -> Iterator[Need]:
    if known.aside:
        yield _need(NOTICE, "aside", texts.sentence("wrong-aside", n=known.aside))
    if known.journal_changed:
        yield _need(NOTICE, "replaced", texts.word("wrong-journal"))


def _told_by_itself(told: Told, known: Known) -> Iterator[Need]:
    if told.mode in {"evacuation", "lockdown", "shelter"}:
        rank = ALARM if told.mode == "evacuation" else TROUBLE
        yield _need(rank, "mode", texts.word(f"is-{told.mode}"))
    if told.troubles:
        yield _need(FAULT, "store", texts.word("wrong-store"))
    if told.disk_days is not None and told.disk_days < DISK_SHORT_DAYS:
        yield _need(FAULT, "disk", texts.sentence("wrong-disk", n=told.disk_days))
    if told.policy_stage != "normal":
        yield _need(FAULT, "policy", texts.sentence("wrong-policy", n=told.policy_days or 0))
    if told.clock == "unknown":
        yield _need(TROUBLE, "clock", texts.word("wrong-clock"))
    if told.tested.failed:
        yield _need(TROUBLE, "tests", texts.sentence("wrong-tests", n=told.tested.failed))
    yield from _unsent(told, known)


def _unsent(told: Told, known: Known) -> Iterator[Need]:
    oldest = told.oldest_unsent_ms
    # Compared with the station's own clock, which may be wrong by years.
    if oldest is not None and told.backlog and told.wall_ms - oldest > UNSENT_MS:
        since = known.now - (known.told_at or known.now)
        waited = age(since + timedelta(milliseconds=min(told.wall_ms - oldest, 10**12)))
        yield _need(TROUBLE, "unsent", texts.sentence("wrong-unsent", age=waited))
