"""A resident-ID reader (SAM_V / SAM_A, GA/T 467), seen from its own side of the cable."""

from __future__ import annotations

from typing import Final, Literal

from hardware.clock import Clock
from hardware.links import Link
from hardware.protocols.sam import Command, Reply, Request, Status, encode, request_decoder
from hardware.protocols.wiped_buffer import Noise
from hardware.simulators import SimulateRequest
from hardware.simulators.id_cards import SimulatedCard
from hardware.simulators.switches import FaultSwitches

Policy = Literal["must_lift", "always"]
"""Whether a card that was read is found again only after it was lifted; readers of both kinds are sold.

The world switches it like a fault (`must-lift`), though it is none: the reader's maker has chosen it.
"""

SAM_ID: Final = bytes.fromhex("05 00 01 00 C3 79 33 01 39 30 00 00 D2 02 96 49")
"""05.01-20150723-0000012345-1234567890"""

_FAULTS: Final = frozenset({"sam-dead", "read-fails", "stuck-card", "must-lift"})
_PAUSE: Final = 0.1
"""Seconds of silence that end a request for good."""
_LINE_ERRORS: Final = {"checksum": Status.BAD_CHECKSUM, "length": Status.BAD_LENGTH}
_BAUDS: Final = frozenset(
    {Command.BAUD_115200, Command.BAUD_57600, Command.BAUD_38400, Command.BAUD_19200, Command.BAUD_9600}
)


class SimulatedSamIdReader:
    """Answers frames as a reader does; cards are laid on it and lifted from it."""

    def __init__(self, name: str, clock: Clock, policy: Policy = "always") -> None:
        self.name = name
        self._clock = clock
        self._card: SimulatedCard | None = None
        self._step: Literal["idle", "found", "selected"] = "idle"
        self._spent = False
        self._pulled = False
        self._switches = FaultSwitches(_FAULTS)
        self._switches.set("must-lift", on=policy == "must_lift")

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows, and its habit; with `stuck-card` a card cannot be taken away before the fault ends."""
        return self._switches.names

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it. Raises ValueError for a fault that it does not know."""
        self._switches.set(name, on)
        self._spent = self._spent and "must-lift" in self._switches
        if name == "stuck-card" and not on and self._pulled:
            self.lift()

    def power_cycle(self) -> None:
        """World face: its power fails and comes back."""
        self._step, self._spent = "idle", False

    def present(self, card: SimulatedCard) -> None:
        """World face: lay a card on the reader, in place of the one that lies there; a stuck one stays below it."""
        if self._card is not None and "stuck-card" in self._switches:
            return
        self._card, self._step, self._spent, self._pulled = card, "idle", False, False

    def lift(self) -> None:
        """World face: take the card away; lifting nothing is harmless."""
        self._pulled = self._card is not None and "stuck-card" in self._switches
        if not self._pulled:
            self._card, self._step, self._spent = None, "idle", False

    async def serve(self, link: Link) -> None:
        """Wire face: answer until the link is lost, then raise LinkLost."""
        decoder = request_decoder()
        last = self._clock.monotonic()
        while True:
            piece = await link.read()
            if self._clock.monotonic() - last > _PAUSE:
                decoder = request_decoder()  # what came before the silence was no frame, now or ever
            last = self._clock.monotonic()
            for item in decoder.feed(piece):
                reply = self._answer(item)
                if reply is not None:
                    link.write(encode(reply))

    def _answer(self, item: Request | Noise) -> Reply | None:
        if isinstance(item, Noise):
            return Reply(status=_LINE_ERRORS[item.kind]) if item.kind in _LINE_ERRORS else None
        if "sam-dead" in self._switches:
            return Reply(status=Status.NOT_AUTHORISED)
        match item.command:
            case Command.FIND:
                return self._find()
            case Command.SELECT:
                return self._select()
            case Command.READ | Command.READ_WITH_FINGERPRINT:
                return self._read(item.command)
            case Command.READ_NEW_ADDRESS | Command.READ_CARD_ID:
                return self._read_more(item.command)
            case _:
                return self._manage(item.command)

    def _manage(self, command: int) -> Reply:
        if command == Command.SAM_ID:
            return Reply(status=Status.OK, data=bytearray(SAM_ID))
        if command == Command.RESET:
            self._step = "idle"
        known = command in _BAUDS or command in (Command.RESET, Command.STATUS, Command.LONGEST_RADIO_FRAME)
        return Reply(status=Status.OK if known else Status.BAD_COMMAND)

    def _find(self) -> Reply:
        if self._card is None or self._spent:
            self._step = "idle"
            return Reply(status=Status.NO_CARD)
        self._step = "found"
        return Reply(status=Status.FOUND, data=bytearray(4))

    def _select(self) -> Reply:
        if self._card is None or self._step == "idle" or self._spent:
            return Reply(status=Status.SELECT_FAILED)
        if self._card.kind == "other":
            return self._refuse(Status.UNKNOWN_CARD)
        if self._card.refused_with is not None:
            return self._refuse(self._card.refused_with)
        self._step = "selected"
        return Reply(status=Status.OK, data=bytearray(8))

    def _read(self, command: int) -> Reply:
        if self._card is None or self._step != "selected" or "read-fails" in self._switches:
            return self._refuse(Status.READ_FAILED)
        if not self._card.authentic:
            return self._refuse(Status.SAM_REFUSED_CARD)
        self._spend()
        info = self._card.base_info()
        if command == Command.READ_WITH_FINGERPRINT:
            info[4:4] = bytes(2)  # the length of the fingerprints, of which there are none
        return Reply(status=Status.OK, data=info)

    def _read_more(self, command: int) -> Reply:
        # allowed without a new selection, also on readers that want the card lifted after a reading
        if self._card is None or self._step != "selected":
            return Reply(status=Status.READ_FAILED)
        if command == Command.READ_NEW_ADDRESS:
            moves = self._card.new_addresses()
            return Reply(status=Status.OK, data=moves) if moves else Reply(status=Status.NO_SUCH_ITEM)
        return Reply(status=Status.OK, data=bytearray(28))

    def _refuse(self, status: int) -> Reply:
        self._spend()
        return Reply(status=status)

    def _spend(self) -> None:
        self._spent = "must-lift" in self._switches and self._card is not None


def simulate(request: SimulateRequest) -> SimulatedSamIdReader:
    """The twin for the catalog."""
    return SimulatedSamIdReader(request.name, request.clock)
