"""A second look at a port where a Modbus board speaks and yet cannot be used; it reads, and never writes."""

from __future__ import annotations

from typing import Final, Literal

from hardware.clock import Clock
from hardware.devices.waiting import Pieces
from hardware.errors import LinkLost
from hardware.links import OpenLink
from hardware.protocols.modbus import (
    INPUT_MODES,
    Function,
    Read,
    Registers,
    Reply,
    encode,
    reply_decoder,
)

_ANSWER_SECONDS: Final = 0.25
_ROUNDS: Final = 3
_QUESTIONS: Final = (
    (Function.READ_COILS, 0, 8),
    (Function.READ_INPUTS, 0, 8),
    (Function.READ_REGISTERS, INPUT_MODES, 8),
)
_Heard = Literal["nothing", "garbage"]


async def doubts_of(open_link: OpenLink, clock: Clock) -> tuple[str, ...]:
    """`input-linked`, `units-same-number`, or nothing to say. A port that cannot be opened tells nothing."""
    try:
        link = await open_link()
    except LinkLost:
        return ()
    pieces = Pieces(link, clock)
    good: set[Function] = set()
    broken: set[Function] = set()
    linked = False
    try:
        for _ in range(_ROUNDS):
            for function, first, count in _QUESTIONS:
                pieces.discard()
                request = Read(unit=1, function=function, first=first, count=count)
                link.write(encode(request))
                answer = await _answer(pieces, clock, encode(request))
                if answer == "garbage":
                    broken.add(function)
                elif answer != "nothing":
                    good.add(function)
                    linked = linked or (isinstance(answer, Registers) and any(answer.values))
    except LinkLost:
        return ()
    finally:
        pieces.close()
        link.close()
    if linked:
        return ("input-linked",)
    # one board's answers are all good or all spoilt; two that talk at once agree only where they say the same
    return ("units-same-number",) if good and broken - good else ()


async def _answer(pieces: Pieces, clock: Clock, sent: bytes) -> Reply | _Heard:
    """The answer, which may follow an echo."""
    heard = bytearray()
    until = clock.monotonic() + _ANSWER_SECONDS
    while (left := until - clock.monotonic()) > 0:
        piece = await pieces.next(left)
        if piece is not None:
            heard += piece
    told = heard.removeprefix(sent)
    decoder = reply_decoder()
    replies = [*decoder.feed(told), *decoder.silence()]
    if replies:
        return replies[0]
    return "garbage" if told else "nothing"
