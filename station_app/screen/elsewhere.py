"""Where else to go, in words: for whoever finds this station shut, full or at rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.wire import NearStation, Snapshot

HELPS: Final = frozenset({"full", "closed", "maintenance"})
"""Refusals that are the station's own: another one would let the same person in."""


def elsewhere(snapshot: Snapshot, text: Mapping[str, str]) -> tuple[str, str]:
    """What stands above it, and a line for each open station near; both empty where there is none."""
    lines = [_line(near, text) for near in snapshot.near]
    return (text["near.label"], "\n".join(lines)) if lines else ("", "")


def nearest(snapshot: Snapshot, text: Mapping[str, str]) -> str:
    """The nearest open station in one sentence, for the page that stands all night; empty where there is none."""
    if not snapshot.near:
        return ""
    near = snapshot.near[0]
    facts = text["near.join"].join((_way(near, text), _age(near, text)))
    return text["near.one"].format(line=text["near.line"].format(name=near.name, facts=facts))


def _line(near: NearStation, text: Mapping[str, str]) -> str:
    places = _whole(text[f"near.places.{near.places}"]) if near.places else ""
    facts = text["near.join"].join(filter(None, (_way(near, text), places, _age(near, text))))
    return text["near.line"].format(name=near.name, facts=facts)


def _age(near: NearStation, text: Mapping[str, str]) -> str:
    """How old its own word is: whoever walks there may find it otherwise."""
    if not near.age_minutes:
        return _whole(text["near.age.now"])
    return _whole(text["near.age"].format(minutes=near.age_minutes))


def _way(near: NearStation, text: Mapping[str, str]) -> str:
    distance = _distance(near.distance_m, text)
    return _whole(text["near.way"].format(direction=text[f"near.{near.direction}"], distance=distance))


def _whole(words: str) -> str:
    """Words that stay on one line: a distance is not read when its figure stands on another line than its unit."""
    return "\u2060".join(words.replace(" ", "\u00a0"))


def _distance(metres: int, text: Mapping[str, str]) -> str:
    if metres < 1000:
        return text["near.metres"].format(metres=max(50, metres))
    return text["near.kilometres"].format(kilometres=f"{metres / 1000:.1f}")
