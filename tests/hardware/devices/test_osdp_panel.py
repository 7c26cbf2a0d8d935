"""libosdp's control panel as the driver turns it: bounded, freed when it is replaced, and seldom replaced."""

import asyncio
import weakref

from osdp_bench import KEY, OsdpBench

from hardware.devices.osdp_panel import MOST_WAITING, Channel, Panel


async def test_a_reader_that_says_nothing_is_asked_each_second_by_few_panels() -> None:
    bench = OsdpBench(KEY)
    bench.mute = True
    panels: list[Panel | None] = []

    async def watch() -> None:
        while True:
            if not panels or panels[-1] is not bench.reader._panel:
                panels.append(bench.reader._panel)
            await asyncio.sleep(0.05)

    async with bench.at_work():
        await bench.lost()
        bench.heard.clear()
        watching = asyncio.ensure_future(watch())
        await asyncio.sleep(4.5)
        watching.cancel()
    assert (len(panels) <= 2, len(bench.heard) >= 3) == (True, True)


def test_a_panel_that_is_replaced_is_freed() -> None:
    channel = Channel()
    panel = Panel(channel, 0, KEY)
    panel.refresh()
    gone = weakref.ref(panel)
    del panel
    assert gone() is None


def test_an_event_is_emptied_so_that_the_librarys_leak_holds_no_card() -> None:
    panel = Panel(Channel(), 0, None)
    event = {"event": panel.lib.EVENT_CARDREAD, "format": 1, "length": 26, "data": bytes.fromhex("BDD93740")}
    panel._told.event(0, event)
    assert (event, [card.bits for card in panel.cards]) == ({}, [26])


def test_bytes_that_the_library_does_not_fetch_are_bounded() -> None:
    channel = Channel()
    assert (channel.put(bytearray(MOST_WAITING)), channel.put(bytearray(100))) == (0, 100)


def test_bytes_that_the_library_has_fetched_are_not_kept() -> None:
    channel = Channel()
    channel.put(bytearray(b"abc"))
    channel.read(2)
    channel.empty()
    assert not channel._waiting


def test_a_command_without_room_is_a_fault_and_not_forgotten() -> None:
    assert not Panel(Channel(), 0, None).submit({"command": 3, "reader": 0, "control_code": 2, "on_count": 1,
                                                 "off_count": 1, "rep_count": 1})  # fmt: skip
