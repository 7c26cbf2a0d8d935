"""The demo's tour: one card, one pass, one refusal, each told by its facts, and all of it on the hub in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from station_app.simulation.controls import Controls
from station_app.wiring.demo_facts import FactFeed
from station_app.wiring.passes import new_pass

if TYPE_CHECKING:
    from station_app.wiring.demo import Stage

SYNTHETIC_NUMBER = "320299198501020012"
REPEAT_SECONDS = 2.5
"""A scanner that sees the same code again sooner takes it for the same showing."""


async def play_tour(stage: Stage, controls: Controls, feed: FactFeed, say: Callable[[str], None]) -> bool:
    """Play it; True when every fact came and the hub has them all."""
    tour = _Tour(controls, feed, say)
    door = next(iter(stage.settings.house.doors))
    if not await tour.expect("boot", 0, "the station is up"):
        return False
    text = new_pass(stage.station, stage.settings.station.id, minutes=30)
    return (
        await tour.enter(f"card id_reader {SYNTHETIC_NUMBER}", door, "a worker lays an ID card on the reader")
        and tour.act("lift id_reader", "and takes it away")
        and await tour.enter(f"code scanner {text}", door, "another shows a pass")
        and await tour.refused(f"code scanner {text}", "somebody shows a picture of the same pass")
        and await tour.on_the_hub(stage)
    )


class _Tour:
    def __init__(self, controls: Controls, feed: FactFeed, say: Callable[[str], None]) -> None:
        self._controls = controls
        self._feed = feed
        self._say = say

    def act(self, line: str, story: str) -> bool:
        self._say(f"tour: {story}")
        answer = self._controls.answer(line)
        self._say(answer)
        return answer.startswith("ok")

    async def expect(self, kind: str, after: int, story: str, **body: str) -> bool:
        if await self._feed.wait_for(kind, after, body) is not None:
            return True
        self._say(f"tour: failed: {story}: no {kind}")
        return False

    async def enter(self, line: str, door: str, story: str) -> bool:
        before = self._feed.seen
        return (
            self.act(line, story)
            and await self.expect("access.granted", before, story)
            and await self.expect("door.unlocked", before, story, cause="entry")
            and self.act(f"open {door}", "the door is pushed open")
            and await self.expect("visit.started", before, story)
            and self.act(f"close {door}", "and falls shut")
            and await self.expect("door.closed", before, story)
        )

    async def refused(self, line: str, story: str) -> bool:
        await asyncio.sleep(REPEAT_SECONDS)
        before = self._feed.seen
        return self.act(line, story) and await self.expect("access.denied", before, story, reason="pass-used")

    async def on_the_hub(self, stage: Stage) -> bool:
        from station_app.store.follow import unsent

        for _ in range(100):
            if await asyncio.to_thread(unsent, stage.station / "journal.db") == 0:
                self._say(f"tour: done; all {self._feed.seen} facts are on the hub at {_url(stage)}")
                return True
            await asyncio.sleep(0.2)
        self._say("tour: failed: the hub does not have every fact")
        return False


def _url(stage: Stage) -> str:
    return stage.settings.hub.url if stage.settings.hub else ""
