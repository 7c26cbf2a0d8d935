"""The OSDP reader's driver against libosdp's peripheral, in real, short times."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from osdp_bench import KEY, OsdpBench

from hardware.devices.osdp_panel import Card
from hardware.devices.osdp_reader import DRIVER
from hardware.devices.readings import DeviceRestored, TagLifted, TagUnreadable
from hardware.errors import LinkLost, NoAnswer
from hardware.links import Link
from hardware.simulators.osdp_reader import wiegand

CARD, ID26 = bytes.fromhex("7BB26E"), "1ABDD93740"
"""Facility 123, card 45678, which is BD D9 37 40 on a Wiegand line of 26 bits."""


class Talker:
    """Says the same whenever it hears something."""

    name, faults = "reader", frozenset[str]()

    def __init__(self, line: bytes) -> None:
        self.line = line

    async def serve(self, link: Link) -> None:
        while True:
            await link.read()
            link.write(self.line)

    def fault(self, name: str, on: bool) -> None: ...
    def power_cycle(self) -> None: ...


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "secure"])
async def test_a_reader_comes_online_and_tells_a_card(key: bytes | None) -> None:
    bench = OsdpBench(key)
    async with bench.at_work():
        await bench.well()
        bench.twin.touch(CARD)
        await bench.until(lambda: len(bench.readings) > 1)
        assert bench.told() == ["DeviceRestored", ID26]


async def test_a_card_that_lies_there_is_one_touch_until_it_is_lifted() -> None:
    bench = OsdpBench()
    async with bench.at_work():
        await bench.well()
        bench.twin.fault("stuck-card", True)
        await asyncio.sleep(2.5)
        bench.twin.fault("stuck-card", False)
        await bench.until(lambda: TagLifted(device="reader") in bench.readings)
        assert bench.told() == ["DeviceRestored", ID26, "TagLifted"]


async def test_keys_are_ignored() -> None:
    bench = OsdpBench()
    async with bench.at_work():
        await bench.well()
        bench.twin.press_key(b"1234")
        bench.twin.touch(CARD)
        await bench.until(lambda: len(bench.readings) > 1)
        assert bench.told() == ["DeviceRestored", ID26]


async def test_amid_a_flood_of_cards_the_device_goes_on() -> None:
    bench = OsdpBench()
    async with bench.at_work():
        await bench.well()
        bench.twin.fault("flood", True)
        await bench.until(lambda: len(bench.readings) > 10)
        bench.twin.fault("flood", False)
        bench.twin.touch(CARD)
        await bench.until(lambda: ID26 in bench.told())
        assert "no-answer" not in bench.told()


async def test_a_dead_antenna_cannot_be_told_from_nobody_being_there() -> None:
    bench = OsdpBench()
    bench.twin.fault("antenna-dead", True)
    async with bench.at_work():
        await bench.well()
        bench.twin.touch(CARD)
        await asyncio.sleep(0.5)
        assert bench.told() == ["DeviceRestored"]


@pytest.mark.parametrize(
    ("what", "shown"),
    [("granted", ["light green", "beep 1"]), ("denied", ["light red", "beep 3"]), ("ready", ["light off"])],
)
async def test_light_and_buzzer_say_how_it_ended(what, shown: list[str]) -> None:
    bench = OsdpBench(KEY)
    async with bench.at_work():
        await bench.well()
        await bench.reader.signal(what)
        assert list(bench.twin.shown) == shown


async def test_a_signal_to_a_reader_that_has_fallen_silent_is_a_fault() -> None:
    bench = OsdpBench()
    async with bench.at_work():
        await bench.well()
        bench.mute = True
        with pytest.raises(NoAnswer):
            await bench.reader.signal("granted")


async def test_before_the_port_is_open_nothing_is_asked_nor_shown() -> None:
    reader = OsdpBench().reader
    with pytest.raises(LinkLost):
        await reader.prove()
    with pytest.raises(LinkLost):
        await reader.signal("granted")


@pytest.mark.parametrize(("key", "secure"), [(None, "no"), (KEY, "yes")])
async def test_its_proof_says_what_it_is_and_whether_the_line_is_secure(key: bytes | None, secure: str) -> None:
    bench = OsdpBench(key)
    async with bench.at_work():
        await bench.well()
        proof = await bench.reader.prove()
        told = (proof.details["vendor_code"], proof.details["serial_number"], proof.details["secure"])
        assert (proof.answered, told) == (True, (str(0xCAFE), str(0x12345678), secure))


async def test_a_proof_needs_an_answer_of_now() -> None:
    bench = OsdpBench()
    async with bench.at_work():
        await bench.well()
        bench.mute = True
        with pytest.raises(NoAnswer):
            await bench.reader.prove()


async def test_another_key_is_a_refusal_that_sends_to_the_key_file_and_the_right_one_mends_it() -> None:
    bench = OsdpBench(KEY)
    bench.twin.fault("wrong-key", True)
    async with bench.at_work():
        code = await bench.lost()
        assert code == "declined"
        assert bench.reader.health.fault is not None
        assert "key_file" in bench.reader.health.fault.remedy
        bench.twin.fault("wrong-key", False)
        await bench.well()


async def test_a_secure_line_never_becomes_a_plain_one() -> None:
    bench = OsdpBench(KEY)
    bench.twin = OsdpBench().twin  # it has no key and says so
    async with bench.at_work():
        assert await bench.lost() == "declined"
        bench.twin.touch(CARD)
        await asyncio.sleep(1.5)
        assert DeviceRestored(device="reader") not in bench.readings


async def test_a_reader_that_wants_a_key_is_not_served_without() -> None:
    bench = OsdpBench(None, KEY)
    async with bench.at_work():
        assert await bench.lost() == "declined"


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "secure"])
async def test_a_silent_reader_is_lost_and_comes_back_with_the_wire(key: bytes | None) -> None:
    bench = OsdpBench(key)
    async with bench.at_work():
        await bench.well()
        bench.mute = True
        assert await bench.lost() == "no-answer"
        bench.mute = False
        await bench.well()
        bench.twin.touch(CARD)
        await bench.until(lambda: bench.told()[-1] == ID26)


async def test_a_short_silence_on_a_secure_line_does_not_end_it_for_minutes() -> None:
    bench = OsdpBench(KEY)
    async with bench.at_work():
        await bench.well()
        bench.mute = True
        await asyncio.sleep(0.7)
        bench.mute = False
        bench.twin.touch(CARD)
        await bench.until(lambda: ID26 in bench.told())


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "secure"])
async def test_a_reader_whose_power_failed_comes_back(key: bytes | None) -> None:
    bench = OsdpBench(key)
    async with bench.at_work():
        await bench.well()
        bench.twin.power_cycle()
        await asyncio.sleep(0.1)
        bench.twin.touch(CARD)
        await bench.until(lambda: ID26 in bench.told())


async def test_a_cut_cable_is_reported_and_mended() -> None:
    bench = OsdpBench(KEY)
    async with bench.at_work():
        await bench.well()
        bench.port.cut()
        code = await bench.lost()
        bench.port.mend()
        await bench.well()
        assert code == "link-lost"


@pytest.mark.parametrize(
    ("line", "code"),
    [(b"6901234567892\r\n" * 8, "wrong-device"), (bytes.fromhex("53 E5 08 00 04 40 00 00"), "bad-answer")],
)
async def test_what_else_speaks_on_the_port_is_named(line: bytes, code: str) -> None:
    bench = OsdpBench()
    async with bench.at_work(Talker(line)):
        assert await bench.lost() == code


async def test_its_own_echo_is_no_reader() -> None:
    bench = OsdpBench()
    poll = bytes.fromhex("53 65 09 00 04 61 00 D9 7A")
    async with bench.at_work(Talker(poll)):
        assert await bench.lost() == "no-answer"


async def test_a_bug_ends_the_run() -> None:
    bench = OsdpBench()
    bench.bug = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        async with bench.at_work():
            await bench.well()
            bench.twin.touch(CARD)
            await asyncio.sleep(1)


async def test_it_needs_no_thread() -> None:
    before = threading.active_count()
    bench = OsdpBench(KEY)
    async with bench.at_work():
        await bench.well()
        assert threading.active_count() == before


def test_cards_of_different_lengths_are_never_the_same() -> None:
    same_bits = bytes.fromhex("BDD9374000")
    ids = {bytes(Card(bits=bits, data=bytearray(same_bits)).identity()) for bits in (26, 32, 34, 37, 40)}
    assert len(ids) == 5


def test_what_stands_behind_the_last_bit_makes_no_other_card() -> None:
    clean, dirty = bytearray.fromhex("BDD93740"), bytearray.fromhex("BDD9377F")
    assert Card(bits=26, data=clean).identity() == Card(bits=26, data=dirty).identity()


def test_the_librarys_copy_of_a_card_is_overwritten() -> None:
    data = bytearray.fromhex("BDD93740")
    Card(bits=26, data=data).identity()
    assert not any(data)


@pytest.mark.parametrize(
    ("uid", "bits", "wire"), [("7BB26E", 26, "BDD93740"), ("00000000", 34, "0000000040"), ("04A1B2C3D4E580", 56, "")]
)
def test_the_twin_tells_cards_as_wiegand_does(uid: str, bits: int, wire: str) -> None:
    raw = bytes.fromhex(uid)
    assert wiegand(raw) == (bits, bytes.fromhex(wire or uid))


@pytest.mark.parametrize("told", [{"format": 2, "data": b"123"}, {"format": 1, "length": 0, "data": b""},
                                  {"format": 0, "length": 300, "data": bytes(38)}])  # fmt: skip
async def test_a_card_told_in_another_way_is_refused(told: dict[str, object]) -> None:
    bench = OsdpBench()
    async with bench.at_work():
        await bench.well()
        panel = bench.reader._panel
        assert panel is not None
        panel._told.event(0, {"event": panel.lib.EVENT_CARDREAD, **told})
        await bench.until(lambda: len(bench.readings) > 1)
        assert bench.readings[1] == TagUnreadable(device="reader", reason="not-a-card")


def test_naming_the_driver_loads_no_library() -> None:
    probe = (
        "import sys; from hardware.catalog import KINDS; KINDS['osdp-reader']; "
        "sys.exit(any(name in sys.modules for name in ('osdp', 'osdp_sys')))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_the_library_says_nothing_on_standard_output() -> None:
    story = """
import asyncio
from osdp_bench import KEY, OsdpBench
async def main():
    bench = OsdpBench(KEY)
    bench.twin.fault("wrong-key", True)
    async with bench.at_work():
        await bench.lost()
        bench.twin.fault("wrong-key", False)
        await bench.well()
asyncio.run(main())
"""
    said = subprocess.run([sys.executable, "-c", story], cwd=Path(__file__).parent, capture_output=True, check=True,
                          env={"PYTHONPATH": str(Path(__file__).parents[3])})  # fmt: skip
    assert said.stdout == b""


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "reader.key"
    file.write_text(KEY.hex(), "ascii")
    file.chmod(0o600)
    return file


def test_a_key_comes_from_a_file_of_ones_own(key_file: Path) -> None:
    assert DRIVER.checked({"key_file": str(key_file)})["plain"] is False


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "key_file: must name the file with the reader's key; or say plain = true for a line without"),
        ({"key_file": "reader.key"}, "key_file: must be a whole path that begins with /, got 'reader.key'"),
        ({"key_file": "/no/such/key"}, "key_file: /no/such/key cannot be read (No such file or directory)"),
        ({"key_file": "/k", "plain": True}, "plain: must be false where there is a key_file"),
        ({"plain": True, "address": 127}, "address: must be 0 to 126, got 127"),
    ],
)
def test_options_that_do_not_go_together_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as refused:
        DRIVER.checked(given)
    assert str(refused.value).startswith(message)


def test_a_key_that_others_may_read_is_refused(key_file: Path) -> None:
    key_file.chmod(0o644)
    with pytest.raises(ValueError, match=r"^key_file: .* may be read by others; run: chmod 600"):
        DRIVER.checked({"key_file": str(key_file)})


def test_a_file_without_a_key_is_refused_and_its_text_not_told(key_file: Path) -> None:
    key_file.write_text("hunter2", "ascii")
    with pytest.raises(ValueError, match=r"^key_file: must hold 32 hex digits") as refused:
        DRIVER.checked({"key_file": str(key_file)})
    assert "hunter2" not in str(refused.value)


def test_a_key_shows_in_no_setup() -> None:
    reader = OsdpBench(KEY).reader
    assert KEY.hex() not in repr(reader._setup) and repr(KEY) not in repr(reader._setup)
