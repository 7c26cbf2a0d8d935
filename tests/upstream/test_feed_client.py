"""The feed's client: everything is taken, what comes twice does no harm, and nobody is asked too often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.clock import ManualClock
from station_app.upstream.faults import HubFault, HubUnreachable
from station_app.upstream.feed import HOLD_AGAIN_SECONDS, LONGEST_WAIT_SECONDS, Feed, FeedState
from station_app.upstream.feed_messages import (
    HOLD_SECONDS,
    POLL_MS,
    Fed,
    FeedAnswer,
    FeedOrder,
    FeedPassKeys,
    FeedPolicy,
    FeedRevocation,
    FeedShown,
    read_order,
    read_revocation,
)


def an_order(number: int = 1) -> FeedOrder:
    return FeedOrder(
        id=f"order-{number}", verb="open", target="main", reason="card", by="account-1", not_after_ms=60_000
    )


@dataclass
class PaperHub:
    """Keeps what it is told to hand over, as the hub does: until the cursor says that it was taken."""

    clock: ManualClock
    orders: list[FeedOrder] = field(default_factory=list[FeedOrder])
    raw: list[bytes] = field(default_factory=list[bytes])
    policy: FeedPolicy | None = None
    revoked: list[bytes] = field(default_factory=list[bytes])
    keys: FeedPassKeys | None = None
    board: bool = False
    fault: HubFault | None = None
    holds: bool = True
    """Whether it has room for a request that waits."""
    cuts: bool = False
    """Somebody on the way ends every request that waits."""
    asked: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def feed(self, after: str, wait: int) -> Fed:
        self.asked.append((after, wait))
        if self.fault is not None:
            raise self.fault
        if wait and self.cuts:
            await self.clock.sleep(10)
            raise HubUnreachable("the line was cut")
        reached = int(after or 0)
        if wait and self.holds and len(self.orders) <= reached and self.policy is None and not self.raw:
            pause = asyncio.ensure_future(self.clock.sleep(wait))
            came = asyncio.ensure_future(self.came.wait())
            await asyncio.wait({pause, came}, return_when=asyncio.FIRST_COMPLETED)
            pause.cancel()
            came.cancel()
            self.came.clear()
        told = [msgspec.Raw(msgspec.json.encode(order)) for order in self.orders[reached:]]
        answer = FeedAnswer(
            station="ST-1",
            after=str(len(self.orders)),
            asked_ms=0,
            at_ms=1000,
            again_ms=0 if self.holds or not wait else POLL_MS,
            orders=[*map(msgspec.Raw, self.raw), *told],
            policy_number=self.policy.number if self.policy else 0,
            policy=self.policy,
            revocations=[*map(msgspec.Raw, self.revoked)],
            revoked_through=7 if self.revoked else 0,
            pass_keys=self.keys,
            board=self.board,
        )
        self.raw, self.policy, self.revoked, self.keys, self.board = [], None, [], None, False
        return Fed(answer=answer, heard_ms=1234)

    def order(self, order: FeedOrder) -> None:
        self.orders.append(order)
        self.came.set()


@dataclass
class Desk:
    """Takes what comes."""

    orders: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    bad: int = 0
    phones: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    policies: list[int] = field(default_factory=list[int])
    newest: int = 0
    lists: list[tuple[list[str], int, int]] = field(default_factory=list[tuple[list[str], int, int]])
    """What was revoked, the hub's number of it, and how many orders had come before."""
    keys: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    full: bool = False
    boards: int = 0

    def order(self, order: FeedOrder, heard_ms: int) -> None:
        self.orders.append((order.id, heard_ms))

    def shown(self, found: FeedShown, heard_ms: int) -> None:
        self.phones.append((found.text, heard_ms))

    def unreadable(self) -> None:
        self.bad += 1

    async def policy(self, number: int, envelope: str) -> None:
        del envelope
        if self.full:
            raise HubFault("the disk is full")
        self.policies.append(number)

    async def revocations(self, found: Sequence[FeedRevocation], through: int) -> None:
        if self.full:
            raise HubFault("the disk is full")
        self.lists.append(([one.what for one in found], through, len(self.orders)))

    def board(self) -> None:
        self.boards += 1

    async def pass_keys(self, number: int, envelope: str) -> None:
        self.keys.append((number, envelope))

    def newest_policy(self, number: int) -> None:
        self.newest = number


class Bench:
    """A feed between a hub of paper and a desk, and a clock to move."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.hub, self.desk = PaperHub(self.clock), Desk()
        self.told: list[FeedState] = []
        self.feed = Feed(self.hub, self.desk, self.clock, self.told.append)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.feed.run())
        await self.clock.advance(0)
        yield
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    def waits(self, since: int = 0) -> Sequence[int]:
        return [wait for _, wait in self.hub.asked[since:]]


@pytest.fixture
def bench() -> Iterator[Bench]:
    yield Bench()


async def test_an_order_that_waits_comes_at_once(bench: Bench) -> None:
    bench.hub.order(an_order())

    async with bench.running():
        assert bench.desk.orders == [("order-1", 1234)]


async def test_an_order_comes_while_a_request_waits(bench: Bench) -> None:
    async with bench.running():
        await bench.clock.advance(10)
        bench.hub.order(an_order())
        await bench.clock.advance(0)

        assert bench.desk.orders == [("order-1", 1234)]


async def test_a_changed_board_is_told_once(bench: Bench) -> None:
    bench.hub.board = True

    async with bench.running():
        await bench.clock.advance(HOLD_SECONDS)
        assert bench.desk.boards == 1


async def test_a_changed_board_is_told_although_a_policy_cannot_be_kept(bench: Bench) -> None:
    bench.hub.board, bench.hub.policy, bench.desk.full = True, FeedPolicy(number=1, envelope="x"), True

    async with bench.running():
        assert (bench.desk.boards, bench.feed.state.connected) == (1, False)


async def test_what_was_taken_is_named_in_the_next_request(bench: Bench) -> None:
    bench.hub.order(an_order())

    async with bench.running():
        assert bench.hub.asked[:2] == [("", 0), ("1", HOLD_SECONDS)]


async def test_a_quiet_hub_is_asked_once_each_time_that_it_lets_us_wait(bench: Bench) -> None:
    async with bench.running():
        await bench.clock.advance(3600)

        assert len(bench.hub.asked) == pytest.approx(3600 / HOLD_SECONDS, abs=3)


async def test_a_hub_that_is_down_is_asked_about_once_a_minute(bench: Bench) -> None:
    bench.hub.fault = HubUnreachable("down")

    async with bench.running():
        await bench.clock.advance(3600)

        assert 60 <= len(bench.hub.asked) <= 140


async def test_after_an_outage_requests_wait_again_at_once(bench: Bench) -> None:
    async with bench.running():
        bench.hub.fault = HubUnreachable("down")
        await bench.clock.advance(3600)
        bench.hub.fault = None
        before = len(bench.hub.asked)
        await bench.clock.advance(LONGEST_WAIT_SECONDS)

        assert bench.waits(before)[:2] == [0, HOLD_SECONDS]


async def test_where_a_request_that_waits_is_cut_the_hub_is_polled(bench: Bench) -> None:
    bench.hub.cuts = True
    async with bench.running():
        await bench.clock.advance(60)
        before = len(bench.hub.asked)
        await bench.clock.advance(120)

        assert set(bench.waits(before)) == {0}
        assert 120 * 1000 / POLL_MS <= len(bench.waits(before)) <= 2 * 120 * 1000 / POLL_MS + 1


async def test_an_order_comes_by_polling_too(bench: Bench) -> None:
    bench.hub.cuts = True
    async with bench.running():
        await bench.clock.advance(60)
        bench.hub.order(an_order())
        await bench.clock.advance(POLL_MS / 1000)

        assert bench.desk.orders == [("order-1", 1234)]


async def test_a_way_that_no_longer_cuts_is_noticed(bench: Bench) -> None:
    bench.hub.cuts = True
    async with bench.running():
        await bench.clock.advance(60)
        bench.hub.cuts = False
        await bench.clock.advance(HOLD_AGAIN_SECONDS + POLL_MS / 1000)
        before = len(bench.hub.asked)
        await bench.clock.advance(120)

        assert set(bench.waits(before)) == {HOLD_SECONDS}


async def test_a_hub_without_room_is_asked_every_few_seconds(bench: Bench) -> None:
    bench.hub.holds = False

    async with bench.running():
        await bench.clock.advance(600)

        assert 600 * 1000 / POLL_MS <= len(bench.hub.asked) <= 2 * 600 * 1000 / POLL_MS + 3


async def test_an_order_that_cannot_be_read_spoils_no_other(bench: Bench) -> None:
    bench.hub.raw = [b'{"id": 5}', b"[]"]
    bench.hub.order(an_order())

    async with bench.running():
        assert (bench.desk.bad, bench.desk.orders) == (2, [("order-1", 1234)])


@pytest.mark.parametrize("change", [{"reason": "a\x1b[2J"}, {"value": "x" * 401}, {"id": ""}, {"not_after_ms": -1}])
def test_an_order_with_what_no_screen_or_log_should_get_is_not_read(change: dict[str, object]) -> None:
    told = {**msgspec.to_builtins(an_order()), **change}

    assert read_order(msgspec.json.encode(told)) is None


async def test_a_policy_is_taken(bench: Bench) -> None:
    bench.hub.policy = FeedPolicy(number=7, envelope="{}")

    async with bench.running():
        assert (bench.desk.policies, bench.desk.newest) == ([7], 7)


async def test_what_could_not_be_kept_is_asked_for_again(bench: Bench) -> None:
    bench.desk.full = True
    bench.hub.policy = FeedPolicy(number=7, envelope="{}")
    bench.hub.order(an_order())
    async with bench.running():
        bench.desk.full = False
        bench.hub.policy = FeedPolicy(number=7, envelope="{}")
        await bench.clock.advance(LONGEST_WAIT_SECONDS)

        assert (bench.desk.policies, bench.desk.orders) == ([7], [("order-1", 1234)] * 2)


async def test_people_learn_once_that_the_hub_is_lost_and_once_that_it_is_back(bench: Bench) -> None:
    async with bench.running():
        bench.hub.fault = HubUnreachable("down")
        await bench.clock.advance(600)
        bench.hub.fault = None
        await bench.clock.advance(LONGEST_WAIT_SECONDS)

        assert [(one.connected, one.error) for one in bench.told] == [(True, ""), (False, "down"), (True, "")]


async def test_the_watchdog_sees_rounds_good_or_bad(bench: Bench) -> None:
    async with bench.running():
        good = bench.feed.beats
        bench.hub.fault = HubUnreachable("down")
        await bench.clock.advance(100)

        assert 0 < good < bench.feed.beats


WHAT_ALMOST = r"[a-z:]{0,3}[A-Za-z0-9._-]{0,13}:?[0-9a-fA-F]{7,34}\n?"
PASS = "ab12cd34:" + "0f" * 8


async def test_what_is_revoked_is_taken_before_any_order(bench: Bench) -> None:
    bench.hub.revoked = [msgspec.json.encode(FeedRevocation(what=PASS, until_ms=5))]
    bench.hub.order(an_order())

    async with bench.running():
        assert bench.desk.lists == [([PASS], 7, 0)]


async def test_a_revocation_that_is_none_spoils_no_other(bench: Bench) -> None:
    bench.hub.revoked = [b'{"what": 5}', msgspec.json.encode(FeedRevocation(what=PASS))]

    async with bench.running():
        assert (bench.desk.bad, bench.desk.lists[0][0]) == (1, [PASS])


async def test_a_list_of_pass_keys_is_handed_on_unread(bench: Bench) -> None:
    bench.hub.keys = FeedPassKeys(number=3, envelope="x")

    async with bench.running():
        assert bench.desk.keys == [(3, "x")]


async def test_revocations_that_could_not_be_kept_come_again(bench: Bench) -> None:
    bench.desk.full = True
    bench.hub.revoked = [msgspec.json.encode(FeedRevocation(what=PASS))]

    async with bench.running():
        await bench.clock.advance(5)

        assert [after for after, _ in bench.hub.asked][:2] == ["", ""]


@given(
    issuer=st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True),
    one_use=st.binary(min_size=8, max_size=16),
    until=st.integers(min_value=0, max_value=2**53 - 1),
)
def test_a_revocation_is_read_as_it_was_written(issuer: str, one_use: bytes, until: int) -> None:
    told = FeedRevocation(what=f"{issuer}:{one_use.hex()}", until_ms=until)

    assert read_revocation(msgspec.json.encode(told)) == told


@given(st.text(max_size=60) | st.from_regex(WHAT_ALMOST))
def test_only_ids_of_passes_and_keys_are_revoked(what: str) -> None:
    found = read_revocation(msgspec.json.encode({"what": what}))

    head, _, tail = what.rpartition(":")
    of_hex = all(letter in "0123456789abcdef" for letter in tail)
    is_key = not head and ":" not in what and len(tail) == 8
    is_pass = 1 <= len(head) <= 12 and len(tail) in range(16, 33, 2) and head.isascii() and ":" not in head
    assert found is None or (of_hex and (is_key or is_pass))


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_a_revocation_fail(raw: bytes) -> None:
    read_revocation(raw)
