"""A port for several devices: opened once, and each hears only the answers to what it sent."""

import asyncio

import pytest

from hardware.clock import settle_loop
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.links.inbox import MOST_UNREAD
from hardware.links.memory import MemoryLink, MemoryPort
from hardware.links.shared import SharedPort


class CountedPort(MemoryPort):
    opened = 0

    async def open(self) -> MemoryLink:
        self.opened += 1
        await asyncio.sleep(0)
        return await super().open()


@pytest.fixture
def port() -> CountedPort:
    return CountedPort()


@pytest.fixture
def shared(port: CountedPort) -> SharedPort:
    return SharedPort(port.open)


async def both(shared: SharedPort) -> tuple[Link, Link]:
    one, other = await asyncio.gather(shared.open(), shared.open())
    return one, other


async def heard(link: Link) -> bytes | None:
    """What has arrived, or None."""
    reading = asyncio.ensure_future(link.read())
    await settle_loop()
    if reading.done():
        return bytes(reading.result())
    reading.cancel()
    return None


async def test_two_devices_open_it_once(port: CountedPort, shared: SharedPort) -> None:
    await both(shared)
    assert port.opened == 1


async def test_an_answer_goes_to_whoever_asked(port: CountedPort, shared: SharedPort) -> None:
    one, other = await both(shared)
    far = await port.plug()
    one.write(b"one?")
    far.write(b"one!")
    await settle_loop()
    other.write(b"other?")
    far.write(b"other!")
    assert (await heard(one), await heard(other)) == (b"one!", b"other!")


async def test_what_comes_before_anybody_asked_is_nobody_s(port: CountedPort, shared: SharedPort) -> None:
    one, other = await both(shared)
    (await port.plug()).write(b"noise")
    assert (await heard(one), await heard(other)) == (None, None)


async def test_discarding_leaves_the_other_s_answer_alone(port: CountedPort, shared: SharedPort) -> None:
    one, other = await both(shared)
    far = await port.plug()
    one.write(b"one?")
    far.write(b"one!")
    other.discard()
    assert await heard(one) == b"one!"


async def test_a_device_that_leaves_does_not_take_the_port_with_it(port: CountedPort, shared: SharedPort) -> None:
    one, other = await both(shared)
    far = await port.plug()
    one.close()
    other.write(b"other?")
    far.write(b"other!")
    assert await heard(other) == b"other!"


async def test_a_device_that_comes_back_finds_the_port_open(port: CountedPort, shared: SharedPort) -> None:
    one, _ = await both(shared)
    one.close()
    again = await shared.open()
    again.write(b"x")
    assert port.opened == 1


async def test_the_last_one_lets_the_port_go(port: CountedPort, shared: SharedPort) -> None:
    one, other = await both(shared)
    far = await port.plug()
    one.close()
    other.close()
    with pytest.raises(LinkLost):
        await far.read()


async def test_after_the_last_one_it_is_opened_anew(port: CountedPort, shared: SharedPort) -> None:
    for link in await both(shared):
        link.close()
    await shared.open()
    assert port.opened == 2


async def test_a_loss_is_everybody_s(port: CountedPort, shared: SharedPort) -> None:
    one, other = await both(shared)
    port.cut()
    await settle_loop()
    for link in (one, other):
        with pytest.raises(LinkLost):
            await link.read()


async def test_after_a_loss_it_is_opened_anew_once(port: CountedPort, shared: SharedPort) -> None:
    one, other = await both(shared)
    port.cut()
    await settle_loop()
    port.mend()
    one.close()
    fresh = await shared.open()
    other.close()
    later = await shared.open()
    fresh.write(b"x")
    later.write(b"x")
    assert port.opened == 2


async def test_a_port_that_cannot_be_opened_is_a_loss_for_each(port: CountedPort, shared: SharedPort) -> None:
    port.cut()
    outcomes = await asyncio.gather(shared.open(), shared.open(), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [LinkLost, LinkLost]


class Buggy:
    async def read(self) -> bytearray:
        raise KeyError("a bug")

    def write(self, data: bytes | bytearray) -> None: ...

    def discard(self) -> None: ...

    def close(self) -> None: ...


async def test_a_bug_in_the_real_link_reaches_the_devices() -> None:
    async def open_link() -> Link:
        return Buggy()

    one, other = await both(SharedPort(open_link))
    await settle_loop()
    for link in (one, other):
        with pytest.raises(KeyError, match="a bug"):
            await link.read()


async def test_a_closed_end_says_so(shared: SharedPort) -> None:
    one, _ = await both(shared)
    one.close()
    one.close()
    with pytest.raises(LinkLost):
        one.write(b"x")


async def test_a_flood_that_nobody_reads_is_not_kept_for_ever(port: CountedPort, shared: SharedPort) -> None:
    one, _ = await both(shared)
    far = await port.plug()
    one.write(b"?")
    for _ in range(300):
        far.write(bytes(4096))
        await settle_loop(3)
    kept = 0
    while (piece := await heard(one)) is not None:
        kept += len(piece)
    assert 0 < kept <= MOST_UNREAD + 4096


class Breaking(Buggy):
    closed = 0

    async def read(self) -> bytearray:
        raise LinkLost("gone")

    def close(self) -> None:
        self.closed += 1


async def test_a_lost_port_is_let_go_before_anybody_opens_it_again() -> None:
    real = Breaking()

    async def open_link() -> Link:
        return real

    await both(SharedPort(open_link))
    await settle_loop()
    assert real.closed == 1
