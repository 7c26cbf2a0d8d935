"""The port texts of a configuration: what they may be, and how each is opened."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol, cast

from serial.tools import list_ports

from hardware.errors import LinkLost
from hardware.links import Link, OpenLink
from hardware.links.serial import STANDARD_BAUDS, open_serial
from hardware.links.tcp import open_tcp

ALLOWED: Final = (
    'a port is a path such as "/dev/ttyUSB0" or "COM3", "pty:NAME", "tcp:HOST:PORT" or "usb:VID:PID[:SERIAL]" '
    '(VID and PID of four hex digits, as in "usb:1A86:7523")'
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_TCP = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):([0-9]{1,5})")
_USB = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?::([^:\s]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPort:
    """A port that the system names."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PtyName:
    """A link of this name under the data directory."""

    name: str

    def under(self, directory: Path) -> Path:
        """Where the link is."""
        return directory / self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpPort:
    """A serial server on the network."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbPort:
    """A serial adapter known by its USB numbers, wherever it is plugged in."""

    vid: int
    pid: int
    serial: str | None = None


Port = SerialPort | PtyName | TcpPort | UsbPort


class _Found(Protocol):
    """What is used of pyserial's list, which carries no types."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None


def parse_port(text: str) -> Port:
    """Read a port's text. Raises ValueError that says what is allowed; needs no device."""
    kind, _, rest = text.partition(":")
    if kind == "pty" and _NAME.fullmatch(rest):
        return PtyName(name=rest)
    if kind == "tcp" and (tcp := _TCP.fullmatch(rest)) and 1 <= int(tcp[3]) <= 65535:
        return TcpPort(host=tcp[1] or tcp[2], port=int(tcp[3]))
    if kind == "usb" and (usb := _USB.fullmatch(rest)):
        return UsbPort(vid=int(usb[1], 16), pid=int(usb[2], 16), serial=usb[3])
    if re.fullmatch(r"/[^\0]*[^\0/]|COM[1-9][0-9]{0,2}", text):
        return SerialPort(path=text)
    raise ValueError(f"{text!r} is no port: {ALLOWED}")


def check_baud(baud: int) -> int:
    """`baud` itself. Raises ValueError unless serial ports know it."""
    if baud not in STANDARD_BAUDS or baud < 300:
        raise ValueError(f"baud must be a standard rate such as 9600 or 115200, got {baud}")
    return baud


def opener(port: Port, baud: int, directory: Path) -> OpenLink:
    """What opens `port` each time anew; `directory` holds the links of `pty:` ports. Raises ValueError (baud)."""
    check_baud(baud)
    match port:
        case SerialPort(path=path):
            return partial(open_serial, path, baud)
        case PtyName():
            return partial(open_serial, str(port.under(directory)), baud)
        case TcpPort(host=host, port=number):
            return partial(open_tcp, host, number)
        case UsbPort():
            return partial(_open_usb, port, baud)


async def _open_usb(port: UsbPort, baud: int) -> Link:
    # looked up each time: the same adapter in another socket gets another path
    found = cast("Iterable[_Found]", await asyncio.to_thread(list_ports.comports))
    return await open_serial(choose_usb(port, found), baud)


def choose_usb(port: UsbPort, found: Iterable[_Found]) -> str:
    """The path of the one adapter that fits. Raises LinkLost when none or several do."""
    fits = [
        one.device
        for one in found
        if (one.vid, one.pid) == (port.vid, port.pid) and port.serial in (None, one.serial_number)
    ]
    if len(fits) == 1:
        return fits[0]
    wanted = f"usb:{port.vid:04X}:{port.pid:04X}" + (f":{port.serial}" if port.serial else "")
    fault = LinkLost(f"{len(fits) or 'no'} plugged-in adapters fit {wanted}")
    if fits:
        fault.remedy = "Several adapters of one make are plugged in: add the serial number, or use a path by socket."
    raise fault
