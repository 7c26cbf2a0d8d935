"""What each driver promises about each mishap: what it says, how soon, and how soon it works again afterwards.

The matrix in tests/hardware/matrix holds every driver to every line; hardware/README.md prints them. All times are
those of the default options.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """About one mishap of one driver's device or wire."""

    told: str | None
    """The code of the fault with which the device is said to be lost; None when it is not."""
    within: float = 0.0
    """Seconds from the beginning of the mishap, or of the first use where the device speaks only then."""
    back: float | None = 1.0
    """Seconds from the end of the mishap until every deed arrives again; None: the next good frame shows it."""
    why: str = ""
    """Why nothing is said, or what else happens meanwhile."""
    sure: bool = True
    """False where a loss may be said or may go by unseen between two questions."""
    true: bool = True
    """False where something may be reported meanwhile that nobody did; `why` says what."""


Promises = Mapping[str, Promise]

SIFTED: Final = "noise is sifted out"
CHECKSUM: Final = "a spoilt frame is known by its checksum and asked for again"
TWICE: Final = "a second copy is known as such"
ECHO: Final = "the echo is known as such"
DEAF: Final = "it is never spoken to, so there is nothing to echo"
IDLE: Final = "a reader that cannot be asked is silent when nobody uses it"
LATER: Final = "it is reported when it comes"
SHORT: Final = "too short to be sure that a question falls into it"


def _lost(code: str, within: float, back: float | None, why: str = "", *, sure: bool = True) -> Promise:
    return Promise(told=code, within=within, back=back, why=why, sure=sure)


def _borne(why: str, back: float | None = 1.0, *, true: bool = True) -> Promise:
    return Promise(told=None, back=back, why=why, true=true)


def _asked(notices: float, back: float, cut: float = 1.0) -> Promises:
    """A device that is asked again and again, with checksums on the wire."""
    silent = _lost("no-answer", notices, back)
    gone = _lost("link-lost", cut, 3)
    return {
        "cut": gone,
        "cut-mid-frame": gone,
        "half-frame": _lost("bad-answer", notices, back),
        "noise": _borne(SIFTED),
        "bit-flip": _borne(CHECKSUM),
        "late": _lost("no-answer", notices, back),
        "duplicate": _borne(TWICE),
        "echo": _borne(ECHO),
        "silent": silent,
        "slow-boot": silent,
        "wrong-device": _lost("wrong-device", notices, back),
        "wrong-baud": silent,
        "brown-out": _lost("no-answer", notices, back, SHORT, sure=False),
    }


def _heard(unreadable: str, wrong: Promise) -> Promises:
    """A reader that only speaks: silence tells nothing."""
    gone = _lost("link-lost", 1, 3)
    return {
        "cut": gone,
        "cut-mid-frame": gone,
        "half-frame": _borne(unreadable),
        "noise": _borne(SIFTED),
        "bit-flip": _borne(unreadable),
        "late": _borne(LATER, 3),
        "duplicate": _borne(TWICE),
        "echo": _borne(DEAF),
        "silent": _borne(IDLE),
        "slow-boot": _borne(IDLE),
        "wrong-device": wrong,
        "wrong-baud": _borne(unreadable),
        "brown-out": _borne(IDLE),
    }


_MUTE = "most of these boards never answer: a dead one looks well, and its door's contact tells"
_NO_MOVE = "the board confirms and its contact does not move: the door's contact tells"
_GLUED = "a code without a checksum may be cut or altered; passes are signed and refused then"
_ALIEN = "256 bytes without a frame; they tell not who sends them"
_NOISY = "noise between codes is told as an unreadable code, the code itself is read"
_FLOOD = "each code is reported once; others are served meanwhile"
_STUCK = "the same card is reported once"

_SAM: Promises = {
    **_asked(3, 4),
    "half-frame": _lost("bad-answer", 5, 5),
    "bit-flip": _borne(CHECKSUM, 3),
    "sam-dead": _lost("defective", 1, 3),
    "read-fails": _borne("the person is asked to lay the card down again"),
    "stuck-card": _borne("one CardRead, then CardForgotten; other cards are not seen below it", 2),
    "must-lift": _borne("a habit of some readers"),
}

_LCUS: Promises = {
    **dict.fromkeys(("silent", "slow-boot", "brown-out", "wrong-device", "wrong-baud", "wedged"), _borne(_MUTE)),
    **dict.fromkeys(("half-frame", "noise", "late", "duplicate", "echo"), _borne("no answer is waited for")),
    "bit-flip": _borne("the board drops a command that is spoilt and nobody is told: its door's contact tells"),
    "cut": _lost("link-lost", 1, 3),
    "cut-mid-frame": _lost("link-lost", 1, 3),
    "reply": _borne("a habit of some boards"),
}

_BOARD: Promises = {
    **_asked(2, 3),
    "wedged": _borne(_NO_MOVE),
    "bouncing-contact": _borne("bounces are counted and one move is told"),
    "lying-contact": _borne("an input that tells the opposite cannot be told from one that is wired the other way"),
    "stuck-button": _borne("a button that stays pressed is told as pressed, and for how long"),
    "stuck-input": _borne("an input that stays as it is cannot be told from one that nobody moves"),
}

_TAGS = {"stuck-card": _borne(_STUCK, 2, true=False), "flood": _borne(_FLOOD, 2, true=False)}
_CODES = {
    "flood": _borne(_FLOOD, true=False),
    "half-line": _borne(_GLUED, true=False),
    "gbk": _borne("GB18030 is read where UTF-8 is not valid"),
}


def _command_scanner(notices: float) -> Promises:
    """A code reader in lines that is also asked now and then."""
    return {
        **_asked(notices, 4),
        **_CODES,
        "half-frame": replace(_lost("bad-answer", notices, 4, _GLUED), true=False),
        "bit-flip": _borne(_GLUED, true=False),
        "noise": _borne(_NOISY),
        "late": _borne(LATER, 4),
        "slow-boot": _lost("no-answer", notices, 4, SHORT, sure=False),
        "silent-head": _borne("it answers that all is well"),
        "refuses-commands": _borne("it reads codes all the same", 6),
    }


_ASKED_TAGS = {
    **_TAGS,
    "antenna-dead": _borne("it answers that it sees no card"),
    "random-uid": _borne("an id that changes each time belongs to nobody: the tag is told as unreadable", 2),
}

PROMISES: Final[Mapping[str, Promises]] = {
    "sam-id-reader": _SAM,
    "line-scanner": {
        **_heard(_GLUED, _lost("wrong-device", 8, None)),
        "half-frame": _borne(_GLUED, true=False),
        "bit-flip": _borne(_GLUED, true=False),
        "noise": _borne(_NOISY),
        "wrong-baud": _borne("each code is told as unreadable"),
        "brown-out": _borne("its garbage is told as an unreadable code"),
        **_CODES,
    },
    "gm65-scanner": {
        **_command_scanner(9),
        "refuses-commands": _lost("no-answer", 9, 4),
    },
    "newland-scanner": {
        **_command_scanner(11),
        "wrong-baud": _lost("no-answer", 11, 4),
        "no-setup-switch": _borne("it reads codes all the same"),
    },
    "honeywell-scanner": {
        **_command_scanner(9),
        "half-frame": replace(_lost("no-answer", 9, 4, _GLUED), true=False),
        "bit-flip": replace(_borne(_GLUED, 6), true=False),
        "no-trigger-mode": _borne("it reads codes all the same", 6),
        "refuses-commands": _borne("a trigger has no answer: that it was refused goes by unseen", 6),
    },
    "zebra-ssi-scanner": {
        **_command_scanner(9),
        "half-frame": _lost("bad-answer", 9, 4),
        "bit-flip": _borne(CHECKSUM, 6),
        "half-line": _borne("half a message is told as an unreadable code"),
        "noise": _borne(SIFTED),
        "refuses-commands": _lost("bad-answer", 9, 4),
        "resend": _borne("a message that comes again is told once", 6),
    },
    "lcus-relay": _LCUS,
    "modbus-board": _BOARD,
    "r421a08-relay": {
        **_asked(3, 3, cut=2),
        "late": _lost("no-answer", 6, 3),
        "echo": _borne(ECHO, 2),
        "wedged": _borne(_NO_MOVE),
    },
    "modbus-sensor": {
        **_asked(13, 3, cut=11),
        "slow-boot": _lost("no-answer", 13, 3, SHORT, sure=False),
        "broken-element": _lost("defective", 12, 3),
        "refuses": _lost("declined", 12, 3),
        "stuck-value": _borne("a value that stays as it is may be the world's"),
    },
    "rdm6300-reader": {
        **_heard("a spoilt frame is dropped, and the lying card sends the next", _lost("bad-answer", 8, None, _ALIEN)),
        "half-frame": _lost("bad-answer", 8, None, _ALIEN),
        "wrong-baud": _lost("bad-answer", 8, None, _ALIEN),
        "antenna-dead": _borne(IDLE),
        **_TAGS,
    },
    "7941w-reader": {**_asked(3, 3), **_ASKED_TAGS},
    "pn532-reader": {**_asked(2, 3), **_ASKED_TAGS},
    "osdp-reader": {
        **_asked(4, 4),
        "bit-flip": _lost("bad-answer", 4, 4, CHECKSUM, sure=False),
        "wrong-key": _lost("declined", 3, 3),
        "antenna-dead": _borne("it answers that it sees no card"),
        **_TAGS,
    },
}
"""By driver, then by mishap: every one of the wire and every one of the device's own."""
