"""libosdp's control panel, turned by the loop: no thread of its own, nothing that blocks, nothing that is kept.

The library calls its channel and its callback from within `refresh`. What they do here cannot fail: bytes and events
are laid down, and whoever called `refresh` picks them up, so that a bug is raised where it can be seen. The library
leaks a reference to its channel with each panel that it makes (so the channel is one for all of them) and to the
dictionary of each event (so that is emptied). It does not see rings of references either: what it calls must not know
the panel, or no panel would ever be freed, and a dead reader gets a new one each second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, cast

from hardware.errors import LinkLost
from hardware.links import Link

MOST_WAITING: Final = 2048
"""Bytes that wait for the library; what comes beyond is forgotten, oldest first: it is a flood, or the loop hung."""
_MOST_EVENTS: Final = 64
_MOST_BITS: Final = 255
_WIEGAND_OR_RAW: Final = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that the reader told of."""

    bits: int
    """0 for one that was told in another way than bit by bit."""
    data: bytearray = field(repr=False)
    """Left-aligned; whoever takes it wipes it."""

    def identity(self) -> bytearray:
        """Number of bits, and the bits, with zeros behind the last: cards of 26 and of 34 bits are never the same."""
        size = (self.bits + 7) // 8
        uid = bytearray((self.bits,)) + self.data[:size]
        uid[-1] &= 0xFF << (size * 8 - self.bits) & 0xFF
        self.wipe()
        return uid

    def wipe(self) -> None:
        """Overwrite the data."""
        self.data[:] = bytes(len(self.data))


class _ControlPanel(Protocol):
    """What of libosdp's class is used."""

    def refresh(self) -> None: ...
    def status(self) -> int: ...
    def sc_status(self) -> int: ...
    def get_pd_id(self, index: int) -> Mapping[str, int]: ...
    def check_capability(self, index: int, capability: int) -> tuple[int, int]: ...
    def submit_command(self, index: int, command: Mapping[str, int | bool]) -> bool: ...
    def set_event_callback(self, callback: object) -> None: ...
    def set_command_completion_callback(self, callback: object) -> None: ...


class Channel:
    """The library's way to the wire: bytes that came wait here, bytes that go leave at once."""

    id = 0

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._said = b""
        self._echoed = 0
        self.writes = 0
        """How often something was said."""
        self.link: Link | None = None
        self.loss: LinkLost | None = None
        """Why the last bytes could not be written."""

    def put(self, piece: bytearray) -> int:
        """Lay down what has arrived; how much was forgotten for it."""
        self._waiting += self._without_echo(piece)
        surplus = max(0, len(self._waiting) - MOST_WAITING)
        self._drop(surplus)
        return surplus

    def empty(self) -> None:
        """Forget what waits."""
        self._drop(len(self._waiting))

    def read(self, most: int) -> bytes:
        """Called by the library."""
        piece = bytes(self._waiting[:most])
        self._drop(len(piece))
        return piece

    def write(self, data: bytes) -> int:
        """Called by the library."""
        if self.link is None or self.loss is not None:
            return -1
        try:
            self.link.write(data)
        except LinkLost as loss:
            self.loss = loss
            return -1
        self._said, self._echoed = bytes(data), 0
        self.writes += 1
        return len(data)

    def _without_echo(self, piece: bytearray) -> bytes | bytearray:
        # an adapter for two wires may hear itself, which the library takes for a broken reply
        for place, byte in enumerate(piece):
            if self._echoed == len(self._said):
                return piece[place:]
            if byte != self._said[self._echoed]:
                begun, self._echoed = self._said[: self._echoed], len(self._said)
                return begun + piece[place:]
            self._echoed += 1
        return b""

    def flush(self) -> None:
        """Called by the library before it says something again: what came so far answers nothing any more."""
        self.empty()

    def _drop(self, count: int) -> None:
        self._waiting[:count] = bytes(count)
        del self._waiting[:count]


class Panel:
    """One reader at the other end of a channel. `refresh` must be called some fifty times a second."""

    def __init__(self, channel: Channel, address: int, key: bytes | None) -> None:
        # 30 ms of imports that a station without such a reader is spared
        import osdp_sys  # pyright: ignore[reportMissingImports] - an extension without stubs

        self.lib = cast("Any", osdp_sys)
        self.lib.set_loglevel(self.lib.LOG_EMERG)  # also turns its log from stdout to stderr
        self._secure = key is not None
        self._told = _Told(card_read=self.lib.EVENT_CARDREAD, fine=self.lib.COMPLETION_OK)
        # with a key nothing else than the secure channel; the key that everybody knows is never tried
        flags = self.lib.FLAG_ENFORCE_SECURE if self._secure else 0
        unused = dict.fromkeys(("version", "model", "vendor_code", "serial_number", "firmware_version"), 0)
        reader = {"name": "reader", "address": address, "flags": flags, "scbk": key, "channel": channel, **unused}
        self._panel = cast("_ControlPanel", self.lib.ControlPanel([reader]))
        self._panel.set_event_callback(self._told.event)
        self._panel.set_command_completion_callback(self._told.completed)

    @property
    def cards(self) -> list[Card]:
        """Those that were told; whoever takes them empties the list."""
        return self._told.cards

    @property
    def done(self) -> list[bool]:
        """How each command ended, in order."""
        return self._told.done

    def refresh(self) -> None:
        """Let the library read, think and write."""
        self._panel.refresh()

    @property
    def online(self) -> bool:
        """Whether the reader answers, through the secure channel where there is a key."""
        return bool(self._panel.status() & 1) and (not self._secure or bool(self._panel.sc_status() & 1))

    def reader_id(self) -> Mapping[str, int]:
        """What the reader told of itself when it came online."""
        return self._panel.get_pd_id(0)

    def can(self, capability: int) -> bool:
        """Whether the reader has a light, a buzzer, …; a reader without one answers a command for it by going away."""
        level, items = self._panel.check_capability(0, capability)
        return level > 0 and items > 0

    def submit(self, command: Mapping[str, int | bool]) -> bool:
        """Queue a command; False when there is no room or nobody to say it to."""
        return self._panel.submit_command(0, command)


@dataclass(slots=True, kw_only=True)
class _Told:
    """What the library has told."""

    card_read: int
    fine: int
    cards: list[Card] = field(default_factory=list[Card])
    done: list[bool] = field(default_factory=list[bool])

    def event(self, _reader: int, event: dict[str, Any]) -> int:
        """Called by the library."""
        if event.get("event") == self.card_read and len(self.cards) < _MOST_EVENTS:
            bits = int(event.get("length", 0))
            told_in_bits = event.get("format") in _WIEGAND_OR_RAW and 1 <= bits <= _MOST_BITS
            data = bytearray(cast("bytes", event["data"]) if told_in_bits else b"")
            self.cards.append(Card(bits=bits if told_in_bits else 0, data=data))
        event.clear()
        return 0

    def completed(self, _reader: int, _command: object, status: int) -> None:
        """Called by the library."""
        self.done.append(status == self.fine)
