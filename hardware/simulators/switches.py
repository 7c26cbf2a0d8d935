"""The switches by which a story or a person makes a twin misbehave."""

from __future__ import annotations

from collections.abc import Iterable


class FaultSwitches:
    """Which of a twin's known faults are on."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self._on: set[str] = set()

    def set(self, name: str, on: bool) -> None:
        """Turn a fault on or off. Raises ValueError for one that the twin does not know."""
        if name not in self.names:
            raise ValueError(f"no such fault: {name}; there are {', '.join(sorted(self.names))}")
        if on:
            self._on.add(name)
        else:
            self._on.discard(name)

    def __contains__(self, name: str) -> bool:
        return name in self._on
