"""One RS-485 pair with several twins on it: each hears all that is sent, by the station and by the others."""

from __future__ import annotations

import asyncio
from typing import Protocol

from hardware.errors import LinkLost
from hardware.links import Link
from hardware.links.inbox import Inbox


class Trunk(Protocol):
    """The station's end of the pair: a MemoryPort or a PtyPort."""

    async def plug(self) -> Link:
        """The twins' end of the wire, as soon as there is one."""
        ...

    def cut(self) -> None:
        """Pull the adapter."""
        ...

    def mend(self) -> None:
        """Put it back."""
        ...


class SimulatedBus:
    """Gives each twin a branch of its own, which serves as its port; `run` carries the bytes."""

    def __init__(self, trunk: Trunk) -> None:
        self._trunk = trunk
        self._branches: list[Branch] = []
        self._link: Link | None = None
        self._linked = asyncio.Event()

    def branch(self) -> Branch:
        """One more device on the pair."""
        branch = Branch(self)
        self._branches.append(branch)
        return branch

    async def run(self) -> None:
        """Carry bytes for ever: after each loss the next link is served."""
        while True:
            self._link = link = await self._trunk.plug()
            self._linked.set()
            try:
                while True:
                    self.spread(bytes(await link.read()), sender=None)
            except LinkLost as loss:
                self._linked.clear()
                for branch in self._branches:
                    branch.lose(loss)
            finally:
                link.close()

    async def linked(self) -> None:
        """Wait until the station's end is there."""
        await self._linked.wait()

    def send(self, data: bytes, sender: Branch) -> None:
        """What a device sends: the station hears it, and so do the others. Raises LinkLost."""
        if self._link is None:
            raise LinkLost("the pair ends nowhere")
        self._link.write(data)
        self.spread(data, sender)

    def spread(self, data: bytes, sender: Branch | None) -> None:
        """Let every device but the sender hear `data`."""
        for branch in self._branches:
            if branch is not sender:
                branch.hear(data)

    def moved(self) -> None:
        """A branch was cut or mended. With none left the adapter itself is pulled, as far as the station can tell."""
        if all(branch.is_cut for branch in self._branches):
            self._trunk.cut()
        else:
            self._trunk.mend()


class Branch:
    """One device's few metres of the pair. Cut, that device alone is silent."""

    def __init__(self, bus: SimulatedBus) -> None:
        self._bus = bus
        self._whole = asyncio.Event()
        self._whole.set()
        self._end: BranchEnd | None = None

    @property
    def is_cut(self) -> bool:
        """Whether the device is off the pair."""
        return not self._whole.is_set()

    async def plug(self) -> BranchEnd:
        """The twin's end, as soon as the pair is whole up to the station."""
        await self._whole.wait()
        await self._bus.linked()
        self._end = BranchEnd(self, self._bus)
        return self._end

    def cut(self) -> None:
        """Take the device off the pair."""
        self._whole.clear()
        self.lose(LinkLost("the branch is cut"))
        self._bus.moved()

    def mend(self) -> None:
        """Put it back on."""
        self._whole.set()
        self._bus.moved()

    def hear(self, data: bytes) -> None:
        """Bytes on the pair."""
        if self._end is not None:
            self._end.hear(data)

    def lose(self, loss: LinkLost) -> None:
        """The pair is gone, or this branch of it."""
        end, self._end = self._end, None
        if end is not None:
            end.lose(loss)


class BranchEnd:
    """One device's end of one link; made by `Branch.plug`."""

    def __init__(self, branch: Branch, bus: SimulatedBus) -> None:
        self._branch = branch
        self._bus = bus
        self._inbox = Inbox()

    async def read(self) -> bytearray:
        """The next piece that goes over the pair. Raises LinkLost."""
        return await self._inbox.take()

    def write(self, data: bytes | bytearray) -> None:
        """Send, for all to hear. Raises LinkLost."""
        if self._inbox.loss is not None:
            raise self._inbox.loss
        self._bus.send(bytes(data), self._branch)

    def discard(self) -> None:
        """Forget what has arrived and was not read."""
        self._inbox.discard()

    def close(self) -> None:
        """Stop listening; the pair stays as it is."""
        self.lose(LinkLost("the branch was closed"))

    def hear(self, data: bytes) -> None:
        """Bytes on the pair; a device that does not listen misses them."""
        if self._inbox.loss is None and not self._inbox.full:
            self._inbox.put(bytearray(data))
            self._inbox.ring()

    def lose(self, loss: LinkLost) -> None:
        """Nothing more comes."""
        self._inbox.lose(loss)
