"""What a configuration may say about a port."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.errors import LinkLost
from hardware.links.port import PtyName, SerialPort, TcpPort, UsbPort, choose_usb, opener, parse_port
from hardware.links.pty import PtyPort


@dataclass
class Plugged:
    device: str
    vid: int | None = None
    pid: int | None = None
    serial_number: str | None = None


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("/dev/ttyUSB0", SerialPort(path="/dev/ttyUSB0")),
        ("/dev/serial/by-id/usb-1a86:x-port0", SerialPort(path="/dev/serial/by-id/usb-1a86:x-port0")),
        ("COM3", SerialPort(path="COM3")),
        ("pty:id-reader", PtyName(name="id-reader")),
        ("tcp:192.0.2.7:4001", TcpPort(host="192.0.2.7", port=4001)),
        ("tcp:[2001:db8::7]:4001", TcpPort(host="2001:db8::7", port=4001)),
        ("usb:1A86:7523", UsbPort(vid=0x1A86, pid=0x7523)),
        ("usb:1a86:7523:A50285BI", UsbPort(vid=0x1A86, pid=0x7523, serial="A50285BI")),
    ],
)
def test_a_good_port_is_understood(text, port):
    assert parse_port(text) == port


@pytest.mark.parametrize(
    "text",
    [
        *("", "ttyUSB0", "COM", "/dev/", "pty:", "pty:../x", "pty:a/b"),
        *("tcp:host", "tcp:host:0", "tcp:host:70000", "tcp::1"),
        *("usb:1A86", "usb:1A8:7523", "usb:1A86:7523:", "usb:XXXX:7523", "bluetooth:1"),
    ],
)
def test_a_bad_port_is_refused_with_what_is_allowed(text):
    with pytest.raises(ValueError, match="usb:VID:PID"):
        parse_port(text)


@given(st.text(max_size=40))
def test_no_text_ends_in_anything_but_a_port_or_a_sentence(text):
    try:
        assert parse_port(text)
    except ValueError as error:
        assert "a port is a path" in str(error)


@pytest.mark.parametrize("baud", [0, -9600, 9601, 110])
def test_a_baud_rate_that_no_port_knows_is_refused(baud):
    with pytest.raises(ValueError, match="standard rate"):
        opener(SerialPort(path="/dev/ttyUSB0"), baud, Path("/nowhere"))


async def test_a_pty_port_is_a_link_under_the_data_directory(tmp_path):
    port = PtyPort(tmp_path / "reader")
    link = await opener(parse_port("pty:reader"), 115200, tmp_path)()
    link.close()
    port.close()


ADAPTERS = [
    Plugged("/dev/ttyS0"),
    Plugged("/dev/ttyUSB0", 0x1A86, 0x7523),
    Plugged("/dev/ttyUSB1", 0x0403, 0x6001, "A1"),
    Plugged("/dev/ttyUSB2", 0x0403, 0x6001, "A2"),
]


def test_the_one_adapter_that_fits_is_chosen():
    assert choose_usb(UsbPort(vid=0x1A86, pid=0x7523), ADAPTERS) == "/dev/ttyUSB0"


def test_a_serial_number_tells_two_adapters_apart():
    assert choose_usb(UsbPort(vid=0x0403, pid=0x6001, serial="A2"), ADAPTERS) == "/dev/ttyUSB2"


def test_of_two_adapters_that_fit_none_is_guessed():
    with pytest.raises(LinkLost, match="2 plugged-in adapters") as caught:
        choose_usb(UsbPort(vid=0x0403, pid=0x6001), ADAPTERS)
    assert "serial number" in caught.value.remedy


def test_an_adapter_that_is_not_plugged_in_is_a_loss():
    with pytest.raises(LinkLost, match="no plugged-in adapters fit usb:2341:0043"):
        choose_usb(UsbPort(vid=0x2341, pid=0x0043), ADAPTERS)


async def test_an_unplugged_usb_adapter_is_a_loss_when_it_is_opened():
    with pytest.raises(LinkLost, match="fit usb:FFFF:FFFF"):
        await opener(parse_port("usb:FFFF:FFFF"), 9600, Path("/nowhere"))()
