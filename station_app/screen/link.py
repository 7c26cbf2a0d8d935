"""The socket's other end: lines from the core become values, intents become lines. It connects again for ever."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalSocket

from station_app.wire import MAX_LINE, Offers, Service, Snapshot, Up, WireError, line_of, message_of

AGAIN_MS = 500
_log = logging.getLogger("screen.link")


class CoreLink(QObject):
    """The one bridge to the core process."""

    arrived = Signal(object)
    """A Snapshot newer than all before it on this connection."""
    served = Signal(object)
    """A Service newer than all before it on this connection; it has numbers of its own."""
    offered = Signal(object)
    """Offers newer than all before them on this connection; they have numbers of their own."""
    lost = Signal()
    """There is no core to show the state of."""

    def __init__(self, path: str, again_ms: int = AGAIN_MS) -> None:
        super().__init__()
        self._path = path
        self._pending = bytearray()
        self._overlong = False
        self._serial = -1
        self._service_serial = self._offers_serial = -1
        self.refused = 0
        """Lines from the core that were stale or broke the schema."""
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._connected)
        self._socket.disconnected.connect(self._disconnected)
        self._socket.readyRead.connect(self._ready)
        self._again = QTimer(self, interval=again_ms)
        self._again.timeout.connect(self._connect)

    @property
    def newest(self) -> int:
        """Serial of the newest snapshot on this connection; -1 before the first."""
        return self._serial

    def start(self) -> None:
        """Look for the core, now and until it is found."""
        self._again.start()
        self._connect()

    def close(self) -> None:
        """Give up for good."""
        self._again.stop()
        self._socket.abort()

    def send(self, intent: Up) -> None:
        """Tell the core; without a core nobody hears it, and nothing is kept for later."""
        if self._socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
            self._socket.write(line_of(intent))
            self._socket.flush()

    @Slot()
    def _connect(self) -> None:
        if self._socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
            self._socket.connectToServer(self._path)

    @Slot()
    def _connected(self) -> None:
        self._again.stop()
        self._pending.clear()
        self._overlong = False
        self._serial = self._service_serial = self._offers_serial = -1

    @Slot()
    def _disconnected(self) -> None:
        self._again.start()
        self.lost.emit()

    @Slot()
    def _ready(self) -> None:
        self._pending += self._socket.readAll().data()
        *lines, rest = bytes(self._pending).split(b"\n")
        self._pending = bytearray(rest)
        for line in lines:
            self._line(line)
        if len(self._pending) > MAX_LINE:
            # The line is refused before it ends: nobody may fill this process's memory.
            self._pending.clear()
            self._overlong = True

    def _line(self, line: bytes) -> None:
        if self._overlong:
            self._overlong = False
            self._refuse(f"a line is longer than {MAX_LINE} bytes")
            return
        try:
            message = message_of(line)
        except WireError as error:
            self._refuse(str(error))
            return
        if isinstance(message, Snapshot):
            self._take_snapshot(message)
        elif isinstance(message, Service):
            self._take_service(message)
        else:
            self._take_offers(message)

    def _take_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.serial <= self._serial:
            self._refuse(f"snapshot {snapshot.serial} is not newer than {self._serial}")
            return
        self._serial = snapshot.serial
        self.arrived.emit(snapshot)

    def _take_service(self, service: Service) -> None:
        if service.serial <= self._service_serial:
            self._refuse(f"service {service.serial} is not newer than {self._service_serial}")
            return
        self._service_serial = service.serial
        self.served.emit(service)

    def _take_offers(self, offers: Offers) -> None:
        if offers.serial <= self._offers_serial:
            self._refuse(f"offers {offers.serial} are not newer than {self._offers_serial}")
            return
        self._offers_serial = offers.serial
        self.offered.emit(offers)

    def _refuse(self, why: str) -> None:
        self.refused += 1
        _log.warning("a line from the core is left out: %s", why)
