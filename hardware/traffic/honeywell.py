"""Honeywell readers' traffic: codes as in line mode; of an answer its command and what became of it are kept."""

from __future__ import annotations

from hardware.protocols.honeywell import (
    TRIGGER,
    UNTRIGGER,
    Command,
    Order,
    Reply,
    ReplyEar,
    encode,
    encode_reply,
    order_decoder,
)
from hardware.traffic import Direction, FrameReader, Seen
from hardware.traffic.lines import MadeUpText
from hardware.traffic.reframed import Reframed
from hardware.traffic.scanner_sides import Asked, Commands, Heard, answers_and_codes, fitted

_KNOWN = frozenset({TRIGGER, UNTRIGGER, *(encode(command) for command in Command)})
_ORDERS = frozenset(command.value for command in Command)
_SETTING = 7
"""Characters of a tag with a setting behind it."""
_TRIGGERS = {"T": "trigger", "U": "untrigger"}
_PREFIX = 3


def read(direction: Direction) -> FrameReader:
    """The driver asks, the reader answers and sends codes."""
    if direction == "in":
        return Heard(ReplyEar(), _reply_seen)
    return Asked(order_decoder().feed, _order_seen, _size)


def redactor() -> Reframed:
    """For one capture."""
    return Reframed(answers_and_codes(ReplyEar(), _rewrite), Commands(_KNOWN.__contains__))


def _reply_seen(reply: Reply) -> Seen:
    facts = {"tag": reply.text[:6], "status": reply.status.name.lower()}
    return Seen(kind="frame", what="answer", facts=facts, secret={"text": reply.text})


def _order_seen(order: Order) -> Seen:
    if order.text in _TRIGGERS and not order.storage:
        return Seen(kind="frame", what=_TRIGGERS[order.text])
    if order.text + order.storage in _ORDERS:
        return Seen(kind="frame", what="order", facts={"text": order.text + order.storage})
    return Seen(kind="frame", what="foreign-order", secret={"text": order.text})


def _size(order: Order) -> int:
    return _PREFIX if not order.storage else _PREFIX + len(order.text) + len(order.storage)


def _rewrite(reply: Reply, size: int) -> bytes:
    kept, rest = reply.text[:_SETTING], reply.text[_SETTING:]
    text = kept + MadeUpText().instead_of(b"x" * len(rest)).decode("ascii")
    return fitted(encode_reply(Reply(text=text, status=reply.status, storage=reply.storage)), size)
