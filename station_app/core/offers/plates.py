"""Number plates of the mainland, by GA 36-2018: what one can be, and what can be typed next.

Seven characters: province, issuing office, five of the serial. Eight for new energy: of a small vehicle the serial
begins with a letter for its drive, of a large one it ends with it. The last of seven may say what the plate is for:
trailer, driving school, police, or across the border to Hong Kong or Macao (those are issued as 粤Z).
The letters I and O are not used.
"""

from __future__ import annotations

import re
from typing import Final

PROVINCES: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云渝藏陕甘青宁新"
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS: Final = "0123456789"
PURPOSES: Final = "挂学警"
BORDERS: Final = "港澳"
LONGEST: Final = 8
_DRIVES: Final = "ABCDEFGHJK"
_SERIAL: Final = f"[{LETTERS}{DIGITS}]"
_ORDINARY: Final = re.compile(f"[{PROVINCES}][{LETTERS}]{_SERIAL}{{4}}[{LETTERS}{DIGITS}{PURPOSES}]")
_BORDER: Final = re.compile(f"粤Z{_SERIAL}{{4}}[{BORDERS}]")
_SMALL: Final = re.compile(f"[{PROVINCES}][{LETTERS}][{_DRIVES}]{_SERIAL}[0-9]{{4}}")
_LARGE: Final = re.compile(f"[{PROVINCES}][{LETTERS}][0-9]{{5}}[{_DRIVES}]")
_KINDS: Final = (_ORDINARY, _BORDER, _SMALL, _LARGE)
_ALL: Final = PROVINCES + LETTERS + DIGITS + PURPOSES + BORDERS
_EXAMPLES: Final = ("京A12345", "粤Z1234港", "京AD12345", "京A12345D")


def is_plate(text: str) -> bool:
    """Whether that can be a whole plate."""
    return any(kind.fullmatch(text) for kind in _KINDS)


def following(typed: str) -> frozenset[str]:
    """The characters that can come next; none where nothing can."""
    return frozenset(one for one in _ALL if _begins(typed + one))


def _begins(text: str) -> bool:
    """Whether a plate can begin so: some example's end makes it a whole one."""
    return any(is_plate(text + example[len(text) :]) for example in _EXAMPLES if len(text) <= len(example))
