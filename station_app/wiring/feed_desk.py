"""What comes down from the hub, put before the rules: orders as if given here, policies as if brought here."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from station_app.core.events import Ordered, PolicyConfirmed
from station_app.core.instant import Instant
from station_app.station.kiosk_codes import KioskCodes
from station_app.station.log import log
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.upstream.faults import HubFault
from station_app.upstream.feed import FeedState
from station_app.upstream.feed_messages import FeedOrder, FeedRevocation, FeedShown
from station_app.wiring.list_desk import ListDesk
from station_app.wiring.service_messages import ApplyPolicy, PolicyAnswer

Apply = Callable[[ApplyPolicy], Awaitable[PolicyAnswer]]
CONFIRM_SECONDS: Final = 3600.0
"""So often the rules are told that the policy in force is still the newest; they record it once a day."""


class FeedDesk:
    """Takes what the feed brings. Everything may come twice: an order by its id, a policy by its number."""

    def __init__(self, shell: Shell, stamp: Stamp, apply: Apply, lists: ListDesk, codes: KioskCodes) -> None:
        self.board_changed: Callable[[], None] = lambda: None
        """Called when the board of the offers is to be fetched."""
        self._codes = codes
        self._shell = shell
        self._stamp = stamp
        self._apply = apply
        self._lists = lists
        self._confirmed = -math.inf
        self._connected: bool | None = None

    def order(self, order: FeedOrder, heard_ms: int) -> None:
        """Put an order on the one queue; a late one, too: it is recorded as one."""
        self._shell.put(ordered(order, heard_ms, self._stamp.now()))

    def shown(self, found: FeedShown, heard_ms: int) -> None:
        """Judge what a phone shows like a code before the scanner; whoever stood there too long ago is gone."""
        if heard_ms > found.not_after_ms:
            log("feed").info("a phone's code came too late")
            return
        presented = self._codes.shown(found.id, found.text, self._shell.state)
        if presented is not None:
            self._shell.put(presented)

    def unreadable(self) -> None:
        """Nothing is done about what cannot be read."""
        log("feed").warning("the hub has sent something that cannot be read")

    def board(self) -> None:
        """Have the board fetched."""
        self.board_changed()

    async def policy(self, number: int, envelope: str) -> None:
        """Have a policy verified and put in force; a refusal is recorded. HubFault where it must come again."""
        if number == self._shell.state.house.policy.number:
            return  # comes again after a restart
        try:
            answer = await self._apply(ApplyPolicy(envelope=envelope))
        except TimeoutError as error:
            raise HubFault("the policy is kept and has not been put in force yet") from error
        if answer.refused in ("keys", "disk"):
            raise HubFault(f"the policy cannot be kept now: {answer.detail}")
        if answer.refused:
            log("feed").warning("the policy from the hub is refused: %s %s", answer.refused, answer.detail)

    async def revocations(self, found: Sequence[FeedRevocation], through: int) -> None:
        """Revoke passes; HubFault where that could not be kept and must come again."""
        await self._lists.revoke(found, through)

    async def pass_keys(self, number: int, envelope: str) -> None:
        """Have a list of accepted issuers verified and put in force; a refusal is recorded."""
        await self._lists.take_keys(number, envelope)

    def newest_policy(self, number: int) -> None:
        """Tell the rules now and then that what is in force is the newest."""
        now = self._stamp.clock.monotonic()
        if number <= 0 or number != self._shell.state.house.policy.number or now - self._confirmed < CONFIRM_SECONDS:
            return
        self._confirmed = now
        self._shell.put(PolicyConfirmed(at=self._stamp.now()))

    def changed(self, state: FeedState) -> None:
        """Say once when the feed works and once when it does not."""
        if state.connected == self._connected:
            return
        self._connected = state.connected
        if state.connected:
            log("feed").info("orders, policies and lists come from the hub")
        else:
            log("feed").warning("no orders or policies come from the hub: %s", state.error)


def ordered(order: FeedOrder, heard_ms: int, at: Instant) -> Ordered:
    """What the rules are told of an order of the feed."""
    return Ordered(
        at=at,
        id=order.id,
        verb=order.verb,
        reason=order.reason,
        by=order.by,
        target=order.target,
        value=order.value,
        seconds=order.seconds,
        drill=order.drill,
        heard_ms=heard_ms,
        not_after_ms=order.not_after_ms,
    )
