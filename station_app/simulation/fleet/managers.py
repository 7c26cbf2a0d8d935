"""What managers and the hub send: orders in time, late and twice, policies new and old."""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from station_app.core.changing import replace
from station_app.core.events import Ordered, PolicyArrived, PolicyRefused
from station_app.core.policy import Grace
from station_app.simulation.fleet.sites import BOARD, MAIN, READER, REST, SCANNER, policy_of
from station_app.simulation.fleet.station_life import Life
from station_app.simulation.fleet.visitors import Visitors

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE

_WANTED: Final[tuple[tuple[str, str, float, bool], ...]] = (
    ("open", "", 0.0, False),
    ("message", "有免费凉茶", 7200.0, False),
    ("lights", "off", 1800.0, False),
    ("lights", "on", 1800.0, False),
    ("mode", "lockdown", 1200.0, False),
    ("mode", "shelter", 7200.0, False),
    ("mode", "evacuation", 600.0, True),
    ("mode", "normal", 0.0, False),
    ("acknowledge", "", 0.0, False),
    ("resolve", "", 0.0, False),
    ("blink", "", 0.0, False),
    ("selftest", "", 0.0, False),
    ("restart-device", "", 0.0, False),
)
"""Verb, value, seconds, drill."""
_SHARES: Final = (45, 10, 8, 8, 4, 6, 4, 5, 4, 3, 3, 8, 6)


class Order(NamedTuple):
    """What a manager wants."""

    id: str
    verb: str
    target: str
    value: str
    seconds: float
    drill: bool


class Managers:
    """The hub of one station and those who sit before it."""

    def __init__(self, life: Life, visitors: Visitors, rng: Random) -> None:
        self.life = life
        self.visitors = visitors
        self.rng = rng
        self.not_after: dict[str, int] = {}
        """Order -> true time after which it must not be acted upon."""
        self._queue: list[Order] = []

    def order(self) -> None:
        """A manager orders something; the way to the station may be slow, or go twice."""
        verb, value, seconds, drill = self.rng.choices(_WANTED, _SHARES)[0]
        target = {"open": MAIN, "lights": REST}.get(verb, "")
        if verb in ("acknowledge", "resolve"):
            target = next(iter(sorted(self.life.state.incidents)), "help")
        elif verb == "restart-device":
            target = self.rng.choice((BOARD, READER, SCANNER))
        order = Order(f"{self.life.name}-order-{len(self.not_after) + 1}", verb, target, value, seconds, drill)
        self.not_after[order.id] = self.life.now_ms + round(self.rng.uniform(20, 590) * 1000)
        if verb == "open":
            self.visitors.await_order(order.id)
        wait = self.rng.uniform(0, 30_000) if self.rng.random() < 0.9 else self.rng.uniform(0, 900_000)
        self.life.after(wait, self._bring, order)
        if self.rng.random() < 0.2:
            self.life.after(wait + 15_000, self._bring, order)

    def online(self) -> None:
        """The network is there again, and what waits for it comes."""
        waiting, self._queue = self._queue, []
        for order in waiting:
            self._bring(order)

    def _bring(self, order: Order) -> None:
        if not self.life.building.network or not self.life.up:
            self._queue.append(order)
            if self.life.building.network:
                self.life.after(MINUTE, self.online)
            return
        self.life.hear(
            Ordered(
                at=self.life.at(),
                id=order.id,
                verb=order.verb,
                reason="asked-by-phone",
                by="keeper",
                not_after_ms=self.not_after[order.id],
                # Whoever brings it adds the time of its way: what the hub's clock says now at the latest.
                heard_ms=self.life.now_ms,
                target=order.target,
                value=order.value,
                seconds=order.seconds,
                drill=order.drill,
            )
        )

    def policy(self) -> None:
        """The hub sends a policy: a newer one, the same again, one for a storm, or something that is none."""
        life = self.life
        if not (life.building.network and life.up):
            return
        luck = self.rng.random()
        if luck < 0.2:
            life.hear(PolicyRefused(at=life.at(), version="p0", reason="signature"))
            return
        number = life.state.house.policy.number + self.rng.randint(0, 2)
        policy = policy_of(life.site, number, life.now_ms)
        if luck < 0.35:
            storm = Grace(reason="storm", from_ms=life.now_ms, until_ms=life.now_ms + 6 * HOUR)
            policy = replace(policy, grace=(storm,))
        life.hear(PolicyArrived(at=life.at(), policy=policy))
