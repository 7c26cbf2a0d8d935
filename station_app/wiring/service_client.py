"""Asks a running station over `DATA/service.sock`, for the technician's commands."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeVar

from station_app.wire import Service
from station_app.wiring.process import UsageError, of_another_user
from station_app.wiring.service_messages import (
    MAX_LINE,
    SOCKET_NAME,
    Answer,
    ApplyPolicy,
    Ask,
    Course,
    Document,
    Down,
    GiveOrder,
    PolicyAnswer,
    Receipts,
    Refusal,
    Registered,
    Skip,
    Up,
    View,
    connect_to,
    down_of,
    line_of,
    same_user,
)

T = TypeVar("T")

ANSWER_SECONDS = 20.0
"""A station that says nothing for this long hangs. A guided test tells at least once a second how long it waits."""


class StationHangs(UsageError):
    """The station runs and does not answer."""


class Talk:
    """One question to a running station, and what it answers."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._answers = line.makefile("rb")
        self.document = ""
        """The signed report, when one was asked for and came."""

    def ask(self, ask: Ask) -> Iterator[Service]:
        """Every document until the station hangs up. Raises UsageError with what the station says against it."""
        for told in self._told(ask):
            if isinstance(told, Document):
                self.document = told.text
            elif isinstance(told, Service):
                yield told

    def register(self, view: View) -> None:
        """Enter a look through a camera in the register. Raises UsageError unless the entry is on the disk."""
        self._one(view, Registered, "the running station has not entered the view in its register; try again")

    def order(self, order: GiveOrder) -> Iterator[Course]:
        """Every state that an order reaches, to its end. Raises UsageError with what the station says against it."""
        return (told for told in self._told(order) if isinstance(told, Course))

    def apply(self, envelope: str) -> PolicyAnswer:
        """Hand a signed policy over. Raises UsageError."""
        lost = "the running station has not said what became of the policy; see: station policy show"
        return self._one(ApplyPolicy(envelope=envelope), PolicyAnswer, lost)

    def receipts(self, told: Receipts) -> None:
        """Say what the hub has of the journal. Raises UsageError unless that is on the disk."""
        self._one(told, Registered, "the running station has not said that it took the answer; import it once more")

    def answer(self, *, yes: bool) -> None:
        """Answer the prompt that was shown last."""
        self._send(line_of(Answer(yes=yes)))

    def skip(self, check: str) -> None:
        """Leave out this check, if it is still the one that is being made."""
        self._send(line_of(Skip(check=check)))

    def _one(self, question: Up, kind: type[T], lost: str) -> T:
        """The one answer to a question; `lost` is said where it is not of this kind, or none comes."""
        answer = next(self._told(question), None)
        if not isinstance(answer, kind):
            raise StationHangs(lost)
        return answer

    def _told(self, question: Up) -> Iterator[Down]:
        """What the station answers until it hangs up. Raises UsageError with what it says against the question."""
        self._send(line_of(question))
        while line := self._next_line():
            try:
                told = down_of(line)
            except ValueError as error:
                raise UsageError(f"the running station speaks another version of this program: {error}") from None
            if isinstance(told, Refusal):
                raise UsageError(told.why)
            yield told

    def _send(self, line: bytes) -> None:
        with contextlib.suppress(OSError):  # it has hung up: what it said last is still to be read
            self._line.sendall(line)

    def _next_line(self) -> bytes:
        try:
            return self._answers.readline(MAX_LINE)
        except TimeoutError:
            raise StationHangs(
                f"the running station has not answered for {ANSWER_SECONDS:.0f} seconds; restart it and try again"
            ) from None
        except ConnectionError:
            return b""


@contextmanager
def running_station(data: Path) -> Generator[Talk | None]:
    """The station that runs on a data directory; None where none does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(ANSWER_SECONDS)
        try:
            connect_to(data, line)
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            yield None
            return
        except BlockingIOError:  # more callers wait already than it lets wait
            raise StationHangs("the running station takes no call; restart it and try again") from None
        except PermissionError:
            raise of_another_user(data / SOCKET_NAME) from None
        if not same_user(line):  # root may connect; the station would hang up without a word
            raise of_another_user(data / SOCKET_NAME)
        yield Talk(line)


def ask_running(data: Path, verb: Literal["devices", "readiness"]) -> Service | None:
    """What the running station answers; None where none runs. Raises UsageError where it refuses or hangs."""
    with running_station(data) as talk:
        if talk is None:
            return None
        documents = list(talk.ask(Ask(verb=verb)))
        return documents[-1] if documents else None
