"""Cleans a text for the support bundle. Two nets, the second under the first.

*Patterns* take out what looks like a secret: numbers of ID cards and telephones, passes, keys, long hex and base64,
also where such a thing is written in hex or base64. *Words* then keep only words that this program's own source uses,
names of the station's parts, and short numbers: a name or a card's id is no such word, whatever it looks like.
"""

from __future__ import annotations

import base64
import binascii
import builtins
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

GONE: Final = "[…]"
"""Stands where something was taken out."""
_SHORT_NUMBER: Final = 6
"""Digits: counts, times, seconds; too few for any number of a person."""

_ID_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])(?:[0-9][ .\-]?){14,17}[0-9Xx](?![0-9A-Za-z])")
_FOREIGN_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{3}[0-9]{12}(?![0-9])")
_MANY_DIGITS: Final = re.compile(r"[0-9]{10,}[Xx]?")
_PHONE: Final = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?(?:1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|0[0-9]{2,3}-[0-9]{7,8})")
_PASS: Final = re.compile(r"RS1:\S*", re.IGNORECASE)
_PEM: Final = re.compile(r"-----BEGIN [^-]*-----.*?(?:-----END [^-]*-----|\Z)", re.DOTALL)
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://\S+|(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.])")
_LONG_HEX: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])")
_SPACED_HEX: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{2}(?:[ :\-][0-9A-Fa-f]{2}){3,}(?![0-9A-Za-z])")
_SPELT: Final = re.compile(r"(?<!\w)\w(?: \w){3,}(?!\w)")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?(?= )")
_FRAME: Final = re.compile(r"([0-9A-F]{2}(?: [0-9A-F]{2})*)(?: …(?: \d{1,5} bytes)?)?(?: ×\d{1,9})?")
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/_\-])[A-Za-z0-9+/_\-]{20,}={0,2}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WORD: Final = re.compile(r"\w+")
_PLAIN: Final = (_PEM, _PASS, _ADDRESS, _ID_NUMBER, _FOREIGN_NUMBER, _MANY_DIGITS, _PHONE, _LONG_HEX)


class Cleaner:
    """For one bundle; counts what it has taken out."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are those of the station's own parts, as the configuration calls them."""
        parts = {part.lower() for name in names for part in _WORD.findall(name)}
        self._words = own_words() | parts
        self.taken = 0

    def frame(self, text: str) -> str:
        """A piece of traffic as a tap shows it: whole hex that hides no text of a secret, or what `patterns` leaves."""
        shown = _FRAME.fullmatch(text)
        return text if shown and not _hides_something(bytes.fromhex(shown[1])) else self.patterns(text)

    def patterns(self, text: str) -> str:
        """Without what looks like a secret; for texts whose words are known to be harmless."""
        text = _CONTROL.sub("", text)
        for pattern in _PLAIN:
            text = pattern.sub(self._gone, text)
        text = _SPACED_HEX.sub(self._unless_harmless_hex, text)
        return _BASE64.sub(self._unless_harmless_base64, text)

    def line(self, text: str) -> str:
        """One line of a log: its time, and of the rest `words`."""
        time = _TIME.match(text)
        return text[: time.end()] + self.words(text[time.end() :]) if time else self.words(text)

    def words(self, text: str) -> str:
        """Without what looks like a secret, and then only words that are known."""
        text = _SPELT.sub(self._gone, _SPACED_HEX.sub(self._gone, _CONTROL.sub("", text)))
        return _WORD.sub(self._unless_known, self.patterns(text))

    def _gone(self, _found: re.Match[str]) -> str:
        self.taken += 1
        return GONE

    def _unless_known(self, found: re.Match[str]) -> str:
        word = found[0]
        if word.isascii() and (word.lower() in self._words or (word.isdigit() and len(word) <= _SHORT_NUMBER)):
            return word
        return self._gone(found)

    def _unless_harmless_hex(self, found: re.Match[str]) -> str:
        raw = bytes.fromhex(re.sub("[ :-]", "", found[0]))
        return self._gone(found) if _hides_something(raw) else found[0]

    def _unless_harmless_base64(self, found: re.Match[str]) -> str:
        text = found[0].rstrip("=").replace("-", "+").replace("_", "/")
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4))
        except binascii.Error:
            return found[0]
        mixed = any(c.isdigit() for c in text) and any(c.isupper() for c in text) and any(c.islower() for c in text)
        return self._gone(found) if mixed or _hides_something(raw) else found[0]


def _hides_something(raw: bytes) -> bool:
    """Whether these bytes are a secret's text in an encoding that is used here."""
    texts = (raw.decode(encoding, "replace") for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))
    return any(pattern.search(text.replace("\0", "")) for text in texts for pattern in _PLAIN)


@cache
def own_words() -> frozenset[str]:
    """Every word of this program's source, and of Python's names for errors; none is a person's data."""
    found = set(dir(builtins))
    program = Path(__file__).parents[1]
    for package in (program, program.parent / "hardware"):
        for path in package.rglob("*.py"):
            found.update(_WORD.findall(path.read_text("utf-8")))
    digits = re.compile(r"[0-9]")
    short = {word.lower() for word in found if word.isascii() and not (digits.search(word) and len(word) > 8)}
    return frozenset(short) | _ELSEWHERE


_TRACEBACKS: Final = """
    systemd kernel started stopped stopping failed succeeded main process exited code status killed service unit
    restart counter scheduled job consumed cpu time memory peak oom asyncio selectors ssl sqlite3 traceback file line
    in most recent call last during handling of the above exception another occurred python3 lib usr opt
"""
_ELSEWHERE: Final = frozenset(_TRACEBACKS.split())
"""Words of systemd and of Python's tracebacks."""
