"""Byte-true twins: each has a wire face (`serve`) and a world face (verbs of what a person or mishap does to it)."""

from __future__ import annotations

from typing import Protocol

from hardware.links import Link


class Twin(Protocol):
    """A simulated device, as cables and control windows see it."""

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        ...

    @property
    def faults(self) -> frozenset[str]:
        """The names that `fault` knows."""
        ...

    async def serve(self, link: Link) -> None:
        """Wire face: behave as the device does until the link is lost, then raise LinkLost."""
        ...

    def fault(self, name: str, on: bool) -> None:
        """World face: let a mishap begin or end. Raises ValueError, naming `faults`, for one that it does not know."""
        ...
