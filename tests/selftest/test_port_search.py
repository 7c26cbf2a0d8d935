"""Finding devices by talking to them: only what answers is believed, and nothing is ever moved."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from miswired_site import CODE, Site, Socket, passing, two_units

from hardware.catalog import KINDS, SimulateRequest
from hardware.clock import ManualClock, SystemClock
from hardware.links import Link, OpenLink
from hardware.links.memory import memory_pair
from hardware.protocols import lcus, modbus
from hardware.simulators import TagTwin
from hardware.simulators.lcus_relay import SimulatedLcusRelay
from hardware.simulators.modbus_board import SimulatedModbusBoard
from station_app.selftest.commissioning.ears import Ears, most_exacting
from station_app.selftest.commissioning.ending import ended
from station_app.selftest.commissioning.ports import steady_names
from station_app.selftest.commissioning.search import PORT_SECONDS, PortSearch, Try, search, tries, tries_of
from station_app.selftest.commissioning.sights import Found, Heard, Silent
from station_app.selftest.commissioning.talk import Search


def silently(_port: str, _what: str) -> None:
    """Nobody looks at the progress."""


async def searched(site: Site, port: str) -> tuple[Found | Silent, ...]:
    async with site.at_work():
        searching = asyncio.ensure_future(PortSearch(port, site.open_port, site.clock, silently).run())
        await passing(site.clock, searching)
        return searching.result()


class Record:
    """A port where nothing answers, and all that was sent to it."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def opener(self, _port: str, _baud: int) -> OpenLink:
        async def open_link() -> Link:
            near, far = memory_pair()
            reading = asyncio.ensure_future(self._take(far))
            reading.add_done_callback(lambda task: task.exception() if not task.cancelled() else None)
            return near

        return open_link

    async def _take(self, far: Link) -> None:
        while True:
            self.pieces.append(bytes(await far.read()))


@pytest.fixture
async def sent() -> list[bytes]:
    """Everything that a whole search says to a port where nobody answers."""
    clock, record = ManualClock(), Record()
    searching = asyncio.ensure_future(PortSearch("pty:x", record.opener, clock, silently).run())
    await passing(clock, searching, stride=0.2)
    assert searching.result() == (Silent(port="pty:x"),)
    return record.pieces


async def test_a_search_says_nothing_that_moves_a_modbus_relay_or_changes_a_setting(sent: list[bytes]) -> None:
    decoder = modbus.request_decoder()
    asked = [request for piece in sent for request in decoder.feed(piece)]

    assert asked != []
    assert {type(request) for request in asked} == {modbus.Read}


async def test_a_search_says_nothing_that_an_lcus_board_would_act_on(sent: list[bytes]) -> None:
    decoder = lcus.Decoder()

    assert [frame for piece in sent for frame in decoder.feed(piece)] == []


async def test_a_search_says_nothing_that_a_code_reader_takes_for_a_setting(sent: list[bytes]) -> None:
    assert [piece for piece in sent if b"\x7e\x00" in piece] == []  # how each command to a GM65 begins


@pytest.mark.parametrize("twin", [SimulatedModbusBoard("a", ManualClock()), SimulatedLcusRelay("b", ManualClock())])
async def test_a_search_moves_no_relay(twin: SimulatedModbusBoard | SimulatedLcusRelay) -> None:
    site, moved = Site(), []
    twin.observe(lambda channel, on: moved.append((channel, on)))
    site.sockets["pty:x"] = Socket(twin, 9600)
    await searched(site, "pty:x")

    assert moved == []


async def test_a_board_that_answers_nobody_is_not_found_by_asking() -> None:
    site = Site()
    site.sockets["pty:x"] = Socket(SimulatedLcusRelay("b", site.clock), 9600)

    assert await searched(site, "pty:x") == (Silent(port="pty:x"),)


async def test_no_driver_that_cannot_be_asked_is_ever_tried() -> None:
    assert {one.kind.name for one in tries("pty:x")} == {
        name for name, kind in KINDS.items() if kind.driver.search is not None and kind.driver.search.by == "asking"
    }


ASKED = [name for name, kind in KINDS.items() if kind.driver.search is not None and kind.driver.search.by == "asking"]

OTHERS = [
    name
    for name, kind in KINDS.items()
    if name not in ASKED and kind.roles & {"card-reader", "code-reader", "tag-reader", "relays", "inputs", "sensor"}
]
"""Every other device on a serial port."""


async def found_of(name: str) -> list[str]:
    """Which drivers were answered by the twin of one, as it leaves its factory."""
    site, kind = Site(), KINDS[name]
    options = kind.checked({"plain": True} if "plain" in kind.options else {})
    twin = kind.simulate(SimulateRequest(name="x", clock=site.clock, options=options))
    site.sockets["pty:x"] = Socket(twin, kind.baud)
    return [one.driver for one in await searched(site, "pty:x") if isinstance(one, Found)]


@pytest.mark.parametrize("name", ASKED)
async def test_every_device_that_can_be_asked_is_found(name: str) -> None:
    assert await found_of(name) == [name]


@pytest.mark.parametrize("name", OTHERS)
async def test_no_device_is_taken_for_another(name: str) -> None:
    assert await found_of(name) == []


@pytest.mark.parametrize("name", OTHERS)
def test_every_device_that_must_be_named_can_be_tried(name: str) -> None:
    assert tries_of("pty:x", name, {}) != []


async def test_an_osdp_reader_that_a_person_has_named_is_found() -> None:
    clock = SystemClock()  # the library that speaks OSDP counts real time
    kind = KINDS["osdp-reader"]
    twin = kind.simulate(SimulateRequest(name="x", clock=clock, options=kind.checked({"plain": True})))
    socket = Socket(twin, kind.baud)
    socket.replugged()
    named = Search(ports=("pty:x",), driver="osdp-reader")
    try:
        found = await search(named, lambda _port, baud: socket.opener(baud), clock, silently)
    finally:
        await ended(*socket.serving)

    assert [(one.driver, one.options) for one in found if isinstance(one, Found)] == [("osdp-reader", {"plain": True})]


async def test_what_answers_nobody_is_not_believed_whatever_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.sockets["pty:x"] = Socket(SimulatedLcusRelay("b", site.clock), 9600)
    lcus_board = [Try(kind=KINDS["lcus-relay"], baud=9600)]
    monkeypatch.setattr("station_app.selftest.commissioning.search.tries", lambda _port: lcus_board)

    assert await searched(site, "pty:x") == (Silent(port="pty:x"),)


async def test_two_boards_of_one_number_that_differ_at_rest_are_not_taken_for_a_smaller_one() -> None:
    site = Site()
    site.sockets["pty:board"].twin = two_units(site.board, site.clock)
    (silent,) = await searched(site, "pty:board")

    assert isinstance(silent, Silent)
    assert "units-same-number" in silent.signs


async def test_the_search_of_one_port_has_an_end() -> None:
    clock, record = ManualClock(), Record()
    began = clock.monotonic()
    searching = asyncio.ensure_future(PortSearch("pty:x", record.opener, clock, silently).run())
    await passing(clock, searching)

    assert clock.monotonic() - began <= PORT_SECONDS + 3


async def test_a_port_that_is_not_there_is_given_up_at_once() -> None:
    site = Site()
    site.sockets["pty:board"].there = False
    began = site.clock.monotonic()

    assert await searched(site, "pty:board") == (Silent(port="pty:board", signs=("cannot-open",)),)
    assert site.clock.monotonic() - began <= 3


async def test_a_board_with_four_relays_is_found_with_four() -> None:
    site = Site()
    site.sockets["pty:board"].twin = SimulatedModbusBoard("small", site.clock, relays=4, inputs=4)
    (found,) = await searched(site, "pty:board")

    assert isinstance(found, Found)
    assert found.options == {"relays": 4, "inputs": 4}


@pytest.mark.parametrize("baud", [9600, 19200, 38400, 57600])
async def test_an_id_reader_is_found_at_each_rate_that_it_can_be_set_to(baud: int) -> None:
    site = Site()
    site.sockets["pty:id_reader"].baud = baud
    (found,) = await searched(site, "pty:id_reader")

    assert isinstance(found, Found)
    assert (found.driver, found.baud, *found.details) == ("sam-id-reader", baud, "sam_id")


async def test_a_serial_server_is_not_searched_at_other_rates() -> None:
    assert {one.baud for one in tries("tcp:10.0.0.9:4001") if one.kind.name == "modbus-board"} == {9600}


async def heard(site: Site, ports: tuple[str, ...], code: str) -> tuple[Heard, ...]:
    async with site.at_work():
        listening = asyncio.ensure_future(Ears(site.open_port, site.clock).listen(ports))
        for _ in range(12):
            await site.clock.advance(0.5)
            site.scanner.show(code)
            await site.clock.advance(2.5)
            if listening.done():
                return listening.result()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    return ()


async def test_a_scanner_is_found_by_showing_it_a_code() -> None:
    site = Site()

    assert await heard(site, site.ports, CODE) == (Heard(port="pty:scanner", driver="line-scanner", baud=9600),)


@pytest.mark.parametrize("baud", [19200, 38400, 115200])
async def test_a_scanner_at_another_rate_is_found_by_showing_it_more_codes(baud: int) -> None:
    site = Site()
    site.sockets["pty:scanner"].baud = baud

    assert await heard(site, ("pty:scanner",), CODE) == (Heard(port="pty:scanner", driver="line-scanner", baud=baud),)


async def test_a_card_reader_that_speaks_by_itself_is_not_taken_for_a_scanner() -> None:
    site = Site()
    kind = KINDS["rdm6300-reader"]
    reader = kind.simulate(SimulateRequest(name="r", clock=site.clock, options=kind.checked({})))
    assert isinstance(reader, TagTwin)
    site.sockets["pty:x"] = Socket(reader, kind.baud)
    async with site.at_work():
        listening = asyncio.ensure_future(Ears(site.open_port, site.clock).listen(("pty:x",)))
        await site.clock.advance(1)
        reader.touch(bytes.fromhex("0100ABCDEF"))
        await site.clock.advance(2)

        assert listening.result() == (Heard(port="pty:x", driver="rdm6300-reader", baud=9600),)


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_that_understand_the_one_with_a_check_sum_is_believed(order: int) -> None:
    line, frame = (Heard(port="p", driver=name, baud=9600) for name in ("line-scanner", "rdm6300-reader"))

    assert most_exacting([line, frame][::order]) == (frame,)


async def test_bytes_that_are_no_text_are_no_code() -> None:
    site = Site()
    async with site.at_work():
        listening = asyncio.ensure_future(Ears(site.open_port, site.clock).listen(("pty:scanner",)))
        await site.clock.advance(1)
        site.scanner.show_bytes(b"\x01\x02\x03\x04\r\n")
        await site.clock.advance(3)
        done = listening.done()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    assert not done


async def test_listening_says_nothing() -> None:
    clock, record = ManualClock(), Record()
    listening = asyncio.ensure_future(Ears(record.opener, clock).listen(("pty:x",)))
    await clock.advance(30)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    assert record.pieces == []


def adapter(
    device: str, vid: int | None = 0x1A86, pid: int | None = 0x7523, serial: str | None = None
) -> SimpleNamespace:
    return SimpleNamespace(device=device, vid=vid, pid=pid, serial_number=serial)


BY_ID = {"/dev/ttyUSB0": "/dev/serial/by-id/usb-1a86-if00"}
BY_PATH = {"/dev/ttyUSB0": "/dev/serial/by-path/p0", "/dev/ttyUSB1": "/dev/serial/by-path/p1"}


@pytest.mark.parametrize(
    ("plugged", "name"),
    [
        ([adapter("/dev/ttyUSB0", serial="A1")], "usb:1A86:7523:A1"),
        ([adapter("/dev/ttyUSB0", serial="A 1")], "/dev/serial/by-id/usb-1a86-if00"),
        ([adapter("/dev/ttyUSB0")], "/dev/serial/by-id/usb-1a86-if00"),
        ([adapter("/dev/ttyUSB0"), adapter("/dev/ttyUSB1")], "/dev/serial/by-path/p0"),
        ([adapter("/dev/ttyUSB0", serial="0"), adapter("/dev/ttyUSB1", serial="0")], "/dev/serial/by-path/p0"),
        ([adapter("/dev/ttyUSB0", vid=None)], "/dev/ttyUSB0"),
    ],
)
def test_a_port_gets_the_steadiest_name_there_is(plugged: list[SimpleNamespace], name: str) -> None:
    assert steady_names(plugged, BY_ID, BY_PATH)["/dev/ttyUSB0"] == name
