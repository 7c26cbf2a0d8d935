"""Newland readers' traffic: codes as in line mode; of an answer its commands and what became of them are kept."""

from __future__ import annotations

from hardware.protocols.newland import Command, Order, Reply, Result, encode, encode_reply, order_decoder, reply_ear
from hardware.traffic import Direction, FrameReader, Seen
from hardware.traffic.lines import MadeUpText
from hardware.traffic.reframed import Reframed
from hardware.traffic.scanner_sides import Asked, Commands, Heard, answers_and_codes, fitted

_VALUES = frozenset(command.value for command in Command)
_TAGS = frozenset(value[:6] for value in _VALUES)
_SETTING = 7
"""Characters of a tag with a setting behind it."""
_AROUND = 9
"""Bytes of an order beside its texts and the signs between them."""


def read(direction: Direction) -> FrameReader:
    """The driver asks, the reader answers and sends codes."""
    if direction == "in":
        return Heard(reply_ear(), _reply_seen)
    return Asked(order_decoder().feed, _order_seen, lambda order: _AROUND + len(";".join(order.texts)))


def redactor() -> Reframed:
    """For one capture."""
    return Reframed(answers_and_codes(reply_ear(), _rewrite), Commands({encode(one) for one in Command}.__contains__))


def _reply_seen(reply: Reply) -> Seen:
    said = {result.text if result.text in _VALUES else result.text[:6]: result for result in reply.results}
    safe = {text: one.status.name.lower() for text, one in said.items() if text in _VALUES or text in _TAGS}
    secret = {f"text_{place}": result.text for place, result in enumerate(reply.results)}
    return Seen(kind="frame", what="answer", facts=safe, secret=secret)


def _order_seen(order: Order) -> Seen:
    known = all(text in _VALUES for text in order.texts)
    what = "order" if known else "foreign-order"
    facts = {"texts": ";".join(order.texts)} if known else {}
    secret = {} if known else {"texts": ";".join(order.texts)}
    return Seen(kind="frame", what=what, facts={**facts, "for_good": order.for_good}, secret=secret)


def _rewrite(reply: Reply, size: int) -> bytes:
    results = tuple(Result(text=_text(result.text), status=result.status) for result in reply.results)
    storage = reply.storage if reply.storage in ("#", "@") else "#"
    return fitted(encode_reply(Reply(results=results, storage=storage)), size)


def _text(text: str) -> str:
    if text in _VALUES:
        return text
    kept = text[:_SETTING] if text[:6] in _TAGS and text[6:_SETTING].isascii() else ""
    made_up = MadeUpText().instead_of(b"x" * (len(text) - len(kept)))
    return kept + made_up.decode("ascii")
