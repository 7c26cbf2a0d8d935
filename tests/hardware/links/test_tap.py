"""The tap keeps what a technician may see, and no more."""

import pytest

from hardware.clock import ManualClock
from hardware.links.memory import memory_pair
from hardware.links.tap import KEPT, Tap, Tapped, length_only


def plain(piece):
    return piece.hex(" ").upper()


@pytest.fixture
def clock():
    return ManualClock(monotonic=100.0)


def test_the_last_pieces_are_kept_and_older_ones_fall_out(clock):
    tap = Tap(plain, clock)
    for number in range(KEPT + 5):
        tap.note("in", bytes([number]))
    assert [kept.shown for kept in tap.recent("in")] == [f"{number:02X}" for number in range(5, KEPT + 5)]


async def test_equal_neighbours_are_one_entry_with_the_last_time(clock):
    tap = Tap(plain, clock)
    for _ in range(3):
        tap.note("out", b"\x01")
        await clock.advance(1)
    assert tap.recent("out") == (Tapped(at=102.0, shown="01", times=3),)


def test_a_code_readers_line_leaves_only_its_length(clock):
    tap = Tap(length_only, clock)
    tap.note("in", b"a pass\r\n")
    assert tap.recent("in")[0].shown == "8 bytes"


async def test_a_tapped_link_passes_everything_on_and_notes_it(clock):
    near, far = memory_pair()

    async def open_link():
        return near

    tap = Tap(plain, clock)
    link = await tap.on(open_link)()
    link.write(b"\x0a")
    far.write(b"\x0b")
    assert (await far.read(), await link.read()) == (b"\x0a", b"\x0b")
    assert [tap.recent(direction)[0].shown for direction in ("out", "in")] == ["0A", "0B"]


async def test_the_tap_outlives_a_link(clock):
    async def open_link():
        return memory_pair()[0]

    tap = Tap(plain, clock)
    for _ in range(2):
        link = await tap.on(open_link)()
        link.write(b"\x01")
        link.close()
    assert tap.recent("out")[0].times == 2


async def test_a_listener_hears_pieces_as_they_are_for_as_long_as_it_listens(clock):
    tap = Tap(length_only, clock)
    heard = []
    with tap.listening(lambda direction, piece: heard.append((direction, bytes(piece)))):
        tap.note("in", b"\x01")
    tap.note("in", b"\x02")
    assert heard == [("in", b"\x01")]
