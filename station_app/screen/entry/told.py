"""What is said to whoever has asked for their own data. Nobody behind them can tell from it who that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.wire import Snapshot

Texts = Mapping[str, str]

_DONE: Final = frozenset({"forgotten", "withdrawn", "not-given"})


def told_words(snapshot: Snapshot, text: Texts) -> tuple[str, str]:
    """The headline and what stands below it."""
    if snapshot.reason in _DONE:
        return _both(f"told.{snapshot.reason}", text)
    if snapshot.held_visits is None:
        return _both("told", text)  # it is being looked up
    headline, advice = _both("told.visits" if snapshot.held_visits else "told.none", text)
    days = {"visits": snapshot.held_visits, "since": snapshot.held_since, "until": snapshot.held_until}
    return headline.format(**days), f"{advice.format(**days)}\n{_agreed(snapshot, text)}"


def _both(key: str, text: Texts) -> tuple[str, str]:
    return text[f"{key}.headline"], text[f"{key}.next"]


def _agreed(snapshot: Snapshot, text: Texts) -> str:
    if not snapshot.held_notice:
        return text["told.consent.none"]
    said = text["told.consent"].format(notice=snapshot.held_notice)
    work = text.get(f"work.{snapshot.held_occupation}", "")
    return said + text["told.work"].format(work=work) if work else said
