"""What works without a network, worked out from the code: `python offline_matrix.py --write`.

Each capability names the modules that decide it and carry it out. A capability whose modules reach the HTTP client,
whatever way the imports take, needs the network; one that does not, and whose facts wait in the journal for somebody
elsewhere, is done here and told later; all others are done here. Import graph by grimp, as the import contracts use it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import grimp

from station_app.core.facts import KINDS

ROOT = Path(__file__).resolve().parents[2]
RESOURCE = ROOT / "resources" / "offline.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- offline -->", "<!-- /offline -->"
NETWORK = frozenset({"httpx"})
CAMERA = "hardware.devices.still_camera"
"""Speaks HTTP to a device in the same room."""

Kind = Literal["here", "later", "network"]
WORDS: Mapping[Kind, str] = {
    "here": "works",
    "later": "works; told when the network is back",
    "network": "needs the network",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """Something that a station does, and the code that does it."""

    code: str
    modules: tuple[str, ...]
    tells: tuple[str, ...] = ()
    """Kinds of facts by which somebody elsewhere is to learn of it."""


def _core(*parts: str) -> tuple[str, ...]:
    return tuple(f"station_app.core.{part}" for part in parts)


CAPABILITIES = (
    Capability(
        code="entry-card",
        modules=("hardware.devices.sam_id_reader", "station_app.identity.pseudonym", *_core("rules", "presenting")),
    ),
    Capability(code="entry-pass", modules=("station_app.identity.passes", *_core("rules", "presenting"))),
    Capability(
        code="entry-union-card",
        modules=("hardware.devices.pn532", "station_app.identity.pseudonym", *_core("rules", "presenting")),
    ),
    Capability(code="entry-staff", modules=("station_app.identity.passes", *_core("rules", "maintenance"))),
    Capability(code="exit", modules=("station_app.station.shell", *_core("doors"))),
    Capability(code="hours", modules=_core("opening", "hours", "policy")),
    Capability(code="capacity", modules=_core("rules", "visits")),
    Capability(code="turns", modules=_core("turns")),
    Capability(code="need", modules=_core("rules", "privacy")),
    Capability(code="weather-grace", modules=_core("rules", "policy")),
    Capability(code="counting", modules=_core("visits", "counting"), tells=("visit.started", "visit.ended")),
    Capability(code="evacuation", modules=("station_app.station.shell", *_core("modes", "senses"))),
    Capability(code="comfort", modules=("station_app.station.loads", *_core("comfort", "occupancy"))),
    Capability(code="power-cut", modules=("station_app.station.loads", *_core("power"))),
    Capability(code="wellbeing", modules=_core("wellbeing")),
    Capability(code="help-shown", modules=_core("alarms", "screen")),
    Capability(
        code="neighbours",
        modules=("station_app.store.nearby_file", "station_app.station.picture", *_core("nearby")),
    ),
    Capability(code="request", modules=_core("offers.requests"), tells=("request.made",)),
    Capability(code="answer-here", modules=("station_app.store.board_file", *_core("offers.requests"))),
    Capability(code="answer-elsewhere", modules=("station_app.wiring.board_desk", "station_app.upstream.client")),
    Capability(code="incidents", modules=_core("incidents", "alarms"), tells=("incident.opened", "incident.escalated")),
    Capability(code="consent", modules=("station_app.identity.pseudonym", *_core("privacy"))),
    Capability(code="erasure", modules=("station_app.store.journal", *_core("privacy")), tells=("data.erased",)),
    Capability(code="local-order", modules=("station_app.wiring.service_socket", *_core("orders"))),
    Capability(code="policy-file", modules=("station_app.identity.policy_seal", *_core("rulebook"))),
    Capability(code="selftest", modules=("station_app.selftest.runner", *_core("maintenance"))),
    Capability(code="report-made", modules=("station_app.selftest.readiness", *_core("readiness"))),
    Capability(code="why", modules=_core("explain", "replay")),
    Capability(code="what-if", modules=_core("whatif", "lint")),
    Capability(code="journal", modules=("station_app.store.journal",), tells=("access.granted", "access.denied")),
    Capability(code="journal-sent", modules=("station_app.upstream.pusher", "station_app.upstream.client")),
    Capability(code="canary", modules=("station_app.upstream.client", *_core("canary"))),
    Capability(code="enrolment", modules=("station_app.wiring.enrolment",)),
)


@cache
def kinds() -> dict[str, Kind]:
    """What each capability needs, in the order of the table. Raises ValueError for code that is not there."""
    graph = grimp.build_graph("station_app", "hardware", include_external_packages=True)
    found: dict[str, Kind] = {}
    for capability in CAPABILITIES:
        missing = [module for module in capability.modules if module not in graph.modules]
        missing += [kind for kind in capability.tells if kind not in KINDS]
        if missing:
            raise ValueError(f"{capability.code}: there is no {', '.join(missing)}")
        reached = set(capability.modules)
        for module in capability.modules:
            reached |= graph.find_upstream_modules(module)
        networked = reached & NETWORK and CAMERA not in reached
        found[capability.code] = "network" if networked else "later" if capability.tells else "here"
    return found


def as_markdown() -> str:
    """The table for the README, between its marks."""
    texts: dict[str, str] = json.loads((ROOT / "resources" / "i18n-service" / "en.json").read_text(encoding="utf-8"))
    rows = [f"| {texts[f'offline.{code}']} | {WORDS[kind]} |" for code, kind in kinds().items()]
    return "\n".join([BEGIN, "| What | Without a network |", "|---|---|", *rows, END])


def in_readme(text: str) -> str:
    """The README's text with the table as it is now. Raises ValueError when it has no marks."""
    before, after = text.index(BEGIN), text.index(END) + len(END)
    return text[:before] + as_markdown() + text[after:]


def as_resource() -> str:
    """The same for the technician's page."""
    return json.dumps(kinds(), indent=2) + "\n"


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    RESOURCE.write_text(as_resource(), encoding="utf-8")
    README.write_text(in_readme(README.read_text(encoding="utf-8")), encoding="utf-8")
