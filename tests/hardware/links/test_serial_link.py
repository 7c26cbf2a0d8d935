"""A real serial port's link, over a real pty: bytes arrive, losses are noticed, nothing is left behind."""

import asyncio
import errno
import threading

import pytest
import serial

from hardware.errors import LinkLost
from hardware.links.inbox import MOST_UNREAD
from hardware.links.pty import PtyPort
from hardware.links.serial import open_serial

GENEROUS = 20


@pytest.fixture
def port(tmp_path):
    port = PtyPort(tmp_path / "reader")
    yield port
    port.close()


async def within(awaitable):
    async with asyncio.timeout(GENEROUS):
        return await awaitable


async def read_until(link, size):
    heard = bytearray()
    while len(heard) < size:
        heard += await within(link.read())
    return bytes(heard)


def threads_of(port):
    return [thread for thread in threading.enumerate() if str(port.path) in thread.name]


async def test_bytes_come_and_go_unchanged(port):
    every = bytes(range(256))
    twin, link = await port.plug(), await open_serial(str(port.path), 115200)
    twin.write(every)
    link.write(every)
    assert (await read_until(link, 256), await read_until(twin, 256)) == (every, every)
    link.close()


async def test_a_piece_is_the_readers_own_and_can_be_overwritten(port):
    twin, link = await port.plug(), await open_serial(str(port.path), 9600)
    twin.write(b"private")
    piece = await within(link.read())
    piece[:] = bytes(len(piece))
    assert not any(piece)
    link.close()


async def test_a_cut_cable_ends_a_reading_that_waits(port):
    await port.plug()
    link = await open_serial(str(port.path), 9600)
    reading = asyncio.ensure_future(link.read())
    await asyncio.sleep(0)
    port.cut()
    with pytest.raises(LinkLost, match="is lost"):
        await within(reading)
    link.close()


async def test_a_cut_cable_refuses_to_be_written(port):
    await port.plug()
    link = await open_serial(str(port.path), 9600)
    port.cut()
    with pytest.raises(LinkLost):
        link.write(b"x")
    link.close()


async def test_what_had_arrived_before_a_cut_can_be_read(port):
    twin, link = await port.plug(), await open_serial(str(port.path), 9600)
    twin.write(b"last words")
    first = await within(link.read())
    port.cut()
    assert first == b"last words"
    with pytest.raises(LinkLost):
        await within(link.read())
    link.close()


async def test_a_mended_cable_can_be_opened_again(port):
    port.cut()
    port.mend()
    twin, link = await port.plug(), await open_serial(str(port.path), 9600)
    twin.write(b"back")
    assert await read_until(link, 4) == b"back"
    link.close()


async def test_a_cut_port_cannot_be_opened(port):
    port.cut()
    with pytest.raises(LinkLost, match="cannot be opened") as caught:
        await within(open_serial(str(port.path), 9600))
    assert "configured port" in caught.value.remedy


async def test_a_port_that_another_holds_says_so(port):
    link = await open_serial(str(port.path), 9600)
    with pytest.raises(LinkLost) as caught:
        await within(open_serial(str(port.path), 9600))
    assert "Another program" in caught.value.remedy
    link.close()


@pytest.mark.parametrize(
    ("number", "code", "remedy"),
    [
        (errno.EACCES, "port-refused", "dialout"),
        (errno.EBUSY, "port-refused", "Another program"),
        (errno.ENOENT, "link-lost", "cable"),
    ],
)
async def test_only_a_port_that_is_not_there_sends_anybody_to_its_cable(number, code, remedy, monkeypatch):
    def refuse(*_):
        raise serial.SerialException(number, "no")

    monkeypatch.setattr("hardware.links.serial._open", refuse)
    with pytest.raises(LinkLost) as caught:
        await within(open_serial("/dev/ttyUSB0", 9600))
    assert (caught.value.code, remedy in caught.value.remedy) == (code, True)


async def test_what_is_no_serial_port_cannot_be_opened(tmp_path):
    (tmp_path / "file").write_text("not a port")
    with pytest.raises(LinkLost, match="cannot be opened"):
        await within(open_serial(str(tmp_path / "file"), 9600))


async def test_a_wrong_parameter_is_a_bug_and_no_fault(port):
    with pytest.raises(ValueError, match="baudrate"):
        await within(open_serial(str(port.path), -1))


async def test_closing_ends_the_thread(port):
    link = await open_serial(str(port.path), 9600)
    link.close()
    assert threads_of(port) == []


async def test_a_failed_opening_leaves_no_thread(port):
    port.cut()
    with pytest.raises(LinkLost):
        await within(open_serial(str(port.path), 9600))
    assert threads_of(port) == []


async def test_an_opening_that_is_called_off_leaves_no_thread(port):
    opening = asyncio.ensure_future(open_serial(str(port.path), 9600))
    await asyncio.sleep(0)
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)
    assert threads_of(port) == []


async def test_a_closed_port_can_be_opened_at_once(port):
    (await open_serial(str(port.path), 9600)).close()
    link = await open_serial(str(port.path), 9600)
    link.close()


async def test_closing_twice_is_harmless(port):
    link = await open_serial(str(port.path), 9600)
    link.close()
    link.close()


async def test_a_closed_link_refuses_everything(port):
    link = await open_serial(str(port.path), 9600)
    link.close()
    with pytest.raises(LinkLost, match="was closed"):
        link.write(b"x")
    with pytest.raises(LinkLost, match="was closed"):
        await within(link.read())


async def test_a_port_that_nobody_drains_is_lost_when_it_is_full(port):
    link = await open_serial(str(port.path), 9600)

    def fill():
        for _ in range(1000):
            link.write(bytes(4096))

    with pytest.raises(LinkLost, match="takes no more"):
        fill()
    link.close()


async def test_a_flood_is_held_back_and_the_rest_arrives_once_it_is_read(port):
    twin, link = await port.plug(), await open_serial(str(port.path), 9600)
    sent = 0
    while not link._inbox.full:
        twin.write(bytes(512))
        sent += 512
        await asyncio.sleep(0)
        assert sent < 100 * MOST_UNREAD
    assert link._inbox._unread < MOST_UNREAD + 4096
    await read_until(link, MOST_UNREAD // 2)
    link.discard()
    twin.write(b"end")
    heard = bytearray()
    while not heard.endswith(b"end"):
        heard += await within(link.read())
    link.close()


async def test_a_discarded_answer_is_not_read(port):
    twin, link = await port.plug(), await open_serial(str(port.path), 9600)
    twin.write(b"old")
    await within(link._inbox._something.wait())
    link.discard()
    twin.write(b"new")
    assert await within(link.read()) == b"new"
    link.close()
