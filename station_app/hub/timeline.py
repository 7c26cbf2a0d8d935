"""What happened last at a station, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from station_app.core.alarms import SILENT_HELP
from station_app.hub import texts
from station_app.hub.models import Fact, Station

SHOWN: Final = 20
UNTOLD: Final = ("door.unlocked", "visit.started", "visit.resumed", "visit.entered", "canary.sent", "canary.arrived")
"""Say again what another fact beside them says."""
BAD: Final = frozenset({"access.denied", "door.forced", "door.held", "door.propped", "device.lost", "incident.opened"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the timeline."""

    wall_ms: int
    what: str
    about: str
    sure: bool
    """The station's clock was right, as far as it knew."""
    bad: bool


def newest(station: Station, epoch: str, *, silent: bool) -> Sequence[Happened]:
    """The newest facts of the journal in use; `silent`: silent incidents are among them."""
    facts = Fact.objects.filter(station=station, epoch=epoch).exclude(kind__in=UNTOLD)
    if not silent:
        facts = facts.exclude(body__contains=SILENT_HELP)
    # By number: a clock that was wrong by years must not stand on top for years.
    rows = facts.order_by("-seq").values_list("wall_ms", "kind", "clock", "body")[:SHOWN]
    return [
        Happened(
            wall_ms=wall_ms,
            what=texts.code(kind),
            about=about(json.loads(body)),
            sure=clock == "trusted",
            bad=kind in BAD,
        )
        for wall_ms, kind, clock, body in rows
    ]


def about(body: Mapping[str, Any]) -> str:
    """What a fact is about, in words: never who."""
    codes = [str(body[name]) for name in ("reason", "credential", "mode") if body.get(name)]
    names = [_named(body), *map(texts.code, codes)]
    if body.get("fault"):
        names.append(texts.fault(str(body["fault"])))
    if isinstance(body.get("minutes"), int):
        names.append(f"{body['minutes']} {texts.word('minutes')}")
    return " · ".join(dict.fromkeys(name for name in names if name))


def _named(body: Mapping[str, Any]) -> str:
    if body.get("check"):
        return texts.check(str(body["check"]))
    about = next((body[name] for name in ("cause", "device", "verb", "door", "zone", "load") if body.get(name)), "")
    return texts.code(str(about))


def about_log(body: Mapping[str, Any]) -> str:
    """The same in short, beside a log's own columns: a cause, a device or check and its fault, a door."""
    found = body.get("cause") or body.get("device") or body.get("verb") or body.get("door")
    told = texts.check(str(body["check"])) if body.get("check") else texts.code(str(found)) if found else ""
    wrong = texts.fault(str(body["fault"])) if body.get("fault") else ""
    return " · ".join(each for each in (told, wrong) if each)
