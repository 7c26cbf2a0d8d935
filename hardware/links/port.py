"""The port texts of a configuration: what they may be, and how each is opened."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol, cast

from hardware.errors import LinkLost
from hardware.links import Link, OpenLink
from hardware.links.serial import FRAMINGS, STANDARD_BAUDS, open_serial
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


class Adapter(Protocol):
    """What is used of pyserial's list, which carries no types."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None


ListAdapters = Callable[[], Iterable[Adapter]]


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


def _plugged_in() -> Iterable[Adapter]:
    from serial.tools import list_ports  # only a `usb:` port asks what is plugged in

    return cast("Iterable[Adapter]", list_ports.comports())


def opener(
    port: Port, baud: int, directory: Path, framing: str = "8N1", adapters: ListAdapters = _plugged_in
) -> OpenLink:
    """What opens `port` each time anew. Raises ValueError (baud, framing).

    `directory` holds the links of `pty:` ports; a serial server on the network keeps its own baud and framing;
    `adapters` lists what is plugged in, and is asked on a thread.
    """
    check_baud(baud)
    if framing not in FRAMINGS:
        raise ValueError(f"serial must be one of {', '.join(FRAMINGS)}, got {framing!r}")
    match port:
        case SerialPort(path=path):
            return partial(open_serial, path, baud, framing)
        case PtyName():
            return partial(open_serial, str(port.under(directory)), baud, framing)
        case TcpPort(host=host, port=number):
            return partial(open_tcp, host, number)
        case UsbPort():

            async def open_usb() -> Link:
                # looked up each time: the same adapter in another socket gets another path
                return await open_serial(choose_usb(port, await asyncio.to_thread(adapters)), baud, framing)

            return open_usb


def choose_usb(port: UsbPort, found: Iterable[Adapter]) -> str:
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
