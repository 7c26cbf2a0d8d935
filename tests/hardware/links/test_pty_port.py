"""The twin's side of a pty: where it may put its link, and how long its wire lasts."""

import asyncio
import os
from pathlib import Path

import pytest

from hardware.errors import LinkLost
from hardware.links.pty import PtyPort

GENEROUS = 20


@pytest.fixture
def port(tmp_path):
    port = PtyPort(tmp_path / "deep" / "reader")
    yield port
    port.close()


def test_the_path_exists_as_soon_as_the_port_does(port):
    assert port.path.is_char_device()


def test_closing_takes_the_link_away(port):
    port.close()
    assert not port.path.is_symlink()


def test_closing_twice_is_harmless(port):
    port.close()
    port.close()


def test_a_stale_link_of_an_earlier_run_is_replaced(tmp_path):
    (tmp_path / "reader").symlink_to("/dev/pts/99999")
    port = PtyPort(tmp_path / "reader")
    assert port.path.is_char_device()
    port.close()


def test_a_file_in_the_way_stays(tmp_path):
    (tmp_path / "reader").write_text("precious")
    with pytest.raises(FileExistsError, match="move it away"):
        PtyPort(tmp_path / "reader")


def test_a_link_that_leads_elsewhere_stays(tmp_path):
    (tmp_path / "reader").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError, match="move it away"):
        PtyPort(tmp_path / "reader")


@pytest.mark.parametrize("path", ["/dev/nobody-has-this", "/usr/../dev/nobody-has-this", "/dev/nobody/has-this"])
def test_real_devices_directory_is_refused(path):
    with pytest.raises(ValueError, match="under /dev"):
        PtyPort(Path(path))


def test_real_devices_directory_is_refused_behind_a_link_too(tmp_path):
    (tmp_path / "data").symlink_to("/dev")
    with pytest.raises(ValueError, match="under /dev"):
        PtyPort(tmp_path / "data" / "nobody-has-this")


def test_a_link_that_somebody_else_has_put_there_is_not_removed(port):
    port.path.unlink()
    port.path.symlink_to("/dev/null")
    port.close()
    assert port.path.is_symlink()


async def test_bytes_that_nobody_listens_to_are_lost_and_the_wire_is_not(port):
    link = await port.plug()
    for _ in range(100):
        link.write(bytes(4096))
    link.write(b"still no fault")


async def test_the_wire_outlives_whoever_opens_and_closes_the_path(port):
    link = await port.plug()
    for word in (b"first", b"again"):
        end = os.open(port.path, os.O_RDWR | os.O_NOCTTY)
        os.write(end, word)
        async with asyncio.timeout(GENEROUS):
            assert await link.read() == word
        os.close(end)


async def test_a_cut_loses_the_twins_link_too(port):
    link = await port.plug()
    port.cut()
    with pytest.raises(LinkLost):
        await link.read()


async def test_plugging_waits_for_a_mended_cable(port):
    port.cut()
    plugging = asyncio.ensure_future(port.plug())
    await asyncio.sleep(0)
    assert not plugging.done()
    port.mend()
    async with asyncio.timeout(GENEROUS):
        await plugging


async def test_a_second_plug_takes_the_wire_over(port):
    first = await port.plug()
    await port.plug()
    with pytest.raises(LinkLost):
        first.write(b"x")


async def test_cutting_twice_and_mending_twice_is_harmless(port):
    port.cut()
    port.cut()
    port.mend()
    port.mend()
    assert port.path.is_char_device()
