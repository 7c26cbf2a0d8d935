"""`station decode`: reads hex, one piece a line, and tells each frame, reading or noise as one JSON line.

Needs no config and no device: for captures, for support at a distance, for vectors from a manual.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from hardware.catalog import KINDS
from hardware.traffic import Direction, Seen
from station_app.config import nearest
from station_app.wiring.process import UsageError

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}\s*)*")


def decode(driver: str, direction: Direction, *, synthetic: bool) -> int:
    """Decode standard input; 0 when every byte belonged to a frame, 1 when there was noise or a line was no hex."""
    lines: TextIO = sys.stdin
    _forgive(lines)
    clean = True
    for line, good in decoded(driver, direction, lines, synthetic=synthetic):
        clean = clean and good
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return 0 if clean else 1


def decoded(driver: str, direction: Direction, lines: Iterable[str], *, synthetic: bool) -> Iterator[tuple[str, bool]]:
    """Each line of JSON, and whether what it tells of is whole. Raises UsageError for a driver that there is not."""
    kind = KINDS.get(driver)
    if kind is None:
        raise UsageError(f"there is no driver {driver!r}{nearest(driver, KINDS)}")
    reader = kind.driver.decode(direction)
    number = 0
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not _HEX.fullmatch(text):
            yield _json({"line": number, "error": _wrong(text)}), False
            continue
        for seen in reader.feed(bytes.fromhex(text)):
            yield _told(seen, number, synthetic=synthetic), seen.kind != "noise"
    for seen in reader.end():
        yield _told(seen, number, synthetic=synthetic), seen.kind != "noise"


def _forgive(lines: TextIO) -> None:
    """Bytes that are no text make a bad line like any other."""
    if isinstance(lines, io.TextIOWrapper):
        lines.reconfigure(errors="replace")


def _told(seen: Seen, line: int, *, synthetic: bool) -> str:
    secret = {name: text if synthetic else "*" * len(text) for name, text in seen.secret.items()}
    return _json({"line": line, seen.kind: seen.what, **seen.facts, **secret})


def _wrong(text: str) -> str:
    """What keeps a line from being hex, without repeating the line."""
    for place, character in enumerate(text, start=1):
        if not (character.isspace() or character in "0123456789abcdefABCDEF"):
            return f"character {place} is no hexadecimal digit; write two digits a byte, as in AA 96 69"
    return "a byte has only one digit; write two digits a byte, as in AA 96 69"


def _json(told: dict[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False)
