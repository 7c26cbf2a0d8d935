"""Serial servers on the network: a TCP connection that carries a serial port's bytes as they are."""

from __future__ import annotations

import asyncio
import socket
from typing import Final, cast

from hardware.errors import LinkLost
from hardware.links.inbox import Inbox

_CONNECT_SECONDS: Final = 5.0
_PIECE: Final = 4096
_MOST_UNSENT: Final = 4096
"""Bytes; the commands of any device are far smaller, so more than this means that nobody drains the other end."""
_KEEPALIVE: Final = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""A silent reader behind a dead network is noticed after 25 seconds."""


async def open_tcp(host: str, port: int) -> TcpLink:
    """Connect within five seconds. Raises LinkLost."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            _, protocol = await loop.create_connection(_Bytes, host, port)
    except (OSError, TimeoutError) as error:
        fault = LinkLost(f"{host}:{port} cannot be reached ({error or 'no answer'})")
        fault.remedy = "Check the serial server's power, network cable, address and port number."
        raise fault from error
    return TcpLink(protocol, f"{host}:{port}")


class TcpLink:
    """One open connection; made by `open_tcp`."""

    def __init__(self, protocol: _Bytes, where: str) -> None:
        self._protocol = protocol
        self._where = where

    async def read(self) -> bytearray:
        """The next piece that arrives. Raises LinkLost."""
        protocol = self._protocol
        piece = await protocol.inbox.take()
        protocol.resume()
        return piece

    def write(self, data: bytes | bytearray) -> None:
        """Hand all of `data` to the connection. Raises LinkLost."""
        inbox, transport = self._protocol.inbox, self._protocol.transport
        if inbox.loss is not None:
            raise inbox.loss
        transport.write(bytes(data))
        if transport.get_write_buffer_size() > _MOST_UNSENT:
            fault = LinkLost(f"{self._where} takes no more bytes")
            inbox.lose(fault)
            raise fault

    def discard(self) -> None:
        """Forget what has arrived and was not read."""
        self._protocol.inbox.discard()
        self._protocol.resume()

    def close(self) -> None:
        """Let go of the connection at once."""
        self._protocol.inbox.discard()
        self._protocol.inbox.lose(LinkLost(f"{self._where} was closed"))
        self._protocol.transport.abort()


class _Bytes(asyncio.BufferedProtocol):
    """Puts what arrives into an inbox, through one buffer that is overwritten each time."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.inbox = Inbox()
        self._buffer = bytearray(_PIECE)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        wire = cast("socket.socket", transport.get_extra_info("socket"))
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE:
            if (option := getattr(socket, name, None)) is not None:  # Windows and macOS lack some
                wire.setsockopt(socket.IPPROTO_TCP, option, value)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.inbox.put(bytearray(memoryview(self._buffer)[:nbytes]))
        self._buffer[:nbytes] = bytes(nbytes)
        self.inbox.ring()
        if self.inbox.full:
            self.transport.pause_reading()

    def resume(self) -> None:
        if not self.inbox.full and not self.transport.is_closing():
            self.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self.inbox.lose(LinkLost(f"the connection ended ({exc or 'closed by the other side'})"))
