"""Looks for texts in the memory of a running process, the way somebody would who has taken hold of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ENCODINGS = ("ascii", "utf-16-le")


def regions(pid: int) -> Iterator[tuple[int, int]]:
    """Start and end of every readable part of a process's memory."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, mode, *rest = line.split()
        if "r" in mode and rest[-1] not in ("[vvar]", "[vsyscall]"):
            start, end = span.split("-")
            yield int(start, 16), int(end, 16)


def memory(pid: int) -> Iterator[bytes]:
    """The content of each region."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as file:
        for start, end in regions(pid):
            file.seek(start)
            try:
                yield file.read(end - start)
            except OSError:  # a device's pages, or a region that has just gone
                continue


def hits(pid: int, texts: Iterable[str], encodings: Iterable[str] = ENCODINGS) -> list[str]:
    """Those of `texts`, which all begin alike, that stand in the memory of a process; one entry per place found."""
    wanted = {(encoding, text.encode(encoding)): text for encoding in encodings for text in texts}
    found: list[str] = []
    for content in memory(pid):
        for encoding in encodings:
            needles = {needle: text for (of, needle), text in wanted.items() if of == encoding}
            size = min(len(needle) for needle in needles)
            start = _common(list(needles))
            for place in re.finditer(re.escape(start), content):
                text = needles.get(content[place.start() : place.start() + size])
                if text is not None:
                    found.append(f"{encoding}: {text}")
    return found


def _common(needles: list[bytes]) -> bytes:
    low, high = min(needles), max(needles)
    size = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[:size]
