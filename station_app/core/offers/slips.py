"""A ticket's slip: its twelve digits, what is recorded of them, and how long an answer may be that it leads to."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from station_app.core.changing import replace
from station_app.core.memory.offers import Reply

DIGITS: Final = 12
LONGEST_TEXT: Final = 500
"""Characters of an answer that a screen shows; a hub that sends more is cut short."""
LONGEST_DESK: Final = 40
MOST_REPLIES: Final = 200
_LONGEST_CODE: Final = 300
_PAGE: Final = re.compile(r"https?://[^\s/?#]+(?:/[^\s/?#]+)*/t/([0-9]{12})/?")


def is_ticket(code: str) -> bool:
    """Whether these are twelve digits, as they are typed."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def ticket_hash(code: str) -> str:
    """What is recorded of a ticket: SHA-256 in hex, blanks left out."""
    return hashlib.sha256(f"ticket:{code.replace(' ', '')}".encode()).hexdigest()


def ticket_shown(code: str) -> str:
    """Twelve digits as they are read out and typed: by fours."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def ticket_of(text: str) -> str:
    """The digest of the ticket that a scanned text is, alone or as the address of its page; empty where it is none."""
    text = text.strip()
    if len(text) > _LONGEST_CODE:
        return ""
    if is_ticket(text.replace(" ", "")):
        return ticket_hash(text)
    page = _PAGE.fullmatch(text)
    return "" if page is None else ticket_hash(page[1])


def cut(reply: Reply) -> Reply:
    """The same, no longer than a screen shows, and without characters that draw nothing."""
    text, desk = _drawn(reply.text), _drawn(reply.desk)[:LONGEST_DESK]
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    return reply if (text, desk) == (reply.text, reply.desk) else replace(reply, text=text, desk=desk)


def _drawn(text: str) -> str:
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())
