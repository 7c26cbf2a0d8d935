"""What happened last at a station, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from station_app.core.alarms import SILENT_HELP
from station_app.hub import request_words, texts
from station_app.hub.models import Fact, Station
from station_app.hub.places import NOWHERE, Places

SHOWN: Final = 20
UNTOLD: Final = ("door.unlocked", "visit.started", "visit.resumed", "visit.entered", "canary.sent", "canary.arrived")
"""Say again what another fact beside them says."""
_NAMES: Final = ("cause", "device", "verb", "door")
"""What tells most of what a fact is about, the first that there is."""
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


def newest(station: Station, epoch: str, places: Places, *, silent: bool) -> Sequence[Happened]:
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
            about=about(json.loads(body), places),
            sure=clock == "trusted",
            bad=kind in BAD,
        )
        for wall_ms, kind, clock, body in rows
    ]


def about(body: Mapping[str, Any], places: Places = NOWHERE) -> str:
    """What a fact is about, in words: never who."""
    codes = [str(body[name]) for name in ("credential", "mode") if body.get(name)]
    names = [_named(body, places), reason(body), *map(texts.code, codes)]
    names.append(_asked(body))
    if body.get("fault"):
        names.append(texts.fault(str(body["fault"])))
    if isinstance(body.get("minutes"), int):
        names.append(f"{body['minutes']} {texts.word('minutes')}")
    return " · ".join(dict.fromkeys(name for name in names if name))


def reason(body: Mapping[str, Any]) -> str:
    """Why something is so, in words: of an order what became of it, or what whoever gave it has written."""
    found = str(body.get("reason") or "")
    return texts.order_detail(found) if body.get("command") else texts.code(found)


def _named(body: Mapping[str, Any], places: Places, names: Sequence[str] = (*_NAMES, "zone", "load")) -> str:
    if body.get("check"):
        return texts.check(str(body["check"]))
    name = next((name for name in names if body.get(name)), "")
    found, words = str(body.get(name, "")), {"cause": texts.cause, "verb": texts.verb}
    return {**words, "door": places.door, "zone": places.zone}.get(name, texts.code)(found)


def about_log(body: Mapping[str, Any], places: Places = NOWHERE) -> str:
    """The same in short, beside a log's own columns: a cause, a device or check and its fault, a door."""
    told = _named(body, places, _NAMES)
    wrong = texts.fault(str(body["fault"])) if body.get("fault") else ""
    return " · ".join(each for each in (told, wrong, _asked(body)) if each)


def _asked(body: Mapping[str, Any]) -> str:
    """What somebody asked for."""
    return request_words.about(str(body["matter"]), str(body.get("topic") or "")) if body.get("matter") else ""
