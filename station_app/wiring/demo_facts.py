"""Follows a running station's journal from outside, read-only, and waits for what should happen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from station_app.core.chain import canonical
from station_app.core.facts import PERSONAL
from station_app.store.faults import StoreFault
from station_app.store.follow import facts_after

LOOK_SECONDS = 0.1
WAIT_SECONDS = 30.0

SHORT = ("door", "credential", "reason", "cause", "evidence", "device", "fault")


class FactFeed:
    """Every new fact, told to whoever listens, and remembered for those who wait for one."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._seen = 0
        self._facts: list[dict[str, Any]] = []
        self._listeners: list[Callable[[dict[str, Any]], None]] = []
        self._more = asyncio.Condition()

    def also(self, listener: Callable[[dict[str, Any]], None]) -> None:
        """Tell this one too, of facts to come."""
        self._listeners.append(listener)

    async def follow(self) -> None:
        """Look for new facts for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                fresh = await asyncio.to_thread(facts_after, self._journal, self._seen)
            except StoreFault:
                continue  # the station has not made it yet, or replaces it just now
            for fact in fresh:
                self._seen = fact["seq"]
                self._facts.append(fact)
                for listener in self._listeners:
                    listener(fact)
            if fresh:
                async with self._more:
                    self._more.notify_all()

    @property
    def seen(self) -> int:
        """The number of the newest fact that was told."""
        return self._seen

    async def wait_for(self, kind: str, after: int, body: Mapping[str, str]) -> dict[str, Any] | None:
        """The first fact of a kind after a number whose body holds these values; None when it does not come in time."""

        def found() -> dict[str, Any] | None:
            for fact in self._facts:
                fits = all(fact["body"].get(name) == value for name, value in body.items())
                if fact["seq"] > after and fact["kind"] == kind and fits:
                    return fact
            return None

        try:
            async with asyncio.timeout(WAIT_SECONDS), self._more:
                while (fact := found()) is None:
                    await self._more.wait()
                return fact
        except TimeoutError:
            return None


def short_line(fact: dict[str, Any]) -> str:
    """A fact as a small window shows it: what tells people something."""
    told = [f"{name}={fact['body'][name]}" for name in SHORT if name in fact["body"]]
    return f"fact {fact['seq']} {fact['kind']} {' '.join(told)}"


def fact_line(fact: dict[str, Any]) -> str:
    """A fact as the demo prints it."""
    body = {name: value for name, value in fact["body"].items() if name not in PERSONAL}
    return f"fact {fact['seq']} {fact['kind']} {canonical(body)}"
